"""What `veilleur setup http` asks, writes and checks: an address, TLS, and a token for the switch."""
