"""`veilleur demo`: one attacked night, played and shown."""
