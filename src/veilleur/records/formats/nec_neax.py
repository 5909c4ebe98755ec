"""NEC NEAX 2400, SV8500, SV9500: SMDR records `K` of sections, each with its own number and length.

Repeated blocks are dropped: the PBX sends a block again until it is acknowledged. A record whose
lengths do not add up is read as far as its times, numbers and conditions are still found.
"""

from __future__ import annotations

import re
from collections import OrderedDict
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
    share_of,
)
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded
from veilleur.words.messages import Message

REMEMBERED_RECORDS = 4096
_RECORD = re.compile(r"\x02?\d?0?!?(K[A-Z])(\d{2}.{20,})")
_TIMES = re.compile(r"06\d\d(20\d{15})(20\d{15})")
_DIGITS = re.compile(r"10\d\d010(\d\d)(\d{3,24}?)(?:11\d\d0|$)")  # section 10, up to section 11
_STATION, _CALLER, _CALLED = "03", "16", "05"


def _sections(body: str) -> dict[str, str]:
    """Section -> data. Lengths that a person shortened are repaired: the next section follows in order."""
    found: dict[str, str] = {}
    at, last = 0, 0
    while at + 4 <= len(body):
        head = body[at : at + 4]
        if not head.isdecimal() or int(head[:2]) <= last:
            break
        section, size = head[:2], int(head[2:])
        for mended in (size, size - 1, size + 1, size - 2, size + 2, size + 3):
            following = body[at + 4 + mended : at + 8 + mended]
            ends = at + 4 + mended >= len(body)
            if mended >= 0 and (
                ends or (following.isdecimal() and last < int(section) < int(following[:2]) <= 30)
            ):
                size = mended
                break
        found[section] = body[at + 4 : at + 4 + size]
        at, last = at + 4 + size, int(section)
    return found


def _moment(text: str, context: Context) -> float:
    return context.clock.at(
        year=int(text[:4]),
        month=int(text[4:6]),
        day=int(text[6:8]),
        hour=int(text[8:10]),
        minute=int(text[10:12]),
        second=int(text[12:14]) + int(text[14:17]) / 1000,
    )


def _number(body: str, begin: int) -> str:
    """The digits dialled: as many as announced where the next section follows, else up to it."""
    found = _DIGITS.search(body, begin)
    if found is None:
        return ""
    end = found.start(2) + int(found.group(1))
    announced = body[found.start(2) : end]
    fits = announced.isdecimal() and (end == len(body) or body.startswith("11", end))
    return announced if fits else found.group(2)


def _event(line: int, kind: str, body: str, context: Context) -> CallRecorded:
    times = _TIMES.search(body)
    if times is None:
        raise LineError("no section 06 with start and end")
    at, end = _moment(times.group(1), context), _moment(times.group(2), context)
    v = _sections(body)
    billed = max(0.0, end - at)
    station = v.get(_STATION, "").strip()[6:] if len(v.get(_STATION, "")) > 6 else v.get(_STATION, "").strip()
    number = _number(body, times.end())
    if kind == "KL":
        called = v.get(_CALLED, "").strip()[6:]
        return call_record(
            context=context,
            line=line,
            at=at,
            direction=Direction.IN,
            extension=called,
            number=called,
            duration=billed,
            billed=billed,
            outside=v.get(_CALLER, "").strip(),
        )
    if kind == "KM":
        called = v.get(_CALLED, "").strip()[6:]
        return call_record(
            context=context,
            line=line,
            at=at,
            direction=Direction.INTERNAL,
            extension=station,
            number=called,
            duration=billed,
            billed=billed,
            origin=Origin.EXTENSION,
        )
    return call_record(
        context=context,
        line=line,
        at=at,
        direction=Direction.OUT,
        extension=station,
        number=number,
        duration=billed,
        billed=billed,
    )


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    seen: OrderedDict[str, None] = OrderedDict()
    for line, text in lines:
        if not text.strip("\x00\x02\x03 \r\n"):
            continue
        for raw in filter(None, text.split("\x03")):
            record = _RECORD.match(raw.strip())
            if record is None:
                if len(raw) > 1:  # one sign alone is a parity byte
                    yield BadLine(line, Message("no record of the K family"), raw)
                continue
            if raw in seen:
                continue
            seen[raw] = None
            if len(seen) > REMEMBERED_RECORDS:
                seen.popitem(last=False)
            try:
                yield ParsedRecord(line, _event(line, record.group(1), record.group(2), context))
            except NOT_UNDERSTOOD as error:
                yield BadLine(line, cause_of(error), raw)


def _score(lines: Sequence[str]) -> float:
    return share_of(lines, lambda line: bool(re.match(r"\x02?0?!K[A-Z]\d", line)))


FORMAT = Format(
    name="nec-neax",
    title="NEC NEAX 2400, SV8500, SV9500 SMDR (K records)",
    confidence="seen",
    source="test data of a public collector; meaning of the sections not checked against a manual",
    score=_score,
    parse=_parse,
)
