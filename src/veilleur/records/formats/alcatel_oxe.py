"""Alcatel-Lucent OmniPCX Enterprise: accounting tickets, fixed columns or the fields with TAB between.

The ticket names start and end; a redirected call names the set that sent it on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from veilleur.records.format import Context, Format, by_line, call_record, share_of
from veilleur.records.layouts.fixed_width import column
from veilleur.records.values.digits import shown_digits
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded

_TAB = re.compile(r"\t\d{8} \d\d:\d\d:\d\d\t")
_FIXED = re.compile(r"\w\w\d\.\d.{164}\d{8} \d\d:\d\d:\d\d")
_WHEN = re.compile(r"(\d{4})(\d\d)(\d\d) (\d\d):(\d\d):(\d\d)$")
# Field -> (place in the TAB form, first and last column of the fixed form).
_PLACES = {
    "called": (0, 6, 35),
    "charged": (1, 36, 65),
    "calling": (7, 137, 166),
    "type": (8, 167, 168),
    "end": (10, 170, 186),
    "seconds": (13, 202, 211),
    "trunk": (14, 212, 216),
    "group": (15, 217, 221),
    "reference": (26, 349, 358),
    "dialled": (34, 396, 425),
    "waited": (35, 426, 430),
    "redirected": (37, 441, 441),
    "start": (38, 442, 458),
    "acting": (39, 459, 488),
}
_OUT, _IN, _TRANSIT = ("0", "1", "7"), ("4", "5", "9"), ("11", "12", "15")
_KNOWN = {str(number) for number in range(16)}


def _fields(text: str) -> dict[str, str]:
    if "\t" in text:
        values = [value.strip() for value in text.split("\t")]
        return {name: values[place[0]] if place[0] < len(values) else "" for name, place in _PLACES.items()}
    return {name: column(text, place[1], place[2]) for name, place in _PLACES.items()}


def _moment(text: str, context: Context) -> float | None:
    found = _WHEN.match(text)
    return context.clock.at(*(int(part) for part in found.groups())) if found else None


def _parse_line(line: int, text: str, context: Context) -> CallRecorded | None:
    if text.startswith("#"):
        return None  # the list of fields that heads a file of the server
    if not (_TAB.search(text) or _FIXED.match(text)):
        raise LineError("neither the columns nor the fields of a ticket")
    v = _fields(text)
    billed = float(v["seconds"] or 0)
    end, start = _moment(v["end"], context), _moment(v["start"], context)
    if end is None and start is None:
        raise LineError("neither start nor end: {text!r}", text=v["end"])
    at = start if start is not None else (end or 0.0) - billed
    kind = v["type"]
    if kind not in _KNOWN:
        raise LineError("type of call not known: {kind!r}", kind=kind)
    called, dialled, calling = v["called"], v["dialled"], v["calling"]
    origin, extension, outside, number = Origin.EXTENSION, v["charged"], "", shown_digits(dialled or called)
    if kind in _OUT:
        direction = Direction.OUT
        if v["redirected"] not in ("", "0"):
            origin, extension, outside = Origin.FORWARD, v["acting"] or v["charged"], calling
            number = shown_digits(called)
    elif kind in _IN:
        direction, origin, extension = Direction.IN, Origin.UNKNOWN, v["charged"] or called
        outside, number = calling, called
    elif kind in _TRANSIT and len(called) > 6:
        direction, origin, extension = Direction.OUT, Origin.FORWARD, v["charged"]
        outside, number = calling, shown_digits(called)
    else:
        direction, number = Direction.INTERNAL, called
    waited = float(v["waited"] or 0)
    whole = max(billed + waited, (end - at) if end is not None else 0.0)
    return call_record(
        context=context,
        line=line,
        at=at,
        direction=direction,
        extension=extension,
        number=number,
        duration=whole,
        billed=billed,
        origin=origin,
        outside=outside,
        trunk=v["trunk"] or v["group"],
        call=f"{v['reference']}@{int(at)}" if v["reference"] else "",
    )


def _fits(line: str) -> bool:
    return bool(_FIXED.match(line)) or (line.count("\t") > 30 and bool(_TAB.search(line)))


def _score(lines: Sequence[str]) -> float:
    return share_of([line for line in lines if not line.startswith("#")] or lines, _fits)


FORMAT = Format(
    name="alcatel-oxe",
    title="Alcatel-Lucent OmniPCX Enterprise tickets",
    confidence="seen",
    source="layout in a public collector's working code, release ED5.2; no real ticket found",
    score=_score,
    parse=by_line(_parse_line),
)
