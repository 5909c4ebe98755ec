"""`veilleur setup`: questions, veilleur.toml, snippets for the switch, verification."""
