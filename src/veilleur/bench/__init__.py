"""Floor 5: the detection benchmark and the rules of peers beside which Veilleur is measured."""
