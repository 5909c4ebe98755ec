"""One observation of an audit: what was seen of one check, where, and by which path.

In: what a switch's files or a person said. Out: values that reports print and the journal keeps by `key`.
Pitfall: a secret never stands in an observation, masked or not; what names a person stands in `about` alone,
and the journal keeps but a hash of it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from veilleur.words.messages import Message

_KEY_DIGITS = 12


class Severity(StrEnum):
    """How bad it is, worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 is the worst."""
        return list(Severity).index(self)


class Outcome(StrEnum):
    """Whether a check holds."""

    HOLDS = "holds"
    WEAK = "weak"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Observation:
    """check: its number. what: what was seen, "" where the check's own sentence says it. severity: where it
    is not the check's own. about: the mailbox, account or line. path: the steps of a call, first to last."""

    check: int
    outcome: Outcome
    what: Message | None = None
    severity: Severity | None = None
    about: str = ""
    file: str = ""
    line: int = 0
    path: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """File and line, as compilers write it."""
        return f"{self.file}:{self.line}" if self.file and self.line else self.file

    @property
    def key(self) -> str:
        """The same from one audit to the next while the same thing is weak, and no name in it. Lines move."""
        template = self.what.template if self.what is not None else ""
        text = "\x00".join((str(self.check), template, self.about, self.file, *self.path[-1:]))
        return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:_KEY_DIGITS]


@dataclass(frozen=True, slots=True)
class Survey:
    """What the files of one switch say. files: each with the SHA-256 of its bytes. facts: for JSON."""

    switch: str
    observations: tuple[Observation, ...]
    files: dict[str, str] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
