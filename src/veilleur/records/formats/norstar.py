"""Nortel Norstar and BCM: reports of several lines a call, and real-time lines while it lasts."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence

from veilleur.records.format import (
    IDLE,
    NOT_UNDERSTOOD,
    BadLine,
    Context,
    Format,
    Line,
    ParsedRecord,
    call_record,
    cause_of,
)
from veilleur.records.layouts.fixed_width import ahead, day_first, length, time_of_day, whole_year
from veilleur.records.values.digits import shown_digits
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded
from veilleur.words.messages import Message

_HEAD = re.compile(r"-{6,} *(\d\d)/(\d\d)/(\d\d) +(\d\d:\d\d:\d\d)(.*)$")
_LINE_FIELD = re.compile(r"LINE ?= ?(\d+)")
_STATION = re.compile(r"STN ?= ?(\d+)")
_ELAPSED = re.compile(r"(\d\d:\d\d:\d\d) +(.*)$")
_LIVE = re.compile(
    r"\*(?P<month>\d\d)(?P<day>\d\d)(?P<year>\d\d) (?P<time>\d{6}) +(?P<line>\d{4})(?P<station>.{10})"
    r"(?P<caller>.{16}).*?\s(?P<event>[GDANTR])\s*$"
)
_NOTES = re.compile(r"\*MMDDYY|RECORD RESTART|REPORTS LOST|\*?[HI] |\*\d{6} \d{6} .*\bH\b")
_LIVE_HELD = 256


def _report(line: int, block: list[str], day_comes_first: bool, context: Context) -> CallRecorded:
    head = _HEAD.match(block[0])
    if head is None:
        raise LineError("no heading of a report")
    first, second, year = (int(head.group(i)) for i in (1, 2, 3))
    month, day = (second, first) if day_comes_first else (first, second)
    at = context.clock.at(whole_year(year), month, day, *time_of_day(head.group(4)))
    trunks, station = _LINE_FIELD.findall(head.group(5)), _STATION.search(head.group(5))
    extension = station.group(1) if station else ""
    dialled = caller = reached = ""
    lasted = rang = 0.0
    incoming = answered = False
    for text in block[1:]:
        words = text.strip()
        if words.startswith("DIGITS DIALED"):
            dialled = shown_digits(words[14:].partition("!")[0])
        elif words.startswith("CALLING NUMBER"):
            caller = shown_digits(words[14:].strip().lstrip("/").rstrip("x"))
        elif words.startswith("DNIS NUMBER"):
            reached = shown_digits(words[11:])
        elapsed = _ELAPSED.match(words)
        if elapsed is None:
            continue
        lasted = max(lasted, length(elapsed.group(1)))
        what = elapsed.group(2)
        if "RINGING" in what:
            incoming = True
            answered = not what.startswith("NO ANSWER")
            rang = length(what.rpartition(" ")[2])
        if what.startswith("OUTGOING"):
            answered = True
    if len(trunks) > 1:
        return call_record(
            context=context,
            line=line,
            at=at,
            direction=Direction.OUT,
            extension=extension,
            number=dialled,
            duration=lasted,
            billed=lasted,
            origin=Origin.FORWARD,
            outside=caller,
            trunk=trunks[1],
        )
    trunk = trunks[0] if trunks else ""
    if incoming:
        # The heading bears the time of the answer; the ringing came before it.
        return call_record(
            context=context,
            line=line,
            at=at - rang if answered else at,
            direction=Direction.IN,
            extension=extension,
            number=reached or extension,
            duration=lasted + rang,
            billed=lasted if answered else 0.0,
            outside=caller,
            trunk=trunk,
        )
    if not dialled and not extension:
        raise LineError("neither digits dialled nor ringing in this report")
    return call_record(
        context=context,
        line=line,
        at=at,
        direction=Direction.OUT,
        extension=extension,
        number=dialled,
        duration=lasted,
        billed=lasted,
        trunk=trunk,
    )


class _LiveCalls:
    """Real-time lines: only incoming calls with a caller's number are given."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._open: OrderedDict[str, tuple[int, float, float | None, str, str]] = OrderedDict()

    def add(self, line: int, found: re.Match[str]) -> CallRecorded | None:
        time = found["time"]
        at = self._context.clock.at(
            year=whole_year(int(found["year"])),
            month=int(found["month"]),
            day=int(found["day"]),
            hour=int(time[:2]),
            minute=int(time[2:4]),
            second=int(time[4:]),
        )
        trunk, event = found["line"], found["event"]
        began = self._open.get(trunk)
        if event == "G" or began is None:
            began = (line, at, None, shown_digits(found["caller"]), found["station"].strip())
        first, start, answer, caller, station = began
        if event in "AT":
            answer = answer if answer is not None else at
        if event in "ATN":
            station = found["station"].strip() or station
        self._open[trunk] = (first, start, answer, caller, station)
        if len(self._open) > _LIVE_HELD:
            self._open.popitem(last=False)
        if event not in "RN":
            return None
        self._open.pop(trunk, None)
        if event == "N" and answer is not None:
            self._open[trunk] = began
            return None
        billed = max(0.0, at - answer) if answer is not None else 0.0
        return call_record(
            context=self._context,
            line=first,
            at=start,
            direction=Direction.IN,
            extension=station,
            number=station,
            duration=max(0.0, at - start),
            billed=billed,
            answered=answer is not None,
            outside=caller,
            trunk=trunk,
        )


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    day_comes_first = False
    live = _LiveCalls(context)
    block: list[str] = []
    began = 0

    def inspect(texts: list[str]) -> None:
        nonlocal day_comes_first
        day_comes_first = day_first(texts, _HEAD, context)

    def whole() -> Iterator[ParsedRecord | BadLine]:
        if not block:
            return
        try:
            yield ParsedRecord(began, _report(began, block, day_comes_first, context))
        except NOT_UNDERSTOOD as error:
            yield BadLine(began, cause_of(error), " / ".join(block))
        block.clear()

    for number, text in ahead(lines, inspect):
        if text == IDLE:
            yield from whole()
        if text == IDLE or not text.strip() or _NOTES.match(text):
            continue
        if _HEAD.match(text):
            yield from whole()
            began = number
            block.append(text)
        elif text.startswith("*"):
            found = _LIVE.match(text)
            try:
                if found is None:
                    raise LineError("not the columns of a real-time line")
                event = live.add(number, found)
            except NOT_UNDERSTOOD as error:
                yield BadLine(number, cause_of(error), text)
            else:
                if event is not None:
                    yield ParsedRecord(number, event)
        elif block and len(block) < 64:
            block.append(text)
        else:
            yield BadLine(number, Message("stands in no report"), text)
    yield from whole()


def _score(lines: Sequence[str]) -> float:
    reports = any(_HEAD.match(line) and "LINE" in line for line in lines)
    live = sum(bool(_LIVE.match(line)) for line in lines) / len(lines)
    return max(0.95 if reports else 0.0, live)


FORMAT = Format(
    name="nortel-norstar",
    title="Nortel Norstar and BCM reports and real-time lines",
    confidence="documented",
    source="the maker's call detail guide, its examples; real-time columns restored",
    score=_score,
    parse=_parse,
    joins_by_time=True,
    holds_lines=True,
)
