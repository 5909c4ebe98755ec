"""Avaya Communication Manager and Definity: CDR format Int-ISDN. The time is the END of the call.

The date stands alone on a line once a day; durations are in tenths of minutes. Other formats of this
PBX are lists of the administrator and must be described (`veilleur formats try --describe`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from veilleur.records.format import BadLine, Context, Format, Line, ParsedRecord, by_line, call_record
from veilleur.records.layouts.fixed_width import ahead, column, day_first
from veilleur.records.values.digits import shown_digits
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded

_DATE = re.compile(r"^(\d\d) ?(\d\d)\s*$")
_RECORD = re.compile(r"(\d\d)(\d\d) (\d)(\d\d)(\d) ([0-9A-Z]) [ \d*#]{4} ")
_UNANSWERED = "EHI6"  # not recorded for lack of resources, abandoned, busy


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    day_comes_first = False
    today: tuple[int, int] | None = None

    def inspect(texts: list[str]) -> None:
        nonlocal day_comes_first
        day_comes_first = day_first(texts, _DATE, context, "US")

    def parse_line(line: int, text: str, context: Context) -> CallRecorded | None:
        nonlocal today
        date = _DATE.match(text)
        if date is not None:
            first, second = int(date.group(1)), int(date.group(2))
            today = (second, first) if day_comes_first else (first, second)
            context.years.year_of(*today)
            return None
        found = _RECORD.match(text)
        if found is None:
            raise LineError("not the columns of Int-ISDN")
        if today is None:
            raise LineError("no line with the date before this record")
        hour, minute, hours, minutes, tenths = (int(found.group(i)) for i in range(1, 6))
        code, lasted = found.group(6), hours * 3600.0 + minutes * 60 + tenths * 6
        month, day = today
        end = context.clock.at(
            year=context.years.year_of(month, day), month=month, day=day, hour=hour, minute=minute, second=0
        )
        dialled, calling = shown_digits(column(text, 23, 37)), shown_digits(column(text, 39, 48))
        used, incoming, outgoing = column(text, 18, 21), column(text, 78, 80), column(text, 82, 84)
        billed = 0.0 if code in _UNANSWERED else lasted
        origin, extension, outside = Origin.EXTENSION, calling, ""
        if incoming and outgoing:
            direction, origin, extension, outside = Direction.OUT, Origin.FORWARD, "", calling
        elif incoming:
            direction, origin, extension, outside = Direction.IN, Origin.UNKNOWN, dialled, calling
        elif used or outgoing or code not in "0":
            # A call forwarded off the net is given as one of the extension that forwards.
            direction, origin = Direction.OUT, Origin.UNKNOWN
        else:
            direction = Direction.INTERNAL
        return call_record(
            context=context,
            line=line,
            at=end - lasted,
            direction=direction,
            extension=extension,
            number=dialled,
            duration=lasted,
            billed=billed,
            origin=origin,
            outside=outside,
            trunk=outgoing or incoming or used,
        )

    yield from by_line(parse_line)(ahead(lines, inspect), context)


def _score(lines: Sequence[str]) -> float:
    return (
        sum(bool(_RECORD.match(line) or _DATE.match(line)) for line in lines)
        / len(lines)
        * any(_RECORD.match(line) and len(line) > 48 for line in lines)
    )


FORMAT = Format(
    name="avaya-cm-int-isdn",
    title="Avaya Communication Manager CDR, Int-ISDN",
    confidence="documented",
    source="the maker's administrator guide, tables; no real line found",
    score=_score,
    parse=_parse,
    yearless=True,
    joins_by_time=True,
)
