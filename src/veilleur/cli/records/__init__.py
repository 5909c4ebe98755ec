"""`veilleur replay`, `learn` and `formats`: commands over files of call records."""
