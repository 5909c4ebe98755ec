"""Aastra 400, Ascotel IntelliGate, MiVoice Office 400: call logging in the PC formats and for a printer.

Lines of PC1, 2, 4 and 5 begin with TAB and columns count it as 0. Day and year may stand either way
round: the manual's table and its figures differ, so the file decides.
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
from veilleur.records.layouts.fixed_width import ahead, is_rule, whole_year
from veilleur.records.values.digits import shown_digits
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded
from veilleur.words.money import micro_euros

_LINE = re.compile(r"\t.{9,40}?(\d{6}) (\d\d):(\d\d) (\d\d)H(\d\d)[Mm](\d\d)")
# For a printer: no TAB, day first, outgoing calls with the number dialled.
_PRINTED = re.compile(
    r"  (?P<user>[ \d]{5,9}) (?P<sort>[ \d]{3}) (\d\d)(\d\d)(\d\d) (\d\d):(\d\d) (\d\d)H(\d\d)M(\d\d) "
    r"(?P<line>\S{5,7}) *(?P<charges>\d+[.,]\d\d)? +(?P<number>[\d*#+]+\.*)?(?= |$)"
)
# Start column of the duration -> places of user, exchange line, and numbers, counted from 0.
_PC1, _PC2, _PC5 = 23, 33, 41
_PLACES = {
    _PC1: {"user": (1, 6), "line": (32, 37), "dialled": (44, 64)},
    _PC2: {"user": (1, 6), "line": (42, 47), "dialled": (66, 86)},
    _PC5: {
        "user": (1, 13),
        "line": (67, 72),
        "caller": (73, 93),
        "dialled": (115, 155),
        "waited": (197, 200),
    },
}


def _dates(digits: str) -> dict[str, tuple[int, int, int]]:
    a, b, c = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    found = {}
    if 1 <= b <= 12:
        if 1 <= c <= 31:
            found["year first"] = (whole_year(a), b, c)
        if 1 <= a <= 31:
            found["day first"] = (whole_year(c), b, a)
    return found


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    order: dict[bool, str] = {}

    def inspect(texts: list[str]) -> None:
        for long in (False, True):
            lines_ = [one for one in map(_LINE.match, texts) if one and (one.start(4) >= _PC5) == long]
            read = [_dates(one.group(1)) for one in lines_]
            missed = dict.fromkeys(("year first", "day first"), 0)
            for dates in read:
                for way in missed:
                    far = abs(dates[way][0] - context.years.first_year) if way in dates else 1000
                    missed[way] += far
            order[long] = min(missed, key=lambda way: missed[way])

    def parse_line(line: int, text: str, context: Context) -> CallRecorded | None:
        if is_rule(text):
            return None
        found = _LINE.match(text)
        printed = _PRINTED.match(text) if found is None else None
        if printed is not None:
            return _of_printer(line, printed, context)
        if found is None:
            if not re.search(r"\d\dH\d\d", text):
                return None  # one of the two lines of heading
            raise LineError("no date, time and duration in the columns of a PC format")
        places = _PLACES.get(found.start(4)) or _PLACES[_PC2 if found.start(4) < _PC5 else _PC5]
        shift = found.start(4) - min(_PLACES, key=lambda start: abs(start - found.start(4)))
        v = {name: text[a + shift : b + shift].strip() for name, (a, b) in places.items() if name != "user"}
        user = text[places["user"][0] : places["user"][1]].strip()
        dates = _dates(found.group(1))
        date = dates.get(order[found.start(4) >= _PC5])
        if date is None:
            raise LineError("no such day: {text}", text=found.group(1))
        at = context.clock.at(*date, int(found.group(2)), int(found.group(3)), 0)
        hours, minutes, seconds = (int(found.group(i)) for i in (4, 5, 6))
        billed = float(hours * 3600 + minutes * 60 + seconds)
        waited = float(v["waited"]) if v.get("waited", "").isdecimal() else 0.0
        caller, dialled = shown_digits(v.get("caller", "")), shown_digits(v.get("dialled", ""))
        forwarded = bool(caller and dialled and len(dialled) > 6)
        incoming = bool(caller) and not forwarded
        return call_record(
            context=context,
            line=line,
            at=at,
            direction=Direction.IN if incoming else Direction.OUT,
            extension=user or (dialled if incoming else ""),
            number=dialled or user,
            duration=billed + waited,
            billed=billed,
            origin=Origin.FORWARD if forwarded else Origin.UNKNOWN if incoming else Origin.EXTENSION,
            outside=caller if incoming or forwarded else "",
            trunk=v["line"],
        )

    yield from by_line(parse_line)(ahead(lines, inspect), context)


def _of_printer(line: int, found: re.Match[str], context: Context) -> CallRecorded:
    day, month, year, hour, minute, hours, minutes, seconds = (int(found.group(i)) for i in range(3, 11))
    at = context.clock.at(year=whole_year(year), month=month, day=day, hour=hour, minute=minute, second=0)
    billed = float(hours * 3600 + minutes * 60 + seconds)
    charges = found["charges"]
    return call_record(
        context=context,
        line=line,
        at=at,
        direction=Direction.OUT,
        extension=found["user"].strip(),
        number=shown_digits(found["number"] or ""),
        duration=billed,
        billed=billed,
        origin=Origin.EXTENSION,
        trunk=found["line"],
        charged=micro_euros(charges.replace(",", ".")) if charges else None,
    )


def _score(lines: Sequence[str]) -> float:
    with_digits = [line for line in lines if re.search(r"\d", line)]  # the others head a printed page
    return share_of(with_digits or lines, lambda line: bool(_LINE.match(line) or _PRINTED.match(line)))


FORMAT = Format(
    name="aastra-400",
    title="Aastra 400, IntelliGate, MiVoice Office 400 call logging",
    confidence="documented",
    source="the maker's system manual: offsets and examples of PC1, PC2 and PC5; printer form by its table",
    score=_score,
    parse=_parse,
    joins_by_time=True,
)
