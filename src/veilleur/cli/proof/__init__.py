"""Commands of proof: the dossier of an attack, and the comparison of a bill with what was recorded."""
