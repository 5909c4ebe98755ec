"""Ericsson-LG iPECS and LG ipLDK: SMDR read by the order of its fields, the widths vary."""

from __future__ import annotations

import re
from collections.abc import Sequence

from veilleur.records.format import Context, Format, by_line, call_record, share_of
from veilleur.records.layouts.fixed_width import is_rule, length, time_of_day, whole_year
from veilleur.records.values.digits import shown_digits
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded

_RECORD = re.compile(
    r"\s*(?:(?P<record>\d{4})\s+)?(?P<station>\d{2,5}|\*+)\s+(?:(?P<line>\d{1,3})\s+)?"
    r"(?P<duration>(?:\d\d:)?\d\d:\d\d)\s+(?P<day>\d\d)/(?P<month>\d\d)/(?P<year>\d\d)\s+(?P<time>\d\d:\d\d)\s*(?P<rest>.*)$"
)
_DIALLED = re.compile(r"(?P<letter>[A-Z])(?P<number>[\d*#+?.]*)")
_RING = re.compile(r"\bR\s*((?:\d\d:)?\d\d:\d\d)")
_HEADING = re.compile(r"\s*(?:NO\s+)?STA\b|[^0-9]*$")
LOST = "L"


def _parse_line(line: int, text: str, context: Context) -> CallRecorded | None:
    found = _RECORD.match(text)
    if found is None:
        if is_rule(text) or _HEADING.match(text):
            return None
        raise LineError("no station, duration, date and time side by side")
    at = context.clock.at(
        whole_year(int(found["year"])), int(found["month"]), int(found["day"]), *time_of_day(found["time"])
    )
    billed, rest, station = length(found["duration"]), found["rest"], found["station"]
    inside = re.match(r"(?:Intercom|ICM)\s*:?\s*(\d+)", rest, re.IGNORECASE)
    if inside:
        return call_record(
            context=context,
            line=line,
            at=at,
            direction=Direction.INTERNAL,
            extension=station,
            number=inside.group(1),
            duration=billed,
            billed=billed,
            origin=Origin.EXTENSION,
        )
    dialled, ring = _DIALLED.match(rest), _RING.search(rest)
    if dialled is None:
        raise LineError("no letter of the kind of call")
    number, letter = shown_digits(dialled["number"]), dialled["letter"]
    if letter == "O":
        return call_record(
            context=context,
            line=line,
            at=at,
            direction=Direction.OUT,
            extension=station,
            number=number,
            duration=billed,
            billed=billed,
            trunk=found["line"] or "",
        )
    rang = length(ring.group(1)) if ring else 0.0
    lost = letter == LOST
    return call_record(
        context=context,
        line=line,
        at=at,
        direction=Direction.IN,
        extension=station,
        number=station,
        duration=billed + rang,
        billed=0.0 if lost else billed,
        outside=number,
        trunk=found["line"] or "",
    )


def _score(lines: Sequence[str]) -> float:
    return share_of(lines, lambda line: bool(_RECORD.match(line)))


FORMAT = Format(
    name="ericsson-lg-ipecs",
    title="Ericsson-LG iPECS or LG ipLDK SMDR",
    confidence="documented",
    source="order of the fields in the maker's manual; columns and lines guessed",
    score=_score,
    parse=by_line(_parse_line, rejoin=True),
    joins_by_time=True,
)
