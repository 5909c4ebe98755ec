"""Switchvox: call log of its API, XML. A forward outside stands only in the events of the call."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

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
from veilleur.records.values.datetimes import moment
from veilleur.records.values.digits import shown_digits
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError

_WAYS = {"incoming": Direction.IN, "outgoing": Direction.OUT, "internal": Direction.INTERNAL}
_IN_PARENTHESES = re.compile(r"\((\+?\d{6,})\)")


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    for one in elements(lines, "call"):
        if isinstance(one, BadLine):
            yield one
            continue
        line, call = one
        try:
            at = moment(call.attrib["start_time"], context.clock)
            way = _WAYS.get(call.attrib["origination"])
            if way is None:
                raise LineError("origination not understood: {text!r}", text=call.attrib["origination"])
            caller = shown_digits(call.get("from_number", ""))
            called = shown_digits(call.get("to_number", ""))
            origin, extension, outside = Origin.EXTENSION, caller, ""
            if way is Direction.OUT and context.is_extension(called):
                way = Direction.INTERNAL  # what it calls outgoing may be an account of its own
            if way is Direction.IN:
                origin, extension, outside = Origin.UNKNOWN, called, caller
            for event in call.iter("event"):
                moved = event.get("type", "").upper()
                target = _IN_PARENTHESES.search(event.get("display", ""))
                if way is Direction.IN and moved in ("FORWARD", "TRANSFER") and target:
                    way, extension, called = Direction.OUT, called, target.group(1)
                    origin = Origin.FORWARD if moved == "FORWARD" else Origin.TRANSFER
            yield ParsedRecord(
                line,
                call_record(
                    context=context,
                    line=line,
                    at=at,
                    direction=way,
                    extension=extension,
                    number=called,
                    origin=origin,
                    outside=outside,
                    duration=float(call.get("total_duration") or 0),
                    billed=float(call.get("talk_duration") or 0),
                    call=call.get("id", ""),
                ),
            )
        except NOT_UNDERSTOOD as error:
            yield BadLine(line, cause_of(error), str(call.attrib)[:400])


def _score(lines: Sequence[str]) -> float:
    text = "".join(lines)
    return 0.97 if "<call " in text and "origination=" in text else 0.0


FORMAT = Format(
    name="switchvox-xml",
    title="Switchvox call log (API)",
    confidence="documented",
    source="example of the maker's API pages",
    score=_score,
    parse=_parse,
    longest_line=LONGEST_DOCUMENT_LINE_CHARACTERS,
)
