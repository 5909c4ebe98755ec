"""The guard's process. Feeds, judge, actions and journal, put together."""

from veilleur.guard.process import Guard

__all__ = ["Guard"]
