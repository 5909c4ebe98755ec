"""The manager interface (AMI): its bytes as messages, one connection, and what a login may do."""
