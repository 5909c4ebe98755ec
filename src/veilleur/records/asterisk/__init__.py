"""Call records of Asterisk: rows, columns and tables of its CDR, and channel events."""
