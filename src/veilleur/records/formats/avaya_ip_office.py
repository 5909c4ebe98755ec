"""Avaya IP Office SMDR: comma-separated, no quotes, 15 to 37 fields, connected time without ring."""

from __future__ import annotations

import re
from collections.abc import Sequence

from veilleur.records.format import Context, Format, by_line, call_record
from veilleur.records.values.local_time import clock_duration
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded

_START = re.compile(r"\d{4}/\d\d/\d\d \d\d:\d\d(:\d\d)?,\d\d:\d\d:\d\d,\d+,[^,]*,[IO],")
_OFF_SWITCH = {
    "fu": Origin.FORWARD,
    "fb": Origin.FORWARD,
    "fnr": Origin.FORWARD,
    "fdnd": Origin.FORWARD,
    "MT": Origin.FORWARD,
    "TW": Origin.FORWARD,
    "XfP": Origin.TRANSFER,
    "Xfd": Origin.TRANSFER,
    "CfP": Origin.TRANSFER,
    "Cfd": Origin.TRANSFER,
}


def _parse_line(line: int, text: str, context: Context) -> CallRecorded | None:
    v = [value.strip() for value in text.split(",")]
    if v[0].strip('"').lower() == "call start":
        return None  # the collector wrote headings above
    if len(v) < 15:
        raise LineError("{count} fields where SMDR has 15 or more", count=len(v))
    at = context.clock.iso(v[0])
    connected, ring = clock_duration(v[1]), float(v[2] or 0)
    waited = sum(float(value or 0) for value in v[15:17])
    if v[4] not in ("I", "O"):
        raise LineError("direction is neither I nor O: {text!r}", text=v[4])
    by_trunk = any(party.startswith("T") for party in (v[11], v[13]))
    direction = Direction.IN if v[4] == "I" else Direction.OUT
    if v[4] == "O" and (v[8] in ("1", "I") or not by_trunk):
        direction = Direction.INTERNAL
    trunk = next((party for party in (v[13], v[11]) if party.startswith("T")), "")
    cause = v[27].split() if len(v) > 27 else []
    origin = Origin.UNKNOWN if direction is Direction.IN else Origin.EXTENSION
    extension = v[11][1:] if v[11].startswith("E") else v[3]
    if direction is Direction.IN:
        inside = next((party[1:] for party in (v[13], v[11]) if party.startswith("E")), "")
        extension = inside or (v[5] if context.is_extension(v[5]) else "")
    elif direction is Direction.OUT and v[11].startswith("V"):
        origin = Origin.VOICEMAIL  # the voicemail server dialled it
    number = v[6] or v[5]
    outside = v[3] if direction is Direction.IN else ""
    if direction is Direction.OUT and len(cause) > 1 and cause[1] in _OFF_SWITCH:
        origin = _OFF_SWITCH[cause[1]]
        outside = "" if context.is_extension(v[3]) else v[3]
    duration = ring + connected + waited
    return call_record(
        context=context,
        line=line,
        at=at,
        call=f"{v[9]}@{int(at)}" if v[9] else "",
        direction=direction,
        extension=extension,
        number=number,
        origin=origin,
        outside=outside,
        duration=duration,
        billed=connected,
        trunk=trunk,
        linked=v[9],
    )


def _score(lines: Sequence[str]) -> float:
    return sum(bool(_START.match(line)) for line in lines) / len(lines)


FORMAT = Format(
    name="avaya-ip-office",
    title="Avaya IP Office SMDR",
    confidence="documented",
    source="the maker's manager manual and its examples",
    score=_score,
    parse=by_line(_parse_line),
)
