"""Alcatel-Lucent OmniPCX Office: V24 statement, line by line. The widths are the installer's choice.

A line standing in the place of the user is a call from trunk to trunk.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from veilleur.records.format import Context, Format, by_line, call_record, share_of
from veilleur.records.layouts.fixed_width import is_rule, length, time_of_day, whole_year
from veilleur.records.values.digits import shown_digits
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded
from veilleur.words.money import micro_euros

_RECORD = re.compile(
    r"\s*(?:(?P<first>[AGLNPV]?\w{1,8}|\*+)\s+)??(?P<user>[AGLNPV]\w{1,8}|\*+)\s+(?P<type>-->|<--|CS[+-])\s*"
    r"(?P<line>[LNPV][\d*]{1,3}|CH|R)?\s+(?P<day>\d\d)/(?P<month>\d\d)/(?P<year>\d\d)\s+"
    r"(?P<time>\d\d:\d\d(?::\d\d)?)\s+(?P<duration>\d\d:\d\d:\d\d)\s+(?P<units>\d+)(?P<rest>.*)$"
)
_REST = re.compile(
    r"\s*(?P<service>[A-Z]{2}(?=\s|$))?\s*(?P<more>[A-Z]{1,7}(?=\s|$))?\s*(?P<number>[\d*#+]{2,32})?(?P<tail>.*)$"
)
_RING = re.compile(r"(?:^|\s)(\d\d:\d\d)(?:\s|$)")
_COST = re.compile(r"(?:^|\s)(\d{1,7}[.,]\d{2})(?:\s|$)")
_HEADING = re.compile(r"^[^0-9]*$|PAGE|TOTAL", re.IGNORECASE)
NOT_CALLS = ("CS+", "CS-")  # a service asked for or given back
NOT_LINES = ("CH", "R")  # a wake-up call to a room


def _origin(marks: str, user: str) -> Origin:
    if "S" in marks:
        return Origin.DISA
    if "R" in marks or "N" in marks:
        return Origin.FORWARD
    if not user.startswith("A"):
        return Origin.TRANSFER if "X" in marks else Origin.FORWARD
    return Origin.TRANSFER if "X" in marks else Origin.EXTENSION


def _parse_line(line: int, text: str, context: Context) -> CallRecorded | None:
    found = _RECORD.match(text)
    if found is None:
        if is_rule(text) or _HEADING.match(text):
            return None
        raise LineError("no user, type, line, date, time and duration side by side")
    if found["type"] in NOT_CALLS or found["line"] in NOT_LINES:
        return None
    rest = _REST.match(found["rest"])
    if rest is None:
        raise LineError("services and number not understood")
    at = context.clock.at(
        whole_year(int(found["year"])),
        int(found["month"]),
        int(found["day"]),
        *time_of_day(found["time"]),
    )
    user, marks = found["user"], rest["more"] or ""
    number, billed = shown_digits(rest["number"] or ""), length(found["duration"])
    ring, cost = _RING.search(rest["tail"]), _COST.search(rest["tail"])
    extension = user[1:] if user.startswith("A") else ""
    outgoing = found["type"] == "-->"
    origin = _origin(marks, user) if outgoing else Origin.UNKNOWN
    return call_record(
        context=context,
        line=line,
        at=at,
        direction=Direction.OUT if outgoing else Direction.IN,
        extension=extension,
        number=number if outgoing else extension,
        duration=billed + (length(ring.group(1)) if ring else 0.0),
        billed=billed,
        origin=origin,
        outside="" if outgoing else number,
        trunk=found["line"] or "",
        charged=micro_euros(cost.group(1).replace(",", ".")) if cost and outgoing else None,
    )


def _score(lines: Sequence[str]) -> float:
    return share_of(lines, lambda line: bool(_RECORD.match(line)))


FORMAT = Format(
    name="alcatel-oxo",
    title="Alcatel-Lucent OmniPCX Office statement (V24)",
    confidence="documented",
    source="the maker's technical documentation; widths partly guessed, one printed example",
    score=_score,
    parse=by_line(_parse_line, rejoin=True),
    joins_by_time=True,
)
