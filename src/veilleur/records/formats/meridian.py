"""Nortel SL-1, Meridian 1 and Toshiba Strata CTX: CDR lines N, S, X, E, B tied by trunk, no year.

A second line `&` belongs to the line before it: the caller, and for Toshiba DISA and who answers for
it. N and E bear the time of the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from veilleur.records.format import (
    IDLE,
    NOT_UNDERSTOOD,
    BadLine,
    Context,
    Format,
    Line,
    ParsedRecord,
    cause_of,
    share_of,
)
from veilleur.records.layouts.fixed_width import ahead, day_first, is_rule, length, time_of_day
from veilleur.records.layouts.meridian_legs import TrunkCalls, TrunkLine
from veilleur.words.messages import Message

_RECORD = re.compile(
    r"\s*(?P<kind>[A-Z]) +(?P<number>\d{3}) +(?P<node>\d{2,6}) +(?P<origin>[A-Z]{1,2}\d*) +"
    r"(?P<target>[A-Z]{1,2}\d*) +(?P<first>\d\d)/(?P<second>\d\d) (?P<time>\d\d:\d\d(?::\d\d)?)"
    r"(?: +(?P<duration>\d\d:\d\d:\d\d)(?:\.\d)?)?(?: +(?P<dialled>[\d*#!]+))?\s*$"
)
_DATE = re.compile(r" (\d\d)/(\d\d) \d\d:\d\d")
_SECOND = re.compile(r"\s*& ?(?P<caller>[\d*#]*)x*(?P<rest>.*)$")
_DN = re.compile(r"\bDN\d+")


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    calls = TrunkCalls(context)
    day_comes_first = False

    def inspect(texts: list[str]) -> None:
        nonlocal day_comes_first
        day_comes_first = day_first(texts, _DATE, context, "US")

    held: tuple[int, str, TrunkLine] | None = None

    def whole() -> Iterator[ParsedRecord | BadLine]:
        nonlocal held
        if held is None:
            return
        line, text, one = held
        held = None
        try:
            event = calls.add(line, one)
        except NOT_UNDERSTOOD as error:
            yield BadLine(line, cause_of(error), text)
        else:
            if event is not None:
                yield ParsedRecord(line, event)

    for number, text in ahead(lines, inspect):
        if text == IDLE:
            yield from whole()
        if text == IDLE or is_rule(text):
            continue
        second = _SECOND.match(text)
        if second is not None and held is not None:
            rest = second["rest"]
            responsible = _DN.search(rest)
            held = (
                held[0],
                held[1],
                held[2]._replace(
                    caller=held[2].caller or second["caller"],
                    by_disa="DISA" in rest or held[2].by_disa,
                    responsible=responsible.group() if responsible else held[2].responsible,
                ),
            )
            continue
        yield from whole()
        found = _RECORD.match(text)
        if found is None:
            yield BadLine(number, Message("no kind, number, parties and time side by side"), text)
            continue
        try:
            first, other = int(found["first"]), int(found["second"])
            month, day = (other, first) if day_comes_first else (first, other)
            at = context.clock.at(context.years.year_of(month, day), month, day, *time_of_day(found["time"]))
            lasted = length(found["duration"]) if found["duration"] else None
        except NOT_UNDERSTOOD as error:
            yield BadLine(number, cause_of(error), text)
            continue
        held = (
            number,
            text,
            TrunkLine(
                kind=found["kind"],
                origin=found["origin"],
                target=found["target"],
                at=at,
                duration=lasted,
                dialled=found["dialled"] or "",
            ),
        )
    yield from whole()


def _score(lines: Sequence[str]) -> float:
    return share_of(lines, lambda line: bool(_RECORD.match(line) or _SECOND.match(line)))


FORMAT = Format(
    name="meridian-cdr",
    title="Nortel SL-1 and Meridian 1, Toshiba Strata CTX",
    confidence="documented",
    source="the makers' manuals, tables and examples; columns after the time partly guessed",
    score=_score,
    parse=_parse,
    yearless=True,
    joins_by_time=True,
    holds_lines=True,
)
