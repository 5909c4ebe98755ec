"""Panasonic KX-TD, TDA, TDE, NCP, NS: SMDR patterns A, B and C, read by words. The time is the END.

Trunk to trunk gives two records. A date of stars is printed after the clock was set: such a call is
dated by the time of the one before it.
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
from veilleur.records.layouts.fixed_width import ahead, day_first, is_rule, length, time_of_day, whole_year
from veilleur.records.values.digits import shown_digits
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded
from veilleur.words.money import micro_euros

_STAMP = re.compile(r"\s*(\d\d)/(\d\d)/(\d\d) +(\d{1,2}:\d\d ?(?:[AP]M)?)(?=\s)")
_STARS = re.compile(r"\s*\*\*/\*\*/\*\* +[*:]+(?=\s)")
_DURATION = re.compile(r"(?<=\s)(\d\d:\d\d'\d\d)(?=\s|$)")
_RING = re.compile(r"\s(\d{1,2}'\d\d|\*{4})\s*$")
_PARTIES = re.compile(r"\s*(?:(?P<ext>[*DT]?\d{1,5}B?|C-\d\d)\s+)?(?P<line>\d{1,4})\s+(?P<number>\S.*)?$")
_INSIDE = re.compile(r"\s*(?P<ext>[*DT]?\d{1,5})\s+(?:EXT|<I>S?)(?P<number>\d{2,5})\s*$")
_COST = re.compile(r"(?:^|\s)(\d{1,8}[.,]\d{2,3})\s?(?:[A-Z]{2,3}|\W)?(?=\s|$)")
_CODE = re.compile(r"\s(TR|FW|D0|D1|RM|NA|RC|AN)\s*$")
_DIALLED = re.compile(r"\s*(?:[*DT]?\d{1,5}\s+)?\d{1,4}\s+\d{3,}")
_PAGE = re.compile(r"\s*Date\s+Time\b", re.IGNORECASE)


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    order = {"day": True}
    last_end = 0.0

    def inspect(texts: list[str]) -> None:
        order["day"] = day_first(texts, _STAMP, context)

    def parse_line(line: int, text: str, context: Context) -> CallRecorded | None:
        nonlocal last_end
        if is_rule(text) or _PAGE.match(text):
            return None
        stamp = _STAMP.match(text)
        if stamp is not None:
            first, second, year = (int(stamp.group(i)) for i in (1, 2, 3))
            day, month = (first, second) if order["day"] else (second, first)
            end = context.clock.at(whole_year(year), month, day, *time_of_day(stamp.group(4)))
            rest = text[stamp.end() :]
        elif _STARS.match(text):
            if not last_end:
                raise LineError("no date, and no record before it to take the time from")
            end, rest = last_end, _STARS.sub("", text, count=1)
        else:
            raise LineError("no date and time at the beginning")
        last_end = end
        return _call(line, end, rest + " ", context)

    yield from by_line(parse_line, rejoin=True)(ahead(lines, inspect), context)


def _call(line: int, end: float, rest: str, context: Context) -> CallRecorded | None:
    lasted = _DURATION.search(rest)
    unanswered = re.search(r"<I.{0,120}?\d{1,2}'\d\d(?=\s)", rest) if lasted is None else None
    if lasted is None and unanswered is None:
        says_something = re.search(r"[^\W\d_]", rest) is not None
        if re.search(r"\d{1,2}'\d\d|\d\d:\d\d", rest) or _DIALLED.match(rest) or not says_something:
            raise LineError("no duration of the form hh:mm'ss")
        return None  # log in, check in, absence, wake-up: no call
    cut = unanswered.end() if unanswered else lasted.start() if lasted else 0
    before, after = rest[:cut], rest[lasted.end() if lasted else cut :]
    billed = length(lasted.group(1)) if lasted else 0.0
    ring = _RING.search(before)
    rang = 0.0
    if ring is not None:
        rang = 0.0 if "*" in ring.group(1) else length(ring.group(1))
        before = before[: ring.start() + 1]
    code = _CODE.search((after.rstrip() and " " + after.strip()) or "")
    mark = code.group(1) if code else ""
    inside, parties = _INSIDE.match(before), _PARTIES.match(before.rstrip())
    at = end - billed - rang
    if inside is not None:
        return call_record(
            context=context,
            line=line,
            at=at,
            direction=Direction.INTERNAL,
            extension=inside["ext"],
            number=inside["number"],
            duration=billed + rang,
            billed=billed,
            origin=Origin.EXTENSION,
        )
    if parties is None:
        raise LineError("no extension, line and number before the duration")
    extension, dialled = parties["ext"] or "", parties["number"] or ""
    came, _, caller = dialled.partition("<I>")
    if "<I" in dialled:
        reached = re.sub(r"^<D>", "", came).strip()
        caller = re.sub(r"^NCOMING>", "", caller)
        return call_record(
            context=context,
            line=line,
            at=at,
            direction=Direction.IN,
            extension=extension,
            number=reached or extension,
            duration=billed + rang,
            billed=0.0 if mark in ("NA", "RC") else billed,
            outside=_caller(caller.strip()),
            trunk=parties["line"],
        )
    cost = _COST.search(after)
    return call_record(
        context=context,
        line=line,
        at=at,
        direction=Direction.OUT,
        extension=extension.lstrip("*"),
        number=shown_digits(dialled.replace("=", "")),
        duration=billed,
        billed=billed,
        origin=_origin(mark, extension),
        trunk=parties["line"],
        charged=micro_euros(cost.group(1).replace(",", ".")) if cost else None,
    )


def _caller(text: str) -> str:
    """The number, without the name that may follow it."""
    number = re.match(r"\+?\d{4,}(?=\s)", text)
    return number.group() if number else shown_digits(text)


def _origin(mark: str, extension: str) -> Origin:
    if mark in ("D0", "D1") or extension.startswith("C-"):
        return Origin.DISA
    if mark == "FW":
        return Origin.FORWARD
    # A transferred call bears TR also when it went on to another telephone of the site.
    if mark == "TR" and (not extension or extension.startswith("T")):
        return Origin.TRANSFER
    return Origin.EXTENSION


def _score(lines: Sequence[str]) -> float:
    def fits(line: str) -> bool:
        return bool(_STAMP.match(line)) and ("'" in line or bool(re.match(r".{17,24}\S* +[A-Z]", line)))

    return share_of([line for line in lines if not is_rule(line)] or lines, fits)


FORMAT = Format(
    name="panasonic-smdr",
    title="Panasonic KX-TD, TDA, TDE, NS SMDR",
    confidence="documented",
    source="the maker's feature guides, widths and sample records; alignment inside columns restored",
    score=_score,
    parse=_parse,
    joins_by_time=True,
)
