"""innovaphone PBX: CDR in XML, one element for each object of a call. `dir` cf or ct left again.

An internal call is recorded twice, from both its objects: the one who receives is passed over when
nobody outside is part of it. The times of events only count by their differences.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from veilleur.records.containers.xml_elements import elements
from veilleur.records.format import (
    LONGEST_DOCUMENT_LINE_CHARACTERS,
    NOT_UNDERSTOOD,
    BadLine,
    Context,
    Format,
    Line,
    ParsedRecord,
    call_record,
    cause_of,
)
from veilleur.records.values.digits import shown_digits
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SEEN_IDS_MAX = 1 << 16
_ORIGINS = {"cf": Origin.FORWARD, "ct": Origin.TRANSFER}


def _event(line: int, cdr: Element, context: Context) -> CallRecorded:
    events = cdr.findall("event")
    if not events:
        raise LineError("no event in this record")
    times = [float(event.attrib["time"]) for event in events]
    at, way = float(cdr.attrib["utc"]), cdr.get("dir", "")
    extension = cdr.get("e164", "")
    other = next((event.get("e164", "") for event in events if event.get("e164")), "")
    outside_party = next((event.get("e164", "") for event in events if event.get("type") == "ext"), "")
    talked_from = next(
        (t for t, event in zip(times, events, strict=True) if event.get("msg", "").startswith("conn")), None
    )
    conference = next((event.get("conf", "") for event in events if event.get("conf")), "")
    number = shown_digits(outside_party or other)
    left = bool(outside_party) or (not context.is_extension(number) and len(number) > 6)
    if way in ("from", *_ORIGINS):
        direction = Direction.OUT if left else Direction.INTERNAL
    elif way == "to":
        direction = Direction.IN if left else Direction.INTERNAL
    else:
        raise LineError("dir not understood: {way!r}", way=way)
    incoming = direction is Direction.IN
    origin = Origin.UNKNOWN if incoming else _ORIGINS.get(way, Origin.EXTENSION)
    return call_record(
        context=context,
        line=line,
        at=at,
        direction=direction,
        extension=extension,
        number=extension if incoming else number,
        duration=times[-1] - times[0],
        billed=times[-1] - talked_from if talked_from is not None else 0.0,
        origin=origin,
        outside=number if incoming else "",
        call=cdr.get("id", ""),
        linked=conference,
    )


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    seen: OrderedDict[str, None] = OrderedDict()
    for one in elements(lines, "cdr"):
        if isinstance(one, BadLine):
            yield one
            continue
        line, cdr = one
        name = cdr.get("id", "")
        if name and name in seen:
            continue  # the same record over its second channel
        seen[name] = None
        if len(seen) > SEEN_IDS_MAX:
            seen.popitem(last=False)
        try:
            event = _event(line, cdr, context)
        except NOT_UNDERSTOOD as error:
            yield BadLine(line, cause_of(error), str(cdr.attrib)[:400])
            continue
        if cdr.get("dir") == "to" and event.direction is Direction.INTERNAL:
            continue
        yield ParsedRecord(line, event)


def _score(lines: Sequence[str]) -> float:
    text = "\n".join(lines)
    return 0.97 if "<cdr " in text and "guid=" in text and "<event " in text else 0.0


FORMAT = Format(
    name="innovaphone-xml",
    title="innovaphone PBX CDR",
    confidence="documented",
    source="example of the maker's wiki",
    score=_score,
    parse=_parse,
    longest_line=LONGEST_DOCUMENT_LINE_CHARACTERS,
)
