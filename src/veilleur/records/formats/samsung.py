"""Samsung OfficeServ over TCP, and the printed SMDR report of DCS and iDCS. No year in the lines.

One call is several records with one call id; two letters say what each is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from veilleur.records.format import Context, Format, by_line, call_record, share_of
from veilleur.records.layouts.fixed_width import is_rule, length, time_of_day
from veilleur.records.values.digits import shown_digits
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded

_OFFICESERV = re.compile(
    r"\s*(?P<call>\d{1,7})\s+(?P<ext>\S+)\s+(?P<trunk>\S+)\s+(?P<month>\d\d)/(?P<day>\d\d) "
    r"(?P<time>\d\d:\d\d:\d\d) (?P<duration>\d\d:\d\d:\d\d) (?P<flag>[A-Z]{1,2})\b"
)
_REPORT = re.compile(
    r"(?P<ext>\d{2,5})?\s+(?:(?P<auth>\d+)\s+)?(?P<trunk>\d{2,5})\s+(?P<month>\d\d)/(?P<day>\d\d) "
    r"(?P<time>\d\d:\d\d:\d\d) (?P<duration>\d\d:\d\d:\d\d) (?P<flag>[A-Z]{1,2})(?=\s|$)"
)
_PAGE = re.compile(r"\s*SMDR REPORT.*?(\d\d)/(\d\d)/(\d\d)")
_HEADING = re.compile(r"\s*(EXT|CALL|REC)\b|=+")
_OUT, _DISA_OUT, _FORWARDED_OUT = ("O", "OT"), "DO", "FO"
_IN = ("I", "IR", "IA", "IT", "SU", "T", "TT", "C", "A", "DI", "DE", "FI")
_UNANSWERED = ("IR", "A", "DE")


def _parse_line(line: int, text: str, context: Context) -> CallRecorded | None:
    page = _PAGE.match(text)
    if page:
        year = int(page.group(3))
        context.years.set_year(year + (2000 if year < 80 else 1900))
        return None
    if is_rule(text) or _HEADING.match(text):
        return None
    officeserv = _OFFICESERV.match(text)
    found = officeserv or _REPORT.match(text)
    if found is None:
        raise LineError("neither the columns of OfficeServ nor those of the printed report")
    month, day = int(found["month"]), int(found["day"])
    at = context.clock.at(context.years.year_of(month, day), month, day, *time_of_day(found["time"]))
    billed, flag, linked = length(found["duration"]), found["flag"], ""
    if officeserv:
        number, caller = shown_digits(text[53:72]), shown_digits(text[101:118])
        ring = length(text[143:151]) if re.match(r"\d\d:\d\d:\d\d", text[143:151]) else 0.0
        linked = f"{found['call']}@{at // 86400:.0f}"
    else:
        rest = text[found.start("flag") + 3 :]
        number, caller, ring = shown_digits(rest[:18]), shown_digits(rest[31:47]), 0.0
    if flag == "IC":
        reached = number or found["trunk"]
        return call_record(
            context=context,
            line=line,
            at=at,
            direction=Direction.INTERNAL,
            extension=found["ext"] or "",
            number=reached,
            duration=billed,
            billed=billed,
            origin=Origin.EXTENSION,
            linked=linked,
        )
    if flag in (*_OUT, _DISA_OUT, _FORWARDED_OUT):
        origin = {_DISA_OUT: Origin.DISA, _FORWARDED_OUT: Origin.FORWARD}.get(flag, Origin.EXTENSION)
        return call_record(
            context=context,
            line=line,
            at=at,
            direction=Direction.OUT,
            extension=found["ext"] or "",
            number=number,
            duration=billed,
            billed=billed,
            origin=origin,
            trunk=found["trunk"],
            linked=linked,
        )
    if flag not in _IN:
        raise LineError("kind of record not known: {flag!r}", flag=flag)
    extension = found["ext"] or ""
    return call_record(
        context=context,
        line=line,
        at=at,
        direction=Direction.IN,
        extension=extension,
        number=number or extension,
        duration=billed + ring,
        billed=0.0 if flag in _UNANSWERED else billed,
        outside=caller,
        trunk=found["trunk"],
        linked=linked,
    )


def _score(lines: Sequence[str]) -> float:
    records = [line for line in lines if not (is_rule(line) or _HEADING.match(line) or _PAGE.match(line))]
    return share_of(records or lines, lambda line: bool(_OFFICESERV.match(line) or _REPORT.match(line)))


FORMAT = Format(
    name="samsung-smdr",
    title="Samsung OfficeServ, DCS and iDCS SMDR",
    confidence="seen",
    source="columns in a public collector's code; the printed report in the maker's specifications;"
    " codes partly guessed",
    score=_score,
    parse=by_line(_parse_line),
    yearless=True,
    joins_by_time=True,
)
