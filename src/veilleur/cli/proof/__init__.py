"""Commands of proof: dossier (with its hold), reconcile, witness; and what verify says."""
