"""Siemens Hicom 100 E and 150 E, HiPath 3000, OpenScape Business: the system's own output.

Compressed or long on the later ones; the 100 E prints a compressed record of its own widths.

The time is the END of the call. The information element decides: 9 forwarded outside, 5 and 6
transferred, 50 more for DISA; 0 is printed when a call arrives and is no record of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from veilleur.records.format import Context, Format, by_line, call_record, share_of
from veilleur.records.layouts.fixed_width import column, is_rule, length, time_of_day, whole_year
from veilleur.records.values.digits import shown_digits
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded
from veilleur.words.money import micro_euros

_WORD, _TIME = re.compile(r"[^\W\d_]{3}"), re.compile(r"\d\d:\d\d:\d\d")
_LENGTHS = r"(\d\d:\d\d| {5})(\d\d:\d\d:\d\d| {8})"
_COMPRESSED = re.compile(r"(\d\d)\.(\d\d)\.(\d\d)(\d\d:\d\d:\d\d)[ \d]{3}.{6}" + _LENGTHS)
_HICOM_100 = re.compile(r"(\d\d)\.(\d\d)\.(\d\d)(\d\d:\d\d:\d\d)[ \d]{2}.{5}" + _LENGTHS)
_LONG = re.compile(r"(\d\d)\.(\d\d)\.(\d\d) (\d\d:\d\d:\d\d) [ \d]{3} .{6} ([\d: ]{5}) ([\d: ]{8}) ")
_COMPRESSED_PLACES = {"trunk": (17, 19), "station": (20, 25), "number": (39, 63), "kind": (75, 76)}
_HICOM_100_PLACES = {"trunk": (17, 18), "station": (19, 23), "number": (37, 56), "kind": (68, 69)}
_LONG_PLACES = {
    "trunk": (19, 21),
    "station": (23, 28),
    "number": (45, 64),
    "kind": (78, 79),
    "amount": (66, 76),
}
_IN, _OUT = ("1", "3", "5", "7"), ("2", "4", "6", "8", "9")
ANNOUNCED_KIND = "0"


def _parse_line(line: int, text: str, context: Context) -> CallRecorded | None:
    long, compressed = _LONG.match(text), _COMPRESSED.match(text)
    small = _HICOM_100.match(text) if compressed is None else None
    found = long or compressed or small
    if found is None:
        if is_rule(text) or (_WORD.search(text) and not _TIME.search(text)):
            return None  # the heading, in the language of the system
        raise LineError("neither the compressed nor the long columns")
    places = _LONG_PLACES if long else _COMPRESSED_PLACES if compressed else _HICOM_100_PLACES
    v = {name: column(text, *place) for name, place in places.items()}
    kind = v["kind"]
    if not kind.isdecimal():
        raise LineError("no information element: {kind!r}", kind=kind)
    if kind == ANNOUNCED_KIND:
        return None
    by_disa = int(kind) >= 50
    kind = str(int(kind) - 50) if by_disa else str(int(kind))
    if kind not in _IN + _OUT:
        raise LineError("information element not known: {text!r}", text=v["kind"])
    day, month, year = (int(found.group(i)) for i in (1, 2, 3))
    end = context.clock.at(whole_year(year), month, day, *time_of_day(found.group(4)))
    ring, billed = length(found.group(5)), length(found.group(6))
    number, station = shown_digits(v["number"]), v["station"]
    outgoing = kind in _OUT
    origin = Origin.UNKNOWN
    if outgoing:
        origin = Origin.DISA if by_disa else Origin.FORWARD if kind == "9" else Origin.EXTENSION
    amount = v.get("amount", "")
    return call_record(
        context=context,
        line=line,
        at=end - billed - ring,
        direction=Direction.OUT if outgoing else Direction.IN,
        extension=station,
        number=number if outgoing else station,
        duration=billed + ring,
        billed=billed,
        origin=origin,
        outside="" if outgoing else number,
        trunk=v["trunk"],
        charged=micro_euros(amount.replace(",", ".")) if amount and outgoing else None,
    )


def _score(lines: Sequence[str]) -> float:
    shapes = (_LONG, _COMPRESSED, _HICOM_100)
    return share_of(lines, lambda line: any(shape.match(line) for shape in shapes))


FORMAT = Format(
    name="siemens-native",
    title="Siemens Hicom 100 and 150, HiPath 3000, OpenScape Business call data",
    confidence="documented",
    source="the maker's service manuals, tables of the three records; no real line found",
    score=_score,
    parse=by_line(_parse_line, rejoin=True),
    joins_by_time=True,
)
