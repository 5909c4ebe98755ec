"""Errors meant for a person: one sentence that says what is wrong, where, and what to do."""

from __future__ import annotations


class VeilleurError(Exception):
    """A user's mistake or an unusable input; shown as one sentence, never as a traceback.

    exit_code: 2 input or configuration unusable (the default).
    """

    exit_code = 2


class ConfigError(VeilleurError):
    """veilleur.toml or a file it names cannot be used."""


class InputError(VeilleurError):
    """A file of records, a deck or a feed cannot be used."""


class SwitchError(VeilleurError):
    """The PBX cannot be reached, or does not let us do what is needed."""


class JournalError(VeilleurError):
    """The journal cannot be opened, written or verified."""
