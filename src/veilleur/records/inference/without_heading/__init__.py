"""A table of calls without a heading: what each column holds, by its values alone."""
