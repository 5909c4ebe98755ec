"""3CX version 20: its table `cdroutput` as CSV or as psql prints it. One call makes many rows.

A leg to an outside line is a call of its own; all other rows of a call are read as one.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence

from veilleur.records.asterisk.cdr_tables import cells, delimiter_of
from veilleur.records.format import (
    NOT_UNDERSTOOD,
    BadLine,
    Context,
    Format,
    Line,
    ParsedRecord,
    call_record,
    cause_of,
    whole_records,
)
from veilleur.records.values.datetimes import moment, number_of
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError

CALLS_OPEN_MAX = 2048
_NEEDED = {"cdr_id", "call_history_id", "destination_entity_type", "cdr_started_at"}
_OUTSIDE = ("external_line", "provider", "external")


class _Leg:
    def __init__(self, line: int, v: dict[str, str], context: Context) -> None:
        self.line, self.v = line, v
        self.began = moment(v["cdr_started_at"], context.clock)
        self.ended = moment(v["cdr_ended_at"], context.clock) if v.get("cdr_ended_at") else self.began
        if self.ended < self.began:
            raise LineError("it ends before it begins")
        answered = v.get("cdr_answered_at", "")
        self.answered = moment(answered, context.clock) if answered else None
        self.source_outside = v.get("source_entity_type") in _OUTSIDE
        self.leaves = v["destination_entity_type"] in _OUTSIDE

    def number(self, side: str) -> str:
        phone = self.v.get(f"{side}_participant_phone_number", "")
        return number_of(phone or self.v.get(f"{side}_dn_number", ""))


def _heading(text: str) -> list[str] | None:
    if "call_history_id" not in text:
        return None
    names = [name.strip().lower() for name in cells(text, delimiter_of(text))]
    return names if set(names) >= _NEEDED else None


def _call(legs: list[_Leg], context: Context) -> Iterator[ParsedRecord | BadLine]:
    """The records of one call; one odd value costs this call alone."""
    try:
        yield from list(_records(legs, context))
    except NOT_UNDERSTOOD as error:
        yield BadLine(legs[0].line, cause_of(error), str(legs[0].v)[:400])


def _records(legs: list[_Leg], context: Context) -> Iterator[ParsedRecord]:
    legs.sort(key=lambda leg: leg.began)
    first = legs[0]
    caller = next((leg.number("source") for leg in legs if leg.source_outside), "")
    forwarder = ""
    for leg in legs:
        if leg.v["destination_entity_type"] == "extension":
            forwarder = leg.v.get("destination_dn_number", "")
        if not leg.leaves:
            continue
        origin, extension, outside = Origin.EXTENSION, leg.v.get("source_dn_number", ""), ""
        if leg.source_outside:
            moved = leg.v.get("creation_method", "")
            origin = Origin.TRANSFER if moved == "transfer" else Origin.FORWARD
            extension, outside = forwarder, caller
        billed = leg.ended - leg.answered if leg.answered is not None else 0.0
        yield ParsedRecord(
            leg.line,
            call_record(
                context=context,
                line=leg.line,
                at=leg.began,
                direction=Direction.OUT,
                extension=extension,
                number=leg.number("destination"),
                duration=leg.ended - leg.began,
                billed=billed,
                answered=leg.answered is not None,
                origin=origin,
                outside=outside,
                trunk=leg.v.get("destination_dn_number", ""),
                call=leg.v["cdr_id"],
                linked=leg.v["call_history_id"],
            ),
        )
    if any(leg.leaves and not leg.source_outside for leg in legs):
        return
    spoken = [leg for leg in legs if leg.answered is not None]
    billed = max((leg.ended for leg in legs), default=0.0) - min(
        (leg.answered for leg in legs if leg.answered is not None), default=first.ended
    )
    reached = next((leg for leg in spoken if leg.v["destination_entity_type"] == "extension"), first)
    incoming = first.source_outside
    is_phone = reached.v["destination_entity_type"] == "extension"
    extension = reached.v.get("destination_dn_number", "") if is_phone else ""
    yield ParsedRecord(
        first.line,
        call_record(
            context=context,
            line=first.line,
            at=first.began,
            direction=Direction.IN if incoming else Direction.INTERNAL,
            extension=extension if incoming else first.v.get("source_dn_number", ""),
            number=first.number("destination"),
            duration=max(leg.ended for leg in legs) - first.began,
            billed=max(0.0, billed) if spoken else 0.0,
            answered=bool(spoken),
            origin=Origin.UNKNOWN if incoming else Origin.EXTENSION,
            outside=caller,
            call=first.v["call_history_id"],
        ),
    )


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    names: list[str] | None = None
    delimiter = ","
    calls: OrderedDict[str, list[_Leg]] = OrderedDict()
    for number, text in whole_records(lines):
        if not text.strip("-+| =\t") or text.lstrip().startswith("("):
            continue
        try:
            heading = _heading(text)
            if heading is not None:
                names, delimiter = heading, delimiter_of(text)
                continue
            if names is None:
                raise LineError("stands above the line of headings")
            v = dict(zip(names, cells(text, delimiter), strict=False))
            leg = _Leg(number, v, context)
            whole = v.get("main_call_history_id") or v["call_history_id"]
        except NOT_UNDERSTOOD as error:
            yield BadLine(number, cause_of(error), text)
            continue
        calls.setdefault(whole, []).append(leg)
        if len(calls) > CALLS_OPEN_MAX:
            yield from _call(calls.popitem(last=False)[1], context)
    for legs in calls.values():
        yield from _call(legs, context)


def _score(lines: Sequence[str]) -> float:
    return 0.97 if any(_heading(line) for line in lines[:30]) else 0.0


FORMAT = Format(
    name="3cx-v20-table",
    title="3CX version 20, table cdroutput",
    confidence="seen",
    source="one real call in a public repository; a forward outside was not seen",
    score=_score,
    parse=_parse,
)
