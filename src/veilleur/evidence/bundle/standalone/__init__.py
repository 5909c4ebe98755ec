"""The second verifier: a program of its own, printed in the annex of each dossier."""
