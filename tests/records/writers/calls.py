"""One call, and a layout that writes it. The layouts are written from what their SOURCE.md says.

A `Layout` states what the layout cannot carry: seconds, a year, who called, internal calls... What it
leaves out, the tests do not ask for.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
UTC = ZoneInfo("UTC")
PLAIN_NAME = string.ascii_letters + " .-"
# What people and attackers put into names: separators, quotes, marks of other formats, other scripts.
HOSTILE_NAME = PLAIN_NAME + "\",;|'\\<>&{}[]()=#%*?!éèçàÉœ€Жя数ا" + "\t"
LONGEST_CALL_S = 30 * 3600


class Call(NamedTuple):
    """One call: `start` in Paris, seconds from answer to end, and who."""

    start: datetime
    billed: int
    outgoing: bool
    extension: str
    number: str  # dialled, or of the caller
    forwarded: bool = False
    outside: str = ""  # who was forwarded
    internal: bool = False  # `number` is another extension
    rang: int = 0  # seconds before the answer
    name: str = ""  # of the extension
    hidden: int = 0  # how many digits of the number are not shown

    @property
    def answer(self) -> datetime:
        """When it was answered, in Paris."""
        return self.after(self.rang)

    @property
    def end(self) -> datetime:
        """When it ended, in Paris."""
        return self.after(self.rang + self.billed)

    @property
    def key(self) -> int:
        """Seconds since 1970 UTC of its start: no two calls of a test begin together."""
        return int(self.start.timestamp())

    @property
    def answered(self) -> bool:
        """Whether anybody spoke."""
        return self.billed > 0

    def after(self, seconds: float) -> datetime:
        """So many seconds after the start, in Paris."""
        return (self.start.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(PARIS)

    def shown(self, sign: str) -> str:
        """The number, its last digits hidden by this sign."""
        return (
            self.number[: len(self.number) - self.hidden] + sign * self.hidden if self.hidden else self.number
        )


class Layout(NamedTuple):
    """A layout that can be written.

    step_s: how exactly it gives the start. billed_step_s: how exactly the seconds that are billed.
    head, page: text above the first record, and on each page. between, tail: around the records.
    by_end: it prints when calls end, and in that order. shows_zone: no hour comes twice in October.
    shows_forwarder, shows_outside: who sent a forwarded call on, and whose call it was. shows_extension:
    who of the site is in the call. shows_waiting: the seconds before the answer, whoever called.
    hidden: the sign it prints for a digit that it hides; "" when it hides none.
    names: signs that a name may hold; "" when it prints no names.
    whole: writes all calls at once, for layouts whose lines depend on each other.
    can_hold: whether it can hold just these calls; None when it can hold any.
    cannot: what it does not carry, in words.
    """

    format_name: str
    write: Callable[[Call], str]
    step_s: int = 1
    ending: str = "\n"
    names_forwards: bool = True
    has_year: bool = True
    variant: str = ""
    head: str = ""
    page: str = ""
    between: str = ""
    tail: str = ""
    billed_step_s: int = 1
    by_end: bool = False
    shows_zone: bool = False
    shows_incoming: bool = True
    shows_internal: bool = False
    shows_unanswered: bool = True
    shows_caller: bool = True
    shows_extension_called: bool = True
    shows_forwarder: bool = True
    shows_outside: bool = False
    shows_extension: bool = True
    shows_waiting: bool = False
    longest_number: int = 15
    longest_call_s: int = LONGEST_CALL_S
    hidden: str = ""
    names: str = ""
    rejoins: bool = False
    encodings: tuple[str, ...] = ("utf-8", "utf-8-sig", "cp1252", "cp850", "utf-16")
    whole: Callable[[Sequence[Call]], str] | None = None
    can_hold: Callable[[Sequence[Call]], bool] | None = None
    cannot: str = ""

    @property
    def id(self) -> str:
        """The name of the format, and of the variant."""
        return f"{self.format_name}-{self.variant}" if self.variant else self.format_name

    def document(self, calls: Sequence[Call], page_every: int = 0) -> str:
        """The whole file. page_every: a page heading after this number of records, where it prints any."""
        if self.by_end:
            calls = sorted(calls, key=lambda call: call.end)
        if self.whole is not None:
            return self.whole(calls)
        pieces = []
        for place, call in enumerate(calls):
            if page_every and self.page and place and place % page_every == 0:
                pieces.append("\f" + self.page)
            separator = "" if place == len(calls) - 1 else self.between
            pieces.append(self.write(call) + separator + self.ending)
        return self.head + "".join(pieces) + self.tail


def columns(width: int, *cells: tuple[int, str]) -> str:
    """A line with texts at columns counted from 1."""
    line = [" "] * width
    for first, text in cells:
        line[first - 1 : first - 1 + len(text)] = text
    return "".join(line)


def clock(seconds: int) -> str:
    """hh:mm:ss."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def quoted(*values: object) -> str:
    """Values with quotes and commas, quotes doubled."""
    return ",".join('"' + str(value).replace('"', '""') + '"' for value in values)


def stamp(moment: datetime) -> str:
    """YYYY-MM-DD HH:MM:SS, as most tables write it."""
    return f"{moment:%Y-%m-%d %H:%M:%S}"
