"""A dossier as one signed file: packed, sealed, time-stamped, and checked with nothing but the file.

`packing` makes it, `checking` verifies it, `verifier.py` in `standalone/` does the same without Veilleur.
"""
