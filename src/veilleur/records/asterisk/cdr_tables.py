"""Asterisk call records in a table or an object: the names of their columns, whoever exports them.

In: values by name. Out: a `Row`.
Pitfall: FreePBX's table may be exported without a heading, and then the order of its columns is all there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from veilleur.records.asterisk.cdr_rows import Row, Rows
from veilleur.records.format import NOT_UNDERSTOOD, BadLine, Context, Line, ParsedRecord, cause_of
from veilleur.records.values.datetimes import seconds

FREEPBX_TABLE = tuple(
    """
    calldate clid src dst dcontext channel dstchannel lastapp lastdata duration billsec disposition amaflags
    accountcode uniqueid userfield did recordingfile cnum cnam outbound_cnum outbound_cnam dst_cnam linkedid
    peeraccount sequence
    """.split()
)
_SPREADSHEET_DATE = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4}|\d\d) (\d{1,2}):(\d\d)(?::(\d\d))?(?: ?([AaPp])\.?[Mm]\.?)?$"
)
_PLAIN_DATE = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2}) (\d{1,2}):(\d\d)(?::(\d\d))?$")
_NAMES = {
    "start": ("calldate", "start", "date", "starttime"),
    "src": ("src", "source", "callernumber"),
    "dst": ("dst", "destination", "calleenumber"),
    "context": ("dcontext", "context"),
    "channel": ("channel", "srcchannel", "sourcechannel"),
    "dstchannel": ("dstchannel", "destchannel"),
    "lastapp": ("lastapp",),
    "lastdata": ("lastdata", "lastdate"),
    "duration": ("duration", "calltime"),
    "billsec": ("billsec", "talktime", "duration"),
    "disposition": ("disposition", "status"),
    "uniqueid": ("uniqueid",),
    "linkedid": ("linkedid", "session"),
    "account": ("accountcode",),
    "did": ("did",),
    "cnum": ("cnum",),
}
NEEDED_FIELDS = ("start", "src", "dst", "channel", "duration", "disposition")


def names_of(columns: Iterable[str]) -> dict[str, str] | None:
    """Field of a `Row` -> name of the column, when these columns are an Asterisk table's."""
    there = set(columns)
    found = {
        field: next(name for name in names if name in there)
        for field, names in _NAMES.items()
        if any(name in there for name in names)
    }
    return found if all(field in found for field in NEEDED_FIELDS) else None


def row_of(values: Mapping[str, str], names: Mapping[str, str], is_day_first: bool | None = None) -> Row:
    """The row. is_day_first: the order of `06/03/2026` in this file; the French one unless given.

    Raises KeyError for a missing column and ValueError for a duration not understood."""
    for field in NEEDED_FIELDS:
        if names[field] not in values:
            raise KeyError(names[field])
    row = Row(*[values.get(names[field], "").strip() if field in names else "" for field in Row._fields])
    start = plain_date(row.start, is_day_first)
    if start is row.start and row.duration.isdecimal() and row.billsec.isdecimal():
        return row
    return row._replace(start=start, duration=_whole(row.duration), billsec=_whole(row.billsec))


def _whole(text: str) -> str:
    return text if text.isdecimal() else f"{seconds(text):.0f}"


def records(
    found: Iterable[tuple[int, Mapping[str, str]] | BadLine], names: Mapping[str, str], context: Context
) -> Iterator[ParsedRecord | BadLine]:
    """The events of rows given by name."""
    rows = Rows(context)
    return rows.settled(_events(found, names, rows, context))


def _events(
    found: Iterable[tuple[int, Mapping[str, str]] | BadLine],
    names: Mapping[str, str],
    rows: Rows,
    context: Context,
) -> Iterator[ParsedRecord | BadLine]:
    for one in found:
        if isinstance(one, BadLine):
            yield one
            continue
        line, values = one
        try:
            yield ParsedRecord(line, rows.event(line, row_of(values, names, context.clock.is_day_first)))
        except NOT_UNDERSTOOD as error:
            yield BadLine(line, cause_of(error), str(dict(values))[:400])


def delimiter_of(line: str) -> str:
    """The sign that parts the values of a line."""
    return max(",;\t|", key=line.count)


def heading_of(line: str) -> list[str] | None:
    """The names of the columns, when the line is the heading of an Asterisk table."""
    texts = line.replace('"', "").strip().strip("|").split(delimiter_of(line))
    names = [re.sub(r"[\s._]", "", text.strip().lower()) for text in texts]
    kept = [name if name not in ("outboundcnum", "outboundcnam", "dstcnam") else "" for name in names]
    return kept if names_of(kept) and "dstchannel" in kept else None


def plain_date(text: str, is_day_first: bool | None = None) -> str:
    """`YYYY-MM-DD HH:MM:SS` of a date as a spreadsheet rewrites it (d/m/yyyy, seconds lost, twelve hours)."""
    if len(text) == 19 and text[4] == text[7] == "-" and text[10] == " ":
        return text
    found = _SPREADSHEET_DATE.match(text)
    if found is not None:
        day, month, year, hour, minute, second, half = found.groups()
        if is_day_first is False or (is_day_first is None and half):
            day, month = month, day
        year = year if len(year) == 4 else f"20{year}"
        if half:
            hour = str(int(hour) % 12 + (12 if half.lower() == "p" else 0))
    else:
        found = _PLAIN_DATE.match(text)
        if found is None:
            return text
        year, month, day, hour, minute, second = found.groups()
    return f"{year}-{month:>02}-{day:>02} {hour:>02}:{minute}:{second or '00'}"


def cells(line: str, delimiter: str) -> Sequence[str]:
    """The values of one line. A quote in the middle of a value is a quote. Raises ValueError."""
    from veilleur.records.format import split

    if delimiter == "|":
        return [cell.strip() for cell in line.strip().strip("|").split("|")]
    return split(line, delimiter)


def numbered(lines: Iterable[Line]) -> Iterator[Line]:
    """Lines with text in them that are no rule of a printed table."""
    for number, text in lines:
        if text.strip("-+| =\t"):
            yield number, text
