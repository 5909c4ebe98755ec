"""Floor 5: the detection benchmark and the rules of peers beside which Veilleur is measured."""

from veilleur.bench.detection import Report, markdown, run, seal

__all__ = ["Report", "markdown", "run", "seal"]
