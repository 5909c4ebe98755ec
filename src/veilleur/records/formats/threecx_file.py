"""3CX's CDR file or socket in its default order of 20 or 27 fields. Its times are UTC."""

from __future__ import annotations

import re
from collections.abc import Sequence

from veilleur.records.format import Context, Format, by_line, call_record, share_of, split
from veilleur.records.values.local_time import LocalClock, clock_duration
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded

_CHAIN = re.compile(r',"?Chain:')
_UTC = LocalClock("UTC")


def _parse_line(line: int, text: str, context: Context) -> CallRecorded | None:
    v = [value.strip() for value in split(text)]
    if len(v) < 20:
        raise LineError("{count} fields where 3CX writes 20 or 27", count=len(v))
    return record_of(line, v, context)


def record_of(line: int, v: Sequence[str], context: Context) -> CallRecorded:
    """The event of one record, its values in the default order. Raises ValueError."""
    start = _UTC.iso(v[3])
    end = _UTC.iso(v[5]) if v[5] else start
    answered = bool(v[4])
    billed = clock_duration(v[2]) if v[2] and answered else 0.0
    source_inside, target_inside = v[7].startswith("Ext."), v[8].startswith("Ext.")
    final = next((x for x in v[13:15] if x.lstrip("+").isdecimal() and len(x) > 5), v[13])
    trunk = v[10] if v[10].isdecimal() else ""
    origin, extension, outside = Origin.EXTENSION, v[7].removeprefix("Ext."), ""
    number = v[11] or v[8].removeprefix("Ext.")
    if source_inside and not target_inside:
        direction = Direction.OUT
    elif source_inside:
        direction = Direction.INTERNAL
    else:
        direction, origin, outside = Direction.IN, Origin.UNKNOWN, v[7]
        extension = (final if final.startswith("Ext.") else v[8]).removeprefix("Ext.")
    # ReplacedSrc with an outside party: an incoming call was handed over, nothing was dialled.
    went_on = final.lstrip("+").isdecimal() and len(final) > 5 and v[12] != "ReplacedSrc"
    if went_on and target_inside:
        # The call went on to an outside number: that leg is this record.
        direction, number = Direction.OUT, final
        extension = v[8].removeprefix("Ext.")
        trunk = v[14] if v[14] != final else ""
        origin = Origin.FORWARD if "fwd" in v[12].lower() else Origin.TRANSFER
    return call_record(
        context=context,
        line=line,
        at=start,
        call=v[1],
        direction=direction,
        extension=extension,
        number=number,
        origin=origin,
        outside=outside,
        duration=max(0.0, end - start),
        billed=billed,
        answered=answered,
        trunk=trunk,
    )


def _score(lines: Sequence[str]) -> float:
    return share_of(lines, lambda line: bool(_CHAIN.search(line)) and line.count(",") >= 19)


FORMAT = Format(
    name="3cx-cdr-file",
    title="3CX CDR file (20 or 27 fields)",
    confidence="seen",
    source="real records of versions 15.5 to 20 in public repositories",
    score=_score,
    parse=by_line(_parse_line),
)
