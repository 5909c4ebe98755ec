"""Errors meant for a person: one sentence that says what is wrong, where, and what to do.

Each is raised with an English template and its values, `InputError("{path}: holds no text.", path=path)`;
`str(error)` is the English sentence and `veilleur.language.error_in` says it in French.
"""

from __future__ import annotations

from typing import Self

from veilleur.words.messages import Message, as_said


class VeilleurError(Exception):
    """A user's mistake or an unusable input; shown as one sentence, never as a traceback.

    exit_code: 2 input or configuration unusable (the default). message: the sentence, with its values.
    """

    exit_code = 2

    def __init__(self, template: str, /, **values: object) -> None:
        self.message = template if isinstance(template, Message) else Message(template, **values)
        super().__init__(self.message)

    @classmethod
    def saying(cls, message: Message) -> Self:
        """The error of a sentence that was put together elsewhere."""
        return cls(message)


class ConfigError(VeilleurError):
    """veilleur.toml or a file it names cannot be used."""


class InputError(VeilleurError):
    """A file of records, a deck or a feed cannot be used."""


class SwitchError(VeilleurError):
    """The PBX cannot be reached, or does not let us do what is needed."""


class JournalError(VeilleurError):
    """The journal cannot be opened, written or verified."""


def system_cause(error: BaseException) -> Message:
    """What the operating system says of an error: "Permission denied"."""
    return as_said(getattr(error, "strerror", None) or str(error))


class LineError(ValueError):
    """A line of call records is not understood; it is reported with its cause, and the rest is read."""

    def __init__(self, template: str, /, **values: object) -> None:
        self.message = Message(template, **values)
        super().__init__(self.message)
