"""AVM FRITZ!Box call list, as the button of its page saves it, in English and German and their kin.

The number is the other party's, whatever the direction; lengths are hours and minutes, rounded up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from veilleur.records.format import (
    NOT_UNDERSTOOD,
    BadLine,
    Context,
    Format,
    Line,
    ParsedRecord,
    call_record,
    cause_of,
    split,
)
from veilleur.records.layouts.named_values import plain
from veilleur.records.values.datetimes import moment, number_of
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded

HEADING_WITHIN = 30  # lines
_PLACES = 7
_TYPES = {"typ", "type", "tipo"}
_DATES = {"datum", "date", "data", "fecha"}
_FAR = {"rufnummer", "number", "numero", "numerotel", "numerodetelephone", "numerotelefonico"}
_LENGTHS = {"dauer", "duration", "duree", "durata", "duracion", "duur"}
# The codes of the box: 5 is an active call, 9 and 11 are active ones of newer boxes.
_WAYS = {
    "1": Direction.IN,
    "2": Direction.IN,  # missed
    "3": Direction.OUT,
    "4": Direction.OUT,
    "9": Direction.IN,
    "10": Direction.IN,  # rejected
    "11": Direction.OUT,
}
_UNANSWERED = ("2", "10")


def _is_heading(text: str) -> bool:
    names = [plain(name) for name in text.split(";")]
    return (
        len(names) == _PLACES
        and names[0] in _TYPES
        and names[1] in _DATES
        and names[3] in _FAR
        and names[6] in _LENGTHS
    )


def _record(line: int, text: str, context: Context) -> CallRecorded:
    values = [value.strip() for value in split(text, ";")]
    if len(values) != _PLACES:
        raise LineError(
            "{count} columns where the heading has {expected}", count=len(values), expected=_PLACES
        )
    way, date, _name, number, telephone, line_used, lasted = values
    direction = _WAYS.get(way)
    if direction is None:
        raise LineError("direction not understood: {word!r}", word=way)
    hours, sign, minutes = lasted.partition(":")
    if not sign:
        raise LineError("not a duration: {text!r}", text=lasted)
    billed = 0.0 if way in _UNANSWERED else int(hours) * 3600.0 + int(minutes) * 60.0
    far, is_in = number_of(number), direction is Direction.IN
    return call_record(
        context=context,
        line=line,
        at=moment(date, context.clock),
        direction=direction,
        extension=telephone,
        number=(number_of(line_used) or telephone) if is_in else far,
        duration=billed,
        billed=billed,
        origin=Origin.UNKNOWN if is_in else Origin.EXTENSION,
        outside=far if is_in else "",
        trunk=number_of(line_used),
    )


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    context.clock.is_day_first = True
    is_below = False
    for number, text in lines:
        is_below = is_below or _is_heading(text)
        if not is_below or not text.strip() or _is_heading(text):
            continue
        try:
            yield ParsedRecord(number, _record(number, text, context))
        except NOT_UNDERSTOOD as error:
            yield BadLine(number, cause_of(error), text)


def _score(lines: Sequence[str]) -> float:
    return 0.95 if any(_is_heading(line) for line in lines[:HEADING_WITHIN]) else 0.0


FORMAT = Format(
    name="fritzbox",
    title="AVM FRITZ!Box call list",
    confidence="seen",
    source="headings and codes in public programs that read the list",
    score=_score,
    parse=_parse,
)
