"""Operators whose API closes the way abroad: one module each, with one `OPERATOR`."""
