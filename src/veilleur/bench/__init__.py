"""The detection benchmark and the rules of peers beside which Veilleur is measured."""
