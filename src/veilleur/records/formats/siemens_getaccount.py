"""Siemens HiPath 3000/5000, GetAccount record: fixed columns, the date and time of the call's END."""

from __future__ import annotations

import re
from collections.abc import Sequence

from veilleur.records.format import Context, Format, by_line, call_record
from veilleur.records.values.digits import shown_digits
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded

_SHAPE = re.compile(r"\d\d\.\d\d\.\d\d\d\d:\d\d:\d\d.{6}[ \d]{6}[ \d]{5}\d\d:\d\d:\d\d")


def _parse_line(line: int, text: str, context: Context) -> CallRecorded | None:
    if not _SHAPE.match(text) or len(text) < 78:
        raise LineError("not the columns of a GetAccount record")
    end = context.clock.at(
        year=2000 + int(text[6:8]),
        month=int(text[3:5]),
        day=int(text[:2]),
        hour=int(text[8:10]),
        minute=int(text[11:13]),
        second=int(text[14:16]),
    )
    duration = float(text[28:33])
    kind = text[77]
    if kind not in "12":
        raise LineError("type is neither 1 nor 2: {kind!r}", kind=kind)
    extension, outside = text[22:28].strip(), shown_digits(text[41:66])
    outgoing = kind == "2"
    return call_record(
        context=context,
        line=line,
        at=end - duration,
        direction=Direction.OUT if outgoing else Direction.IN,
        extension=extension,
        number=outside if outgoing else extension,
        origin=Origin.UNKNOWN,
        outside="" if outgoing else outside,
        duration=duration,
        billed=duration,
        trunk=text[16:19].strip(),
    )


def _score(lines: Sequence[str]) -> float:
    return sum(bool(_SHAPE.match(line)) for line in lines) / len(lines)


FORMAT = Format(
    name="siemens-getaccount",
    title="Siemens HiPath 3000/5000 GetAccount",
    confidence="documented",
    source="service documentation, table of the record; no real line found",
    score=_score,
    parse=by_line(_parse_line),
    joins_by_time=True,
)
