"""Which field of a table or object of an unknown maker holds what."""
