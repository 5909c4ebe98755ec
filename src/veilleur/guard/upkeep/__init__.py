"""The upkeep of the journal while the guard runs: retention, seals, and what is said of its files."""
