"""Nineteen calls of one company, and whether a reader found each of them as it was.

In: the files that were written. Out: an AssertionError that names the calls that were read otherwise.
Pitfall: the site is guessed from the same files first, as `veilleur check` does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from veilleur.records import guess_site, read, with_zeros
from veilleur.words.calls import Direction
from veilleur.words.events import CallRecorded
from veilleur.words.site import Site

PARIS = ZoneInfo("Europe/Paris")
FRENCH = {"out": "Sortant", "in": "Entrant"}
TAIL = 8  # digits that every spelling of a number shares


@dataclass(frozen=True, slots=True)
class Call:
    """One call, as it was."""

    at: datetime
    way: str
    ext: str
    far: str  # as it is dialled in France
    ring: int
    talk: int

    @property
    def utc(self) -> datetime:
        return self.at.astimezone(UTC)

    @property
    def answered_at(self) -> datetime:
        return self.at + timedelta(seconds=self.ring)

    @property
    def end(self) -> datetime:
        return self.answered_at + timedelta(seconds=self.talk)

    @property
    def e164(self) -> str:
        return "+" + self.far[2:] if self.far.startswith("00") else "+33" + self.far[1:]

    @property
    def caller(self) -> str:
        return self.ext if self.way == "out" else self.far

    @property
    def called(self) -> str:
        return self.far if self.way == "out" else self.ext

    @property
    def caller_e164(self) -> str:
        return self.ext if self.way == "out" else self.e164

    @property
    def called_e164(self) -> str:
        return self.e164 if self.way == "out" else self.ext


def _call(day: int, clock: str, way: str, ext: str, far: str, ring: int, talk: int) -> Call:
    at = datetime.fromisoformat(f"2026-10-{day} {clock}").replace(tzinfo=PARIS)
    return Call(at, way, ext, far, ring, talk)


CALLS = (
    _call(13, "09:12:05", "out", "201", "0536490655", 9, 141),
    _call(13, "10:02:40", "in", "204", "0465710144", 12, 322),
    _call(13, "11:31:02", "out", "202", "0639980277", 6, 35),
    _call(13, "14:05:59", "out", "203", "0261910422", 22, 0),
    _call(13, "15:44:10", "in", "201", "0199000811", 18, 0),
    _call(14, "08:58:21", "out", "204", "003225550142", 8, 605),
    _call(14, "09:40:00", "in", "203", "0353010733", 5, 64),
    _call(14, "10:10:10", "out", "201", "0465710144", 4, 3720),
    _call(14, "12:00:44", "out", "205", "0639980166", 11, 250),
    _call(14, "16:20:30", "in", "202", "0261910422", 7, 480),
    _call(15, "09:05:15", "out", "202", "0199000388", 5, 18),
    _call(15, "11:15:50", "out", "203", "0353010733", 3, 199),
    _call(15, "17:48:09", "in", "205", "0639980277", 10, 75),
    _call(16, "09:30:30", "out", "201", "0261910422", 6, 420),
    _call(16, "14:12:12", "out", "204", "003225550199", 7, 88),
    _call(17, "23:12:40", "out", "204", "005355500011", 9, 1540),
    _call(17, "23:41:03", "out", "204", "0037120000417", 5, 2677),
    _call(18, "00:32:08", "out", "204", "00252905550033", 4, 1047),
    _call(18, "01:02:27", "out", "204", "0037120000552", 6, 3055),
)
OUT = tuple(call for call in CALLS if call.way == "out")
IN = tuple(call for call in CALLS if call.way == "in")


def hms(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"


def table(
    path: Path,
    heading: str,
    line: Callable[[Call], str],
    calls: Sequence[Call] = CALLS,
    encoding: str = "utf-8",
) -> Path:
    """A file of these calls, one a line."""
    text = "".join(f"{one}\n" for one in (heading, *map(line, calls)))
    path.write_bytes(text.encode(encoding))
    return path


def assert_read(
    *paths: Path,
    calls: Sequence[Call] = CALLS,
    within_s: float = 1.0,
    talk_within_s: float = 1.0,
    knows_telephones: bool = True,
) -> list[str]:
    """Assert that exactly these calls are read; gives what the reader said was uncertain."""
    guess = guess_site(read(paths, Site()), Site())
    reader = read(paths, guess.site)
    left: Iterable[CallRecorded] = reader
    left = list(with_zeros(left) if guess.are_zeros_lost else left)
    assert not reader.rejected, reader.rejected[:3]
    wrong = []
    for call in calls:
        found = _nearest(call, left)
        if found is None:
            wrong.append(f"missing: {call}")
            continue
        left.remove(found)
        is_right = (
            found.direction.value == call.way
            and abs(found.at - call.at.timestamp()) <= within_s
            and abs(found.billed_s - call.talk) <= talk_within_s
            and found.answered == (call.talk > 0)
            and (not knows_telephones or found.extension == call.ext)
        )
        if not is_right:
            wrong.append(f"{call} was read as {found}")
    assert not wrong, "\n".join(wrong)
    assert not left, f"no such calls: {left[:3]}"
    return [str(notice) for notice in reader.notices]


def _nearest(call: Call, events: Sequence[CallRecorded]) -> CallRecorded | None:
    """The record of the call's number and way that lies nearest."""
    tail = call.far[-TAIL:]
    same = [
        event
        for event in events
        if tail == _digits(event.outside_caller if event.direction is Direction.IN else event.number)[-TAIL:]
    ]
    return min(same, key=lambda event: abs(event.at - call.at.timestamp()), default=None)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
