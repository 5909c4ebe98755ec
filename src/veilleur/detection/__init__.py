"""The pure watch. No I/O, no clock, no randomness, no logging.

Same events, same decisions: on a laptop, in a replay, in a distributed job.
"""

from veilleur.detection.watch import Watch

__all__ = ["Watch"]
