"""Records of the Meridian family: one line at each change of a call, tied together by its trunk.

Nortel's SL-1 and Toshiba's Strata print them: N a whole call, S its start, X a transfer, E its end, B
abandoned. In: parsed lines. Out: calls.
Pitfall: only the S line names who dialled; E names who was last.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from veilleur.records.format import Context, call_record
from veilleur.records.values.digits import shown_digits
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded

LEGS_OPEN_MAX = 512
NO_CALLS = frozenset("ACMDFQRGHIPTYL")  # codes, counters, clocks and stations: nothing left


class TrunkLine(NamedTuple):
    """One line. at: its time, seconds since 1970 UTC. duration: None when it names none."""

    kind: str
    origin: str
    target: str
    at: float
    duration: float | None
    dialled: str
    caller: str = ""
    by_disa: bool = False
    responsible: str = ""


class TrunkCalls:
    """Ties the lines of one call together; a bounded number of calls is open at once."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._open: OrderedDict[str, TrunkLine] = OrderedDict()

    def add(self, line: int, one: TrunkLine) -> CallRecorded | None:
        """The call that a line completes."""
        trunk = one.target if _is_trunk(one.target) else one.origin
        if one.kind == "S":
            self._open[trunk] = one
            if len(self._open) > LEGS_OPEN_MAX:
                self._open.popitem(last=False)
            return None
        if one.kind == "X":
            return None
        if one.kind == "E":
            began = self._open.pop(trunk, None)
            if began is None:
                return self._call(line, one, one.duration or 0.0)
            lasted = one.duration if one.duration is not None else max(0.0, one.at - began.at)
            return self._call(line, began._replace(at=one.at, caller=began.caller or one.caller), lasted)
        if one.kind in ("N", "B"):
            return self._call(line, one, one.duration or 0.0)
        if one.kind in NO_CALLS:
            return None
        raise LineError("kind of record not known: {kind!r}", kind=one.kind)

    def _call(self, line: int, one: TrunkLine, duration: float) -> CallRecorded:
        billed = 0.0 if one.kind == "B" else duration
        at = one.at - duration
        dialled = shown_digits(one.dialled.replace("!", ""))
        from_trunk, to_trunk = _is_trunk(one.origin), _is_trunk(one.target)
        origin, extension, outside, number = Origin.EXTENSION, one.origin.removeprefix("DN"), "", dialled
        trunk = one.target if to_trunk else one.origin
        if from_trunk and to_trunk:
            direction, outside, extension = Direction.OUT, one.caller, one.responsible.removeprefix("DN")
            origin = Origin.DISA if one.by_disa else Origin.FORWARD
        elif from_trunk:
            direction, origin, outside = Direction.IN, Origin.UNKNOWN, one.caller
            extension = one.target.removeprefix("DN")
            number = dialled or extension
        elif to_trunk:
            direction = Direction.OUT
        else:
            direction, number = Direction.INTERNAL, dialled or one.target.removeprefix("DN")
        return call_record(
            context=self._context,
            line=line,
            at=at,
            direction=direction,
            extension=extension,
            number=number,
            duration=duration,
            billed=billed,
            origin=origin,
            outside=outside,
            trunk=trunk if from_trunk or to_trunk else "",
        )


def _is_trunk(party: str) -> bool:
    return party[:1] in ("T", "A") and party[1:2].isdecimal()
