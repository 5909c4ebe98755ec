"""Records whose values have names: columns under a heading, keys of JSON objects, columns of a table.

In: which names mean what. Out: a `Format`. The thing a reader would get wrong: the order of day and month is
asked of the whole file, since an American export of the first days of a month looks French.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from veilleur.records.containers.json_objects import objects
from veilleur.records.format import (
    NOT_UNDERSTOOD,
    SHORT_NUMBER,
    Bad,
    Context,
    Format,
    Found,
    Line,
    call_record,
    cause_of,
    split,
    way_between,
    whole_records,
)
from veilleur.records.layouts.fixed_width import settled_dates
from veilleur.records.values.datetimes import moment, number_of, seconds
from veilleur.records.values.keywords import charged_in, direction_in, is_message_or_data, is_status_answered
from veilleur.records.values.local_time import LocalClock
from veilleur.words.calls import Direction, Origin
from veilleur.words.destinations import HIDDEN_DIGIT
from veilleur.words.events import CallRecorded

INTERNATIONAL_DIGITS = 11  # no telephone of a site and no French number is as long
HEADING_WITHIN = 30  # lines: bills and reports begin with an address and a title
_NONE = ("0001-01-01T00:00:00Z", "0")
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")
_UNIT = re.compile(r"(?<=...)(?:en)?(?:hhmmss|mmss|secondes?|sec|minutes?|min|euros?|eur|ht|ttc)+$")
_SUMS = ("total", "sous-total", "sous total", "montant total", "grand total", "gesamt", "summe")
_MINUTES = re.compile(r"\bmin(?:utes?|s)?\b(?![\s:.]*s)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Layout:
    """What the names of one format mean.

    roles: role -> names, accents and signs left out. Roles: start, date, time, end, answer (time of
    it, empty when there was none), caller, called, duration, billed, ring, status, direction,
    call, linked, cost, source_trunk, trunk, did (the number first reached), forwarder (the party
    that sent it on), answered (a word for yes), kind (messages and data are no calls).
    either: one of these roles must be there too.
    needed: the roles without which it is another format. marks: names that must be there.
    directions and origins: what the words of the role direction mean, in small letters.
    diverted_by (role): the party that diverted the call, empty when none did.
    tells_forwards: the format has its own word for a forwarded call, so that "inbound" is inbound.
    any_direction: a word for the direction that is not known leaves it to the numbers.
    utc: the times are UTC and do not say so. start_is_end: the time is the end of the call.
    """

    roles: Mapping[str, tuple[str, ...]]
    needed: frozenset[str]
    either: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    directions: Mapping[str, Direction] = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)
    only_outgoing: bool = False
    tells_forwards: bool = False
    any_direction: bool = False
    utc: bool = False
    start_is_end: bool = False


class Values(NamedTuple):
    """The values of one record by role; a role that the file does not have is empty.

    tells_billed: the file has the role `billed`, even if this record leaves it empty.
    """

    start: str = ""
    date: str = ""
    time: str = ""
    end: str = ""
    answer: str = ""
    caller: str = ""
    called: str = ""
    duration: str = ""
    billed: str = ""
    ring: str = ""
    status: str = ""
    direction: str = ""
    call: str = ""
    linked: str = ""
    cost: str = ""
    source_trunk: str = ""
    trunk: str = ""
    did: str = ""
    forwarder: str = ""
    diverted_by: str = ""
    answered: str = ""
    kind: str = ""
    tells_billed: bool = False

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> Values:
        """The values of a record whose texts stand under the names of their roles."""
        known = {role: text.strip() for role, text in texts.items() if role in cls._fields}
        return cls(**known, tells_billed="billed" in texts)

    def is_message_or_data(self) -> bool:
        """Whether a bill charges a message or megabytes here: it is no call."""
        return is_message_or_data(self.kind, self.duration)


_ROLES = Values._fields[:-1]


class _Columns:
    """Where the values of one table stand."""

    def __init__(self, columns: Mapping[str, int], heading: str, layout: Layout) -> None:
        self.delimiter = _delimiter(heading)
        names = _cells(heading, self.delimiter)
        self._in_minutes = [
            columns[role]
            for role in ("duration", "billed")
            if role in columns and _MINUTES.search(names[columns[role]])
        ]
        self._least = 1 + max(columns[role] for role in layout.needed)
        self._all = 1 + max(columns.values())
        # A role that the file does not have stands behind the last value, where nothing is.
        self._pick = itemgetter(*(columns.get(role, self._all) for role in _ROLES))
        self._first = columns.get("start", columns.get("date", 0))
        self._tells_billed = "billed" in columns

    def may_be_heading(self, cells: Sequence[str]) -> bool:
        """Whether the names of columns may stand here: where a date stands they do not."""
        return len(cells) <= self._first or not cells[self._first][:1].isdigit()

    def is_no_record(self, cells: Sequence[str]) -> bool:
        """Whether it is a line of sums, or of nothing: both stand under the records."""
        words = [cell.strip().lower() for cell in cells]
        if not any(words) or words[0].startswith((*_SUMS, "(")):
            return True
        has_no_date = len(words) > self._first and not words[self._first]
        return has_no_date and any(word.startswith(_SUMS) for word in words)

    def values(self, cells: list[str]) -> Values:
        """The values of a record. Raises ValueError when there are too few."""
        width = len(cells)
        if width < self._least:
            raise ValueError(f"{width} columns where the heading has more")
        cells = [*cells[: self._all], *[""] * (max(0, self._all - width) + 1)]
        for place in self._in_minutes:
            if ":" not in cells[place]:
                cells[place] = f"{seconds(cells[place]) * 60:.3f}"
        return Values._make((*map(str.strip, self._pick(cells)), self._tells_billed))


@lru_cache(4096)
def plain(name: str) -> str:
    """A heading with accents, signs, blanks and capitals taken off."""
    letters = unicodedata.normalize("NFKD", name.lower())
    return re.sub(r"[^a-z0-9]", "", letters)


def headings(**roles: str) -> dict[str, tuple[str, ...]]:
    """Role -> the headings it may have, each role's given as one text of words."""
    return {role: tuple(words.split()) for role, words in roles.items()}


def headed_format(
    name: str, title: str, confidence: str, source: str, layout: Layout, likeness: float = 0.9
) -> Format:
    """A format of delimited lines under a heading, also as a database's console prints a table.

    likeness: its score when the heading fits; lower where the names are common words.
    """

    def score(lines: Sequence[str]) -> float:
        return likeness if any(columns_of(line, layout) for line in lines[:HEADING_WITHIN]) else 0.0

    def parse(lines: Iterable[Line], context: Context) -> Iterator[Found | Bad]:
        columns: _Columns | None = None
        if layout.utc:
            context.clock.use_utc()
        for number, text in whole_records(settled_dates(lines, context)):
            if not text.strip("-+| =\t"):
                continue
            try:
                cells = _cells(text, columns.delimiter) if columns else []
                if columns is None or columns.may_be_heading(cells):
                    heading = columns_of(text, layout)
                    if heading is not None:
                        columns = _Columns(heading, text, layout)
                        continue
                if columns is None:
                    continue  # a title above the headings; without any the file is not this format
                if not cells[0][:1].isdigit() and columns.is_no_record(cells):
                    continue
                values = columns.values(cells)
                if not values.is_message_or_data():
                    yield Found(number, named_record(number, values, layout, context))
            except NOT_UNDERSTOOD as error:
                yield Bad(number, cause_of(error), text)

    return Format(name=name, title=title, confidence=confidence, source=source, score=score, parse=parse)


def json_format(name: str, title: str, confidence: str, source: str, layout: Layout) -> Format:
    """A format of JSON objects, one a line, in a list, or in an API's answer."""
    needed = {role: layout.roles[role] for role in layout.needed}

    def is_record(found: Mapping[str, Any]) -> bool:
        names = {plain(key) for key in found}
        return layout.marks <= names and all(names & set(keys) for keys in needed.values())

    def score(lines: Sequence[str]) -> float:
        text = "".join(lines)
        if "{" not in text and not text.lstrip().startswith("["):
            return 0.0
        names = {plain(key) for key in re.findall(r'"(\w+)"\s*:', text)}
        fits = layout.marks <= names and all(names & set(keys) for keys in needed.values())
        return 0.9 if fits else 0.0

    def parse(lines: Iterable[Line], context: Context) -> Iterator[Found | Bad]:
        for found in objects(lines, is_record):
            if isinstance(found, Bad):
                yield found
                continue
            line, record = found
            try:
                named = _of_object(record, layout)
                yield Found(line, named_record(line, named, layout, context))
            except NOT_UNDERSTOOD as error:
                yield Bad(line, cause_of(error), str(record)[:400])

    return Format(name=name, title=title, confidence=confidence, source=source, score=score, parse=parse)


def _of_object(record: Mapping[str, Any], layout: Layout) -> Values:
    texts: dict[str, str] = {}
    for key, value in record.items():
        if isinstance(value, dict):
            value = value.get("value", "")  # an amount with its currency
        texts[plain(key)] = "" if value is None or isinstance(value, list) else str(value)
    roles: dict[str, str] = {}
    for role, names in layout.roles.items():
        there = [texts[name] for name in names if name in texts]
        if there:
            roles[role] = next(filter(None, there), "")
    return Values.of(roles)


def _delimiter(line: str) -> str:
    return max(",;\t|", key=line.count)


def _cells(line: str, delimiter: str) -> list[str]:
    if delimiter == "|":
        return [cell.strip() for cell in line.strip().strip("|").split("|")]
    return split(line, delimiter)


def columns_of(line: str, layout: Layout) -> dict[str, int] | None:
    """Role -> column, when the line is the heading of this layout."""
    try:
        cells = _cells(line, _delimiter(line))
    except ValueError:
        return None
    names = [plain(cell) for cell in cells]
    found = {}
    for role, headings in layout.roles.items():
        for heading in headings:
            if heading in names:
                found[role] = names.index(heading)
                break
    if found:
        bare = ["" if place in found.values() else _without_unit(cell) for place, cell in enumerate(cells)]
        for role, headings in layout.roles.items():
            place = next((bare.index(one) for one in headings if one in bare), None)
            if role not in found and place is not None:
                found[role] = place
    if "start" not in found and ("date" in found) != ("time" in found):
        found["start"] = found["date"] if "date" in found else found["time"]
    fits = layout.needed <= found.keys() and layout.marks <= set(names)
    fits = fits and (not layout.either or not layout.either.isdisjoint(found))
    fits = fits and ("start" in found or {"date", "time"} <= found.keys())
    return found if fits else None


@lru_cache(4096)
def _without_unit(name: str) -> str:
    """The heading without what it says of units: `Durée (mm:ss)` and `Durée en minutes` are a duration."""
    return _UNIT.sub("", plain(_IN_BRACKETS.sub(" ", name)))


def named_record(line: int, value: Values, layout: Layout, context: Context) -> CallRecorded:
    """The event of one record whose values are got by role. Raises ValueError with the cause."""
    clock = context.clock
    at = moment(value.start or f"{value.date} {value.time}".strip(), clock)
    duration, billed = _lengths(at, value, layout, clock)
    answered = billed > 0 and is_status_answered(value.status)
    if value.answered and value.answered.lower() in ("false", "no", "non", "0", "f"):
        answered = False
    did = number_of(value.did)
    caller, called = _with_plus(number_of(value.caller), number_of(value.called))
    word = value.direction.lower()
    direction = _direction(word, caller, called, layout, context)
    origin, extension, outside = layout.origins.get(word, Origin.UNKNOWN), "", ""
    forwarder = number_of(value.forwarder)
    diverted_by = number_of(value.diverted_by)
    may_leave_again = direction is Direction.IN and not (layout.tells_forwards or layout.origins)
    if may_leave_again and _left_again(called, did, context):
        # The record of an incoming call that a forward sent out again bears "inbound".
        direction, origin, outside = Direction.OUT, Origin.FORWARD, caller
        extension = forwarder
    elif direction is Direction.IN:
        extension, outside = called if context.is_extension(called) else "", caller
    elif direction is Direction.OUT and origin is not Origin.UNKNOWN:
        extension = forwarder or (caller if forwarder == caller else "")
        outside = "" if caller == extension else caller
    elif direction is Direction.OUT and (value.source_trunk or diverted_by):
        origin, extension = Origin.FORWARD, diverted_by
        outside = "" if caller == diverted_by else caller
    else:
        extension = caller
        origin = Origin.UNKNOWN if layout.only_outgoing else Origin.EXTENSION
    if layout.start_is_end:
        at -= duration
    charged = charged_in(value.cost) if value.cost else None
    return call_record(
        context=context,
        line=line,
        at=at,
        direction=direction,
        extension=extension,
        number=called,
        duration=duration,
        billed=billed,
        answered=answered,
        origin=origin,
        outside=outside,
        trunk=value.trunk,
        call=value.call,
        linked=value.linked,
        charged=charged,
    )


def _lengths(at: float, value: Values, layout: Layout, clock: LocalClock) -> tuple[float, float]:
    """Seconds from start to end, and from answer to end."""
    end = value.end
    until_end = max(0.0, moment(end, clock) - at) if end and end not in _NONE else 0.0
    if "answer" in layout.roles:
        answer = value.answer
        if not answer or answer in _NONE:
            return max(until_end, seconds(value.duration)), 0.0
        waited = max(0.0, moment(answer, clock) - at)
        said = seconds(value.billed or value.duration)
        billed = said or max(0.0, until_end - waited)
        return waited + billed, billed
    duration = seconds(value.duration) or until_end
    billed = seconds(value.billed) if value.tells_billed else duration
    return max(duration, billed + seconds(value.ring)), billed


def _with_plus(caller: str, called: str) -> tuple[str, str]:
    """Operators write +33... without its sign: a caller as long as that tells it of both numbers."""
    if not (_is_number(caller) and len(caller) >= INTERNATIONAL_DIGITS and caller[0] != "0"):
        return caller, called
    if _is_number(called) and len(called) > SHORT_NUMBER and called[0] != "0":
        called = f"+{called}"
    return f"+{caller}", called


def _is_number(text: str) -> bool:
    return text.rstrip(HIDDEN_DIGIT).isdigit()


def _left_again(called: str, did: str, context: Context) -> bool:
    if not did and called.startswith(_home_prefixes(context.site.country)):
        return False  # a number of its own that the company was reached by
    outside_number = len(called.lstrip("+")) >= 8 and _is_number(called.lstrip("+"))
    return outside_number and (called.startswith(("00", "+")) or bool(did and called != did))


@lru_cache(64)
def _home_prefixes(country: str) -> tuple[str, str]:
    from phonenumbers import country_code_for_region

    code = country_code_for_region(country)
    return f"+{code}", f"00{code}"


def _direction(word: str, caller: str, called: str, layout: Layout, context: Context) -> Direction:
    """The direction by the format's own word, else by the numbers."""
    known = layout.directions.get(word)
    if known is None and layout.any_direction:
        known = direction_in(word)
    is_station = len(called) <= SHORT_NUMBER or not _is_number(called)
    if known is not None and (known is not Direction.INTERNAL or is_station or not layout.any_direction):
        return known  # an operator's "local" call is none inside the company
    if layout.only_outgoing:
        return Direction.OUT
    if word and layout.directions and not layout.any_direction:
        raise ValueError(f"direction not understood: {word!r}")
    return way_between(caller, called, context)
