"""Mitel 3300, MX, MiVoice Business, SX-2000, SX-200: SMDR lines of 90 or 207 characters, no year.

Trunks are parties named T or X and digits. In the 12-hour form only P is marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from veilleur.records.format import (
    BadLine,
    Context,
    Format,
    Line,
    ParsedRecord,
    by_line,
    call_record,
    share_of,
)
from veilleur.records.layouts.fixed_width import ahead, column, day_first, is_rule, length, time_of_day
from veilleur.records.values.digits import shown_digits
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded

_START = re.compile(r"^[ \-%+]?(\d\d)/(\d\d) (\d\d:\d\d)(:\d\d)?([P ])")
_PATH = re.compile(
    r"[ \-%+]?\d\d/\d\d \d\d:\d\dP? +(?P<duration>\d\d:\d\d:\d\d) (?P<trunk>[TX]\d+) "
    r"\*?(?P<waited>\d{3}|\*{3}) P\d+.*? (?P<extension>\d{3,5})(?: X (?P<second>\d+))?\s*$"
)
_DATA_CALL = re.compile(r"[ \-%+]?\d\d-\d\d \d\d:\d\d")
# AltiGen prints the same columns without any of these: a trunk, a completion, the system.
_MARKS = re.compile(r"[TX]\d{2}|(?<=.{37})\b[ABETIP][SF ] ?\S|(?<=.{63})\b\d{3}\b(?!.{10})")
_TRUNK = re.compile(r"[TX]\d+$")
Places = dict[str, tuple[int, int]]
_LONG: Places = {
    "duration": (18, 27),
    "calling": (29, 35),
    "waited": (37, 40),
    "digits": (42, 62),
    "called": (70, 76),
    "flag": (85, 85),
    "third": (87, 93),
    "ani": (114, 133),
    "call": (154, 161),
}
_SHORT: Places = {
    "duration": (15, 22),
    "calling": (24, 27),
    "waited": (30, 32),
    "digits": (34, 59),
    "called": (62, 65),
    "flag": (66, 66),
    "third": (68, 71),
    "ani": (92, 101),
    "call": (114, 121),
}


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    convention = {"day": False, "twelve": False}

    def inspect(texts: list[str]) -> None:
        starts = [found for found in map(_START.match, texts) if found is not None]
        convention["twelve"] = any(found.group(5) == "P" for found in starts)
        convention["day"] = day_first(texts, _START, context, "US")

    def parse_line(line: int, text: str, context: Context) -> CallRecorded | None:
        if is_rule(text) or _DATA_CALL.match(text):
            return None
        start = _START.match(text)
        if start is None:
            raise LineError("no date and time at the beginning")
        if text[0].isdecimal():
            text = " " + text  # the mark of long calls was trimmed
        first, second = int(start.group(1)), int(start.group(2))
        month, day = (second, first) if convention["day"] else (first, second)
        clock = start.group(3) + (start.group(4) or "") + start.group(5).strip()
        at = context.clock.at(
            context.years.year_of(month, day), month, day, *time_of_day(clock, convention["twelve"])
        )
        path = _PATH.match(text)
        if path is not None:
            return _of_path(line, at, path, context)
        return _call(line, at, text, _LONG if start.group(4) else _SHORT, context)

    yield from by_line(parse_line, rejoin=True)(ahead(lines, inspect), context)


def _of_path(line: int, at: float, path: re.Match[str], context: Context) -> CallRecorded:
    waited = 0.0 if "*" in path["waited"] else float(path["waited"])
    billed = length(path["duration"])
    return call_record(
        context=context,
        line=line,
        at=at,
        direction=Direction.IN,
        extension=path["second"] or path["extension"],
        number=path["extension"],
        duration=billed + waited,
        billed=billed,
        trunk=path["trunk"],
    )


def _call(
    line: int, at: float, text: str, places: dict[str, tuple[int, int]], context: Context
) -> CallRecorded:
    v = {name: column(text, *place) for name, place in places.items()}
    if v["duration"] and not re.fullmatch(r"\d{2,4}:\d\d:\d\d", v["duration"]):
        raise LineError("not a duration: {text!r}", text=v["duration"])
    billed = length(v["duration"])
    unanswered = "*" in v["waited"]
    waited = float(v["waited"]) if v["waited"].isdecimal() else 0.0
    calling, called = v["calling"].lstrip("*"), v["called"]
    from_trunk = bool(_TRUNK.match(calling)) or not calling
    to_trunk = bool(_TRUNK.match(called)) or not called
    number, origin, extension, outside = shown_digits(v["digits"]), Origin.EXTENSION, calling, ""
    trunk = called if _TRUNK.match(called) else calling if _TRUNK.match(calling) else ""
    if from_trunk and to_trunk and called:
        direction, outside, extension = Direction.OUT, v["ani"], v["third"]
        origin = Origin.TRANSFER if v["flag"] == "T" else Origin.FORWARD
    elif from_trunk:
        if not called and not number:
            raise LineError("neither a calling nor a called party")
        direction, origin, outside = Direction.IN, Origin.UNKNOWN, v["ani"]
        extension = v["third"] if v["flag"] == "T" and v["third"] else called
        number = number or called
    elif to_trunk:
        direction = Direction.OUT
    else:
        direction = Direction.INTERNAL
    return call_record(
        context=context,
        line=line,
        at=at,
        direction=direction,
        extension=extension,
        number=number,
        duration=billed + waited,
        billed=0.0 if unanswered else billed,
        origin=origin,
        outside=outside,
        trunk=trunk,
        call=f"{v['call']}@{int(at)}" if v["call"] else "",
    )


def _score(lines: Sequence[str]) -> float:
    def fits(line: str) -> bool:
        start = _START.match(line)
        if _PATH.match(line) or _DATA_CALL.match(line):
            return True
        if start is None or not re.match(r".{13,17}(?:\d{2,4}:\d\d:\d\d| {8})", line):
            return False
        return bool(start.group(4) or _MARKS.search(line, 20))

    return share_of(lines, fits) * 0.95


FORMAT = Format(
    name="mitel-smdr",
    title="Mitel 3300, MiVoice Business, SX-200 SMDR",
    confidence="documented",
    source="the maker's administration help; the 207-character form in a public parser's captured lines",
    score=_score,
    parse=_parse,
    yearless=True,
    joins_by_time=True,
)
