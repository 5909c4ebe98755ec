"""The contract of a telephone call to a person: what is said, which keys answer, and how the call ended.

In: a number, and a menu. Out: the outcome of the ringing, and each answer to whoever asked for the call.
Pitfall: "answered" means that something picked up, a mailbox as likely as a person; only a key that was typed
after the menu named it is an answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import NamedTuple, Protocol


class Outcome(StrEnum):
    """How the ringing ended."""

    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    NO_LINE = "no_line"  # the trunk is full


class Option(NamedTuple):
    """One answer. sounds: say what it does, without the key; digit: the key, named after them."""

    answer: str
    sounds: tuple[str, ...]
    digit: str


class Menu(NamedTuple):
    """What a person hears. opening: sounds of the first seconds; options: in the order they are named; with
    none the call ends after the opening."""

    opening: tuple[str, ...]
    options: tuple[Option, ...]


class Reply(NamedTuple):
    """What follows an answer. sounds: played; asks_code: digits are wanted now, and answered once more."""

    sounds: tuple[str, ...] = ()
    asks_code: bool = False


MakeMenu = Callable[[], Menu]  # each time with other keys, so that no machine types the right one again
Answered = Callable[[str, str], Awaitable[Reply]]  # the answer, and the code keyed for it ("" for none)


def name_sound(person: str) -> str:
    """The sound that says a person's name. Of the name itself, not of a place in a list: whoever changes the
    list before set-up has spoken it again hears no name rather than another one."""
    return f"telephone-by-{hashlib.sha256(person.encode()).hexdigest()[:12]}"


class TelephoneLine(Protocol):
    """Places calls to people, one to each number at a time."""

    async def run(self) -> None:
        """Serve until cancelled: what the switch asks about running calls is answered."""
        ...

    async def call(self, number: str, menu: MakeMenu, answered: Answered) -> Outcome:
        """Ring a number; returns when the ringing has ended, while the talk goes on by itself.

        Raises:
            VeilleurError: when the switch takes no order, or has no line.
        """
        ...
