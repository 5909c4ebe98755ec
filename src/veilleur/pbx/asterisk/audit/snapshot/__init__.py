"""An Asterisk's configuration at one moment: its files without secrets, and who and what has access."""
