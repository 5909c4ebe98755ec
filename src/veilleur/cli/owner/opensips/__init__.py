"""What OpenSIPS's table `fraud_detection` holds, and what of it has a counterpart in veilleur.toml."""
