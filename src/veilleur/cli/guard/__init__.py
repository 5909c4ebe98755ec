"""`veilleur guard`: the process, and what it prints."""
