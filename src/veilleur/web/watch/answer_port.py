"""Answers by a link of an alert, as the page needs them from the desk.

In: a token of a link, what was pressed, a code, what a browser kept. Out: a question, and what came of an
answer. Pitfall: the page decides nothing here: whether a token is good, a device known or a code right is the
desk's and the guard's to say.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, Protocol


class LinkState(StrEnum):
    """Where the question of a link stands."""

    WAITING = "waiting"
    SETTLED = "settled"  # somebody has answered
    GONE = "gone"  # not ours, expired, or of an incident that is over


class Question(NamedTuple):
    """What a link asks. line: what happened; facts: more of it; may_pass: what "yes" would let through, ""
    where that cannot be said in one button. is_known: this device is known as that person's. by, at, answer:
    who settled it. nonce: the form's own."""

    state: LinkState
    line: str = ""
    facts: tuple[str, ...] = ()
    may_pass: str = ""
    is_drill: bool = False
    is_known: bool = False
    by: str = ""
    at: float = 0.0
    answer: str = ""
    nonce: str = ""


class Result(StrEnum):
    """What came of an answer."""

    KEPT = "kept"
    UNPROVEN = "unproven"  # noted; the next person is alerted all the same
    PASSED_ON = "passed_on"
    ALLOWED = "allowed"
    SEEN = "seen"
    WRONG_CODE = "wrong_code"
    NO_CODE = "no_code"  # needed and not given
    NOT_TAKEN = "not_taken"  # settled, over, or no form of ours: nothing changed
    CHANGED = "changed"  # "yes" would let through something else than what was shown
    NO_GUARD = "no_guard"


class Answer(NamedTuple):
    """What came of it. until: an allowance ends then. device: what the browser is to keep; "" for nothing.
    is_on_disk, limits_reached: the guard's own confirmation."""

    result: Result
    until: float = 0.0
    device: str = ""
    is_on_disk: bool = True
    limits_reached: tuple[str, ...] = ()


class Press(NamedTuple):
    """What a form brought. device: what this browser kept of an earlier answer."""

    answer: str
    nonce: str
    code: str
    device: str

    def __repr__(self) -> str:
        return f"Press(answer={self.answer!r})"


class AnswerLinks(Protocol):
    """The desk's side of links."""

    def question(self, token: str, device: str) -> Question:
        """What a link asks; changes nothing."""
        ...

    async def answered(self, token: str, press: Press) -> Answer:
        """Take an answer."""
        ...
