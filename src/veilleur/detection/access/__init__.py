"""Ways into the site: voicemail, call forwarding, registrations."""
