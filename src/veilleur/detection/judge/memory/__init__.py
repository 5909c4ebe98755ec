"""What the judge remembers of a site, one store for each concept."""
