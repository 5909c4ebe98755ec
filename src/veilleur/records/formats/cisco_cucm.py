"""Cisco Unified Communications Manager: CDR flat files, by the names of their columns. Times are UTC.

What a device is shows in its name: phones begin with SEP, CSF and the like, all else is a gateway.
"""

from __future__ import annotations

import re
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
    way_between,
)
from veilleur.records.values.digits import shown_digits
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded

_PHONE = re.compile(r"(?:SEP|CSF|TCT|BOT|TAB|CIPC|ATA|AN[0-9A-F]{10}|VG\w*|UPC|IP Phone)", re.IGNORECASE)
RECORDER_CODE = "27"  # OnBehalfOf code: the phone's built-in bridge sends a copy to a recorder
_NEEDED = {"globalcallid_callid", "callingpartynumber", "finalcalledpartynumber", "datetimeorigination"}


def _heading(text: str) -> list[str] | None:
    if "globalCallID_callId" not in text:
        return None
    names = [name.strip().lower() for name in split(text)]
    return names if set(names) >= _NEEDED else None


def _event(line: int, v: dict[str, str], context: Context) -> CallRecorded:
    at, connected = float(v["datetimeorigination"] or 0), float(v.get("datetimeconnect") or 0)
    ended = float(v.get("datetimedisconnect") or 0)
    if at <= 0:
        raise LineError("no time of origination")
    billed = float(v.get("duration") or 0) if connected else 0.0
    caller, final = v["callingpartynumber"], v["finalcalledpartynumber"]
    dialled, redirected = v.get("originalcalledpartynumber", ""), v.get("lastredirectdn", "")
    source, target = v.get("origdevicename", ""), v.get("destdevicename", "")
    from_phone, to_phone = bool(_PHONE.match(source)), bool(_PHONE.match(target))
    extension, outside, origin = caller, "", Origin.EXTENSION
    if v.get("joinonbehalfof") == RECORDER_CODE:
        direction = Direction.INTERNAL
    elif from_phone:
        direction = Direction.INTERNAL if to_phone else Direction.OUT
        if not target:
            direction = way_between(caller, final, context)
        if direction is Direction.IN:
            direction = Direction.INTERNAL
        if direction is Direction.OUT and redirected not in ("", final, dialled):
            origin, extension = Origin.FORWARD, redirected
    elif to_phone or not target or context.is_extension(final):
        direction, origin, extension, outside = Direction.IN, Origin.UNKNOWN, final, caller
    else:
        direction, origin, extension, outside = Direction.OUT, Origin.FORWARD, redirected or dialled, caller
        if extension == final:
            extension = ""
    return call_record(
        context=context,
        line=line,
        at=at,
        direction=direction,
        extension=extension,
        number=shown_digits(final or dialled),
        duration=max(0.0, ended - at),
        billed=billed,
        answered=connected > 0,
        origin=origin,
        outside=outside,
        trunk="" if to_phone else target,
        call=f"{v.get('globalcallid_callmanagerid', '')}-{v['globalcallid_callid']}",
    )


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    names: list[str] | None = None
    for number, text in lines:
        if not text.strip() or text.startswith(("INTEGER,", '"INTEGER"')):
            continue
        try:
            heading = _heading(text)
            if heading is not None:
                names = heading
                continue
            if names is None:
                raise LineError("stands above the line of headings")
            v = dict(zip(names, split(text), strict=False))
            if v.get("cdrrecordtype", "1") != "1":
                continue  # a record of voice quality
            yield ParsedRecord(number, _event(number, v, context))
        except NOT_UNDERSTOOD as error:
            yield BadLine(number, cause_of(error), text)


def _score(lines: Sequence[str]) -> float:
    return 0.97 if any(_heading(line) for line in lines[:30]) else 0.0


FORMAT = Format(
    name="cisco-cucm",
    title="Cisco Unified Communications Manager CDR",
    confidence="seen",
    source="examples of an open project, taken from a live cluster",
    score=_score,
    parse=_parse,
)
