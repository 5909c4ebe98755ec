"""The commands. Each one imports what it needs when it runs, so that it answers at once."""

from veilleur.cli.app import main

__all__ = ["main"]
