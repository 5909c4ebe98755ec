"""Letters ready to sign, from the facts of a dossier."""
