"""veilleur.toml -> Settings, with a safe default for everything.

A mistake in the file is one sentence that names the file, the line, the value and what to write.
"""

from veilleur.config.load import find_config, load, load_text
from veilleur.config.settings import JournalSection, Settings

__all__ = ["JournalSection", "Settings", "find_config", "load", "load_text"]
