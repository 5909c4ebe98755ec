"""A format that a person describes in TOML, for the PBX that nobody has heard of.

In: the path of a description (docs/formats.md has one that works). Out: a `Format`.
Pitfall: columns are counted from 1 and both ends belong to them; `time_is = "end"` when the PBX prints the
time of hanging up.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from veilleur.records.format import (
    BadLine,
    Context,
    Format,
    Line,
    ParsedRecord,
    by_line,
    call_record,
    split,
    way_between,
)
from veilleur.records.layouts.fixed_width import whole_year
from veilleur.records.layouts.named_values import plain
from veilleur.records.values.datetimes import seconds
from veilleur.records.values.digits import shown_digits
from veilleur.records.values.local_time import LocalClock
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import InputError, LineError, VeilleurError, system_cause
from veilleur.words.events import CallRecorded
from veilleur.words.money import micro_euros

FIELDS = tuple(
    """
    date time start extension number outside_caller duration billed ring direction kind status trunk call
    linked cost
    """.split()
)
_SECTIONS = {
    "layout": ("kind", "delimiter", "heading", "skip"),
    "fields": FIELDS,
    "times": ("date", "time", "start", "time_is", "timezone", "duration"),
    "directions": tuple(one.value for one in Direction),
    "origins": tuple(one.value for one in Origin if one is not Origin.UNKNOWN),
    "numbers": ("strip",),
    "answered": ("statuses",),
}
_TOKENS = {
    "YYYY": r"(?P<year>\d{4})",
    "YY": r"(?P<short>\d\d)",
    "MM": r"(?P<month>\d{1,2})",
    "DD": r"(?P<day>\d{1,2})",
    "HH": r"(?P<hour>\d{1,2})",
    "mm": r"(?P<minute>\d\d)",
    "ss": r"(?P<second>\d\d)",
    "ap": r"(?P<half>[AaPp])\.?[Mm]?\.?",
}
_TOKEN = re.compile("|".join(_TOKENS))
_DURATIONS: dict[str, Callable[[str], float]] = {
    "clock": lambda text: seconds(text.replace("'", ":").replace("h", ":").replace("H", ":")),
    "seconds": lambda text: float(text.replace(",", ".") or 0),
    "minutes": lambda text: float(text.replace(",", ".") or 0) * 60,
    "tenths": lambda text: float(text or 0) * 6,
}
_UTC = LocalClock("UTC")


@dataclass(frozen=True, slots=True)
class Description:
    """What a description says, checked. places: field -> column number, heading, or (first, last)."""

    name: str
    title: str
    delimiter: str  # "" when the columns are fixed
    heading: bool
    skip: re.Pattern[str] | None
    places: Mapping[str, Any]
    stamps: Mapping[str, re.Pattern[str]]  # date, time or start -> how it is written
    time_is_end: bool
    utc: bool
    duration: Callable[[str], float]
    directions: Mapping[str, Direction] = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)
    strip: str = ""
    answered: frozenset[str] = frozenset()

    @property
    def has_year(self) -> bool:
        """Whether dates name their year."""
        return any("year" in one.groupindex or "short" in one.groupindex for one in self.stamps.values())


def described_format(path: str | Path) -> Format:
    """The format of a description.

    Raises:
        InputError: when the description cannot be read or anything in it cannot be used.
    """
    description = load(path)
    return Format(
        name=description.name,
        title=description.title,
        confidence="described",
        source=f"described in {path}",
        score=lambda lines: 0.0,
        parse=_parser(description),
        yearless=not description.has_year,
    )


def load(path: str | Path) -> Description:
    """A description, checked. Raises InputError with the file, the key and what is allowed."""
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(
            "{path}: the description cannot be read ({why}).", path=path, why=system_cause(error)
        ) from None
    except (ValueError, RecursionError) as error:
        raise InputError("{path}: not valid TOML: {why}.", path=path, why=error) from None
    try:
        return _checked(data)
    except _WrongError as error:
        raise InputError("{path}: {what}", path=path, what=error.message) from None


class _WrongError(VeilleurError):
    """What is wrong in a description, and what is allowed."""


def _checked(data: dict[str, Any]) -> Description:
    for section, value in data.items():
        if section in ("name", "title"):
            continue
        allowed = _SECTIONS.get(section)
        if allowed is None or not isinstance(value, dict):
            raise _WrongError(
                "[{section}] is not known; there are {known}.", section=section, known=", ".join(_SECTIONS)
            )
        for key in value:
            if key not in allowed:
                raise _WrongError(
                    "[{section}] {key} is not known; there are {known}.",
                    section=section,
                    key=key,
                    known=", ".join(allowed),
                )
    layout, times = data.get("layout", {}), data.get("times", {})
    kind = layout.get("kind", "delimited")
    if kind not in ("delimited", "fixed"):
        raise _WrongError("[layout] kind = {kind!r}: write delimited or fixed.", kind=kind)
    places = data.get("fields", {})
    heading = bool(layout.get("heading", False))
    for name, place in places.items():
        _check_place(name, place, kind, heading)
    if not ("start" in places or {"date", "time"} <= places.keys()):
        raise _WrongError("[fields] names neither start nor date and time.")
    if "number" not in places or not {"duration", "billed"} & places.keys():
        raise _WrongError("[fields] needs number, and duration or billed.")
    duration = times.get("duration", "clock")
    if duration not in _DURATIONS:
        raise _WrongError(
            "[times] duration = {duration!r}: write {known}.", duration=duration, known=", ".join(_DURATIONS)
        )
    if times.get("time_is", "start") not in ("start", "end"):
        raise _WrongError("[times] time_is = {value!r}: write start or end.", value=times["time_is"])
    if times.get("timezone", "site") not in ("site", "UTC"):
        raise _WrongError("[times] timezone = {value!r}: write site or UTC.", value=times["timezone"])
    stamps = {name: _stamp(times, name) for name in ("start", "date", "time") if name in places}
    parts = {part for stamp in stamps.values() for part in stamp.groupindex}
    if not {"month", "day", "hour", "minute"} <= parts:
        raise _WrongError("[times] date, time or start must hold MM, DD, HH and mm.")
    delimiter = str(layout.get("delimiter", ";")) if kind == "delimited" else ""
    if kind == "delimited" and len(delimiter) != 1:
        raise _WrongError("[layout] delimiter = {delimiter!r}: write one sign.", delimiter=delimiter)
    return Description(
        name=str(data.get("name", "described")),
        title=str(data.get("title", "Described format")),
        delimiter=delimiter,
        heading=heading and kind == "delimited",
        skip=_pattern(layout.get("skip", "")),
        places=places,
        stamps=stamps,
        time_is_end=times.get("time_is", "start") == "end",
        utc=times.get("timezone", "site") == "UTC",
        duration=_DURATIONS[duration],
        directions=_words(data, "directions", Direction),
        origins=_words(data, "origins", Origin),
        strip=str(data.get("numbers", {}).get("strip", "")),
        answered=frozenset(str(one).upper() for one in data.get("answered", {}).get("statuses", ())),
    )


def _check_place(name: str, place: Any, kind: str, heading: bool) -> None:
    if kind == "fixed":
        pair = isinstance(place, list) and len(place) == 2 and all(isinstance(one, int) for one in place)
        if not pair or not 1 <= place[0] <= place[1]:
            raise _WrongError(
                "[fields] {name} = {place!r}: write [first, last], counted from 1.", name=name, place=place
            )
    elif heading:
        if not isinstance(place, str | int):
            raise _WrongError(
                "[fields] {name} = {place!r}: write the heading, or a column number.", name=name, place=place
            )
    elif not isinstance(place, int) or place < 1:
        raise _WrongError(
            "[fields] {name} = {place!r}: write a column number, counted from 1.", name=name, place=place
        )


def _stamp(times: Mapping[str, Any], name: str) -> re.Pattern[str]:
    usual = {"start": "YYYY-MM-DD HH:mm:ss", "date": "DD/MM/YYYY", "time": "HH:mm:ss"}
    written = str(times.get(name, usual[name]))
    pieces, at = [], 0
    for token in _TOKEN.finditer(written):
        pieces += [re.escape(written[at : token.start()]), _TOKENS[token.group()]]
        at = token.end()
    pieces.append(re.escape(written[at:]))
    try:
        return re.compile("".join(pieces).replace(r"\ ", r"\s+") + "$")
    except re.error as error:
        raise _WrongError(
            "[times] {name} = {written!r}: {why}.", name=name, written=written, why=error
        ) from None


def _pattern(text: str) -> re.Pattern[str] | None:
    try:
        return re.compile(text) if text else None
    except re.error as error:
        raise _WrongError(
            "[layout] skip = {text!r}: not a regular expression ({why}).", text=text, why=error
        ) from None


def _words(data: Mapping[str, Any], section: str, kinds: Any) -> dict[str, Any]:
    return {
        str(word).upper(): kinds(kind)
        for kind, words in data.get(section, {}).items()
        for word in (words if isinstance(words, list) else [words])
    }


def _parser(
    description: Description,
) -> Callable[[Iterable[Line], Context], Iterator[ParsedRecord | BadLine]]:
    def parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
        places: dict[str, Any] | None = None if description.heading else dict(description.places)

        def parse_line(line: int, text: str, context: Context) -> CallRecorded | None:
            nonlocal places
            if description.skip is not None and description.skip.search(text):
                return None
            if places is None:
                places = _headed_places(description, split(text, description.delimiter))
                return None
            values = _values(description, places, text)
            return _record(description, line, values, context)

        yield from by_line(parse_line)(lines, context)

    return parse


def _headed_places(description: Description, headings: Sequence[str]) -> dict[str, Any]:
    names = [plain(heading) for heading in headings]
    found: dict[str, Any] = {}
    for name, place in description.places.items():
        if isinstance(place, int):
            found[name] = place
        elif plain(place) in names:
            found[name] = names.index(plain(place)) + 1
        else:
            raise LineError("no column is headed {place!r}", place=place)
    return found


def _values(description: Description, places: Mapping[str, Any], text: str) -> dict[str, str]:
    if not description.delimiter:
        return {name: text[first - 1 : last].strip() for name, (first, last) in places.items()}
    cells = split(text, description.delimiter)
    return {name: cells[place - 1].strip() if place <= len(cells) else "" for name, place in places.items()}


def _record(description: Description, line: int, values: Mapping[str, str], context: Context) -> CallRecorded:
    def value(name: str) -> str:
        return values.get(name, "")

    at = _moment(description, values, context)
    billed_text = value("billed") or value("duration")
    billed, ring = description.duration(billed_text), description.duration(value("ring"))
    duration = max(description.duration(value("duration") or billed_text), billed + ring)
    if description.time_is_end:
        at -= duration
    number = _digits(description, value("number"))
    extension = _digits(description, value("extension"))
    outside = _digits(description, value("outside_caller"))
    direction = _direction(description, value("direction"), extension or outside, number, context)
    if direction is Direction.IN and not outside and extension and not context.is_extension(extension):
        extension, outside = "", extension
    mark = (value("kind") or value("direction")).upper()
    origin = description.origins.get(mark, Origin.UNKNOWN)
    if origin is Origin.UNKNOWN and direction is not Direction.IN and description.origins:
        origin = Origin.EXTENSION  # the format has marks, and this call bears none
    answered = None
    if description.answered:
        answered = value("status").upper() in description.answered
    cost = re.search(r"\d+(?:[.,]\d+)?", value("cost"))
    return call_record(
        context=context,
        line=line,
        at=at,
        direction=direction,
        extension=extension,
        number=number or extension,
        duration=duration,
        billed=billed,
        answered=answered,
        origin=origin,
        outside=outside,
        trunk=value("trunk"),
        call=value("call"),
        linked=value("linked"),
        charged=micro_euros(cost.group().replace(",", ".")) if cost else None,
    )


def _moment(description: Description, values: Mapping[str, str], context: Context) -> float:
    parts: dict[str, str] = {}
    for name, stamp in description.stamps.items():
        found = stamp.match(values.get(name, ""))
        if found is None:
            raise LineError(
                "{name} is not written as described: {text!r}", name=name, text=values.get(name, "")
            )
        parts.update(found.groupdict())
    month, day, hour = int(parts["month"]), int(parts["day"]), int(parts["hour"])
    if parts.get("half"):
        hour = hour % 12 + (12 if parts["half"].upper() == "P" else 0)
    if parts.get("year"):
        year = int(parts["year"])
    elif parts.get("short"):
        year = whole_year(int(parts["short"]))
    else:
        year = context.years.year_of(month, day)
    clock = _UTC if description.utc else context.clock
    return clock.at(
        year=year,
        month=month,
        day=day,
        hour=hour,
        minute=int(parts["minute"]),
        second=int(parts.get("second") or 0),
    )


def _direction(description: Description, word: str, caller: str, number: str, context: Context) -> Direction:
    known = description.directions.get(word.upper())
    if known is not None:
        return known
    if word and description.directions and word.upper() not in description.origins:
        raise LineError("direction not described: {word!r}", word=word)
    if word.upper() in description.origins:
        return Direction.OUT
    return way_between(caller, number, context)


def _digits(description: Description, text: str) -> str:
    for sign in description.strip:
        text = text.replace(sign, "")
    return shown_digits(text)
