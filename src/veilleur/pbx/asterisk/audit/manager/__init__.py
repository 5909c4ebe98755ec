"""The audit of an Asterisk on another machine: what its manager interface shows, and what it does not."""
