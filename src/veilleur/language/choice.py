"""Which language a person is spoken to in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["fr", "en"]

# The order in which POSIX asks for the language of messages.
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def pick_language(option: str | None, environ: Mapping[str, str]) -> Language:
    """The option if there is one, else the locale: French for a French one, English for all others."""
    words = option or next((environ[name] for name in _LOCALE_VARIABLES if environ.get(name)), "")
    return "fr" if words.lower().startswith("fr") else "en"
