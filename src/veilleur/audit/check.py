"""One check as data: what should hold, why, by which source, how to mend it.

Pitfall: `rule` is a sentence that is true when all is well; it is the question that is put to people too.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from veilleur.words.audit import Severity
from veilleur.words.messages import Message


class How(StrEnum):
    """How a check is answered: from files where they show it, by a person, by a test."""

    AUTO = "auto"
    ASK = "ask"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Check:
    """number, code: for good, others refer to them. lines: what to write, exactly. clicks: where in
    FreePBX."""

    number: int
    code: str
    severity: Severity
    how: How
    rule: Message
    why: Message
    mend: Message
    source: str
    lines: tuple[str, ...] = ()
    clicks: str = ""
