"""The files that `veilleur setup gate` writes, checks and removes: Kamailio's configuration and its unit."""
