"""One module a format; each has one `FORMAT`. See `veilleur.records`."""
