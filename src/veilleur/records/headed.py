"""Delimited files with a heading line: the columns are found by their names, in any order.

In: which headings mean what. Out: a `Format`. The thing a reader would get wrong: day and month are
taken in the French order when a date has slashes and the year last.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from veilleur.records.base import Bad, Context, Format, Found, Line, split, whole_records
from veilleur.records.clocks import LocalClock, clock_duration
from veilleur.words.calls import Direction, Origin
from veilleur.words.events import CallRecorded
from veilleur.words.money import micro_euros

_DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})[ T](\d{1,2}):(\d\d)(?::(\d\d))?$")
_NAMED_NUMBER = re.compile(r"^.*<([^<>]*)>$")
_OFFSET = re.compile(r"[+-]\d\d(?::?\d\d)?$")


@dataclass(frozen=True, slots=True)
class Layout:
    """roles: role -> headings, accents and signs left out. Roles: start, date, time, caller,
    called, duration, billed, status, direction, call, cost, source_trunk, trunk, did
    (the number first reached), forwarder (the extension that sent it on).
    needed: the roles without which it is another format. marks: headings that must be there."""

    roles: Mapping[str, tuple[str, ...]]
    needed: frozenset[str]
    marks: frozenset[str] = frozenset()
    directions: Mapping[str, Direction] = field(default_factory=dict)
    only_outgoing: bool = False


def plain(name: str) -> str:
    """A heading with accents, signs, blanks and capitals taken off."""
    letters = unicodedata.normalize("NFKD", name.lower())
    return re.sub(r"[^a-z0-9]", "", letters)


def headed_format(name: str, title: str, confidence: str, source: str, layout: Layout) -> Format:
    """A format of delimited lines under a heading."""

    def score(lines: Sequence[str]) -> float:
        return 0.9 if any(_columns(line, layout) for line in lines[:5]) else 0.0

    def parse(lines: Iterable[Line], context: Context) -> Iterator[Found | Bad]:
        columns: dict[str, int] | None = None
        delimiter = ","
        for number, text in whole_records(lines):
            if not text.strip():
                continue
            heading = _columns(text, layout)
            if heading is not None:
                columns, delimiter = heading, _delimiter(text)
                continue
            try:
                if columns is None:
                    raise ValueError("stands above the line of headings")
                values = split(text, delimiter)
                if values[0].strip().lower().startswith(("total", "sous-total")):
                    continue
                event = _event(number, values, columns, layout, context)
                yield Found(number, event)
            except (ValueError, IndexError, ArithmeticError) as error:
                yield Bad(number, str(error) or "not understood", text)

    return Format(name, title, confidence, source, score, parse)


def _delimiter(line: str) -> str:
    return max(",;\t|", key=line.count)


def _columns(line: str, layout: Layout) -> dict[str, int] | None:
    try:
        names = [plain(value) for value in split(line, _delimiter(line))]
    except ValueError:
        return None
    found = {}
    for role, headings in layout.roles.items():
        for heading in headings:
            if heading in names:
                found[role] = names.index(heading)
                break
    if "date" in found and "time" not in found and "start" not in found:
        found["start"] = found["date"]
    fits = layout.needed <= found.keys() and layout.marks <= set(names)
    fits = fits and ("start" in found or {"date", "time"} <= found.keys())
    return found if fits else None


def _event(
    line: int, values: list[str], columns: dict[str, int], layout: Layout, context: Context
) -> CallRecorded:
    def value(role: str) -> str:
        return values[columns[role]].strip() if role in columns else ""

    start = value("start") or f"{value('date')} {value('time')}"
    at = moment(start, context.clock)
    duration = seconds(value("duration") or value("billed"))
    billed = seconds(value("billed")) if "billed" in columns else duration
    did = number_of(value("did"))
    caller, called = number_of(value("caller")), number_of(value("called"))
    status = value("status").upper().replace("_", " ")
    answered = billed > 0 and status not in ("NO ANSWER", "MISSED", "BUSY", "FAILED", "UNKNOWN")
    direction = _direction(value("direction"), caller, called, layout, context)
    origin, extension, outside = Origin.UNKNOWN, "", ""
    if direction is Direction.IN and _left_again(called, did):
        # The record of an incoming call that a forward sent out again bears "inbound".
        direction, origin, outside = Direction.OUT, Origin.FORWARD, caller
        extension = value("forwarder")
    elif direction is Direction.IN:
        extension, outside = called if context.is_extension(called) else "", caller
    elif direction is Direction.OUT and value("source_trunk"):
        origin, outside = Origin.FORWARD, caller
    else:
        extension = caller
        origin = Origin.UNKNOWN if layout.only_outgoing else Origin.EXTENSION
    cost = value("cost").replace(",", ".").replace("€", "").strip()
    return CallRecorded(
        at, at + duration, value("call") or context.made_up_id(line), direction, extension,
        called, origin, outside, duration, billed if answered else 0.0, answered,
        micro_euros(cost) if cost else None, value("trunk"),
    )  # fmt: skip


def _left_again(called: str, did: str) -> bool:
    outside_number = len(called.lstrip("+")) >= 8 and called.lstrip("+").isdigit()
    return outside_number and (called.startswith(("00", "+")) or bool(did and called != did))


def _direction(word: str, caller: str, called: str, layout: Layout, context: Context) -> Direction:
    known = layout.directions.get(word.lower())
    if known is not None:
        return known
    if layout.only_outgoing:
        return Direction.OUT
    if word:
        raise ValueError(f"direction not understood: {word!r}")
    if context.is_extension(called):
        return Direction.INTERNAL if context.is_extension(caller) else Direction.IN
    return Direction.OUT


def moment(text: str, clock: LocalClock) -> float:
    """Seconds since 1970 UTC of a date and time in any of the usual ways. Raises ValueError."""
    found = _DAY_FIRST.match(text)
    if found:
        day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
        return clock.at(year, month, day, hour, minute, second)
    if len(text) > 19 and (text.endswith("Z") or _OFFSET.search(text)):
        return datetime.fromisoformat(text).timestamp()
    return clock.iso(text)


def seconds(text: str) -> float:
    """Seconds of `171`, `00:02:51` or nothing (0). Raises ValueError."""
    try:
        return clock_duration(text.replace(",", ".")) if text else 0.0
    except ValueError:
        raise ValueError(f"not a duration: {text!r}") from None


def number_of(text: str) -> str:
    """The number in `Name<number>` or `01 99 00 01 10`; other texts stay as they are."""
    found = _NAMED_NUMBER.match(text)
    text = found.group(1) if found else text
    squeezed = re.sub(r"[\s.\u00a0-]", "", text)
    return squeezed if re.fullmatch(r"\+?[0-9*#xX]+", squeezed) else text
