"""`veilleur bench` and `simulate`: figures, and made companies."""
