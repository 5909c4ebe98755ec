"""The real-switch laboratory: real Asterisk versions on loopback. Never part of the wheel."""
