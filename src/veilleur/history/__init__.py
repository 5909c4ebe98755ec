"""What the journal says of a site: incidents and status."""
