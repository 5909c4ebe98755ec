"""NEC SL1100, SL2100, SV8100, SV9100, IPK: SMDR of one line a call, the year only in the heading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from veilleur.records.format import (
    BadLine,
    Context,
    Format,
    Line,
    ParsedRecord,
    by_line,
    call_record,
    share_of,
)
from veilleur.records.layouts.fixed_width import ahead, column, day_first, is_rule, length, time_of_day
from veilleur.records.values.digits import shown_digits
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded

_CLASSES = tuple(
    """
    POTA POTP POTW POT PIN PTRS IVIN IVOTP IVOT ITRS IDIN IDOT ICM ALB BRD BFL NEXT SDTA SAD WAD
    """.split()
)
_CLASS = re.compile(rf"({'|'.join(_CLASSES)})(?=\s|$)")
_STAMP = re.compile(r"^[A-Z]{3,5} +(\d\d:\d\d)(?: (\d\d)/(\d\d))? ")
_DATE = re.compile(r"^[A-Z]{3,5} +\d\d:\d\d (\d\d)/(\d\d) ")
_PAGE = re.compile(r"\s*(\d\d)/(\d\d)/(\d{4}) +PAGE")
_IN, _TRANSFERRED = ("PIN", "IVIN", "IDIN"), ("PTRS", "ITRS")
_NO_CALLS = ("ALB", "BFL", "NEXT", "SDTA", "SAD", "WAD")


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    day_comes_first = False
    last_at = 0.0
    ways: dict[str, Direction] = {}  # line -> direction of its last call

    def inspect(texts: list[str]) -> None:
        nonlocal day_comes_first
        # American pages by default: the manuals print no other.
        day_comes_first = day_first(texts, _DATE, context, "US")

    def parse_line(line: int, text: str, context: Context) -> CallRecorded | None:
        nonlocal last_at
        page = _PAGE.match(text)
        if page:
            context.years.set_year(int(page.group(3)))
            return None
        if is_rule(text) or text.startswith("CLASS"):
            return None
        kind = _CLASS.match(text)
        if kind is None:
            raise LineError("does not begin with a class of call")
        name = kind.group(1)
        if name in _NO_CALLS:
            return None
        stamp = _STAMP.match(text)
        at = last_at
        if stamp is not None and stamp.group(2):
            first, second = int(stamp.group(2)), int(stamp.group(3))
            month, day = (second, first) if day_comes_first else (first, second)
            at = context.clock.at(context.years.year_of(month, day), month, day, *time_of_day(stamp.group(1)))
        elif stamp is not None:
            raise LineError("the system prints no date: set it to (memory block 35-02-14)")
        elif not last_at:
            raise LineError("neither date nor time, and no record before it")
        last_at = at
        trunk, station = column(text, 18, 21), column(text, 32, 41)
        number, billed = shown_digits(column(text, 43, 62)), length(column(text, 23, 30))
        if not station and not number:
            raise LineError("neither a station nor a number: the line may be cut")
        if name == "ICM":
            return call_record(
                context=context,
                line=line,
                at=at,
                direction=Direction.INTERNAL,
                extension=station,
                number=number,
                duration=billed,
                billed=billed,
                origin=Origin.EXTENSION,
            )
        way = Direction.IN if name in _IN else Direction.OUT
        if name in _TRANSFERRED:
            way = ways.get(trunk, Direction.IN)
        ways[trunk] = way
        if len(ways) > 512:
            ways.clear()
        outgoing = way is Direction.OUT
        return call_record(
            context=context,
            line=line,
            at=at,
            direction=way,
            extension=station,
            number=number if outgoing else station,
            duration=billed,
            billed=0.0 if "NO ANSWER" in text[60:] else billed,
            origin=Origin.EXTENSION if outgoing else Origin.UNKNOWN,
            outside="" if outgoing else number,
            trunk=trunk,
        )

    yield from by_line(parse_line, rejoin=True)(ahead(lines, inspect), context)


def _score(lines: Sequence[str]) -> float:
    records = [line for line in lines if not (is_rule(line) or _PAGE.match(line) or line.startswith("CLASS"))]
    fits = share_of(records or lines, lambda line: bool(_CLASS.match(line) and len(line) < 100))
    return fits if any(_STAMP.match(line) for line in lines) else 0.0


FORMAT = Format(
    name="nec-sl",
    title="NEC SL1100, SL2100, SV8100, SV9100 SMDR",
    confidence="documented",
    source="the maker's features manual, tables and sample report",
    score=_score,
    parse=_parse,
    yearless=True,
    joins_by_time=True,
)
