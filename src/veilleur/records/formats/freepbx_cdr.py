"""FreePBX's `cdr` table as CSV: the report's button or an export, with a heading or without."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from veilleur.records.asterisk_rows import Row, Rows
from veilleur.records.base import Bad, Context, Format, Found, Line, split, whole_records

TABLE = [
    "calldate",
    "clid",
    "src",
    "dst",
    "dcontext",
    "channel",
    "dstchannel",
    "lastapp",
    "lastdata",
    "duration",
    "billsec",
    "disposition",
    "amaflags",
    "accountcode",
    "uniqueid",
    "userfield",
    "did",
    "recordingfile",
    "cnum",
    "cnam",
    "outbound_cnum",
    "outbound_cnam",
    "dst_cnam",
    "linkedid",
    "peeraccount",
    "sequence",
]
_NEEDED = {"src", "dst", "channel", "duration", "billsec", "disposition"}
_SPREADSHEET_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}) (\d{1,2}):(\d\d)(?::(\d\d))?$")


def _delimiter(line: str) -> str:
    return max(",;\t", key=line.count)


def _heading(line: str) -> list[str] | None:
    names = [name.strip().lower() for name in line.replace('"', "").split(_delimiter(line))]
    return names if set(names) >= _NEEDED and {"calldate", "start"} & set(names) else None


def _date(text: str) -> str:
    """A spreadsheet rewrites the date as d/m/yyyy (seen in a Portuguese export)."""
    found = _SPREADSHEET_DATE.match(text)
    if found is None:
        return text
    day, month, year, hour, minute, second = found.groups()
    return f"{year}-{month:>02}-{day:>02} {hour:>02}:{minute}:{second or '00'}"


def _parse(lines: Iterable[Line], context: Context) -> Iterator[Found | Bad]:
    rows = Rows(context)
    names: list[str] = TABLE
    delimiter = ""
    for number, text in whole_records(lines):
        if not text.strip():
            continue
        heading = _heading(text)
        if heading is not None:
            names, delimiter = heading, _delimiter(text)
            continue
        delimiter = delimiter or _delimiter(text)
        try:
            values = split(text, delimiter)
            if len(values) < 12:
                raise ValueError(f"{len(values)} columns where the cdr table has 16 or more")
            named = dict(zip(names, values, strict=False))
            linked = named.get("linkedid", "")
            row = Row(
                named["src"], named["dst"], named.get("dcontext", ""), named["channel"],
                named.get("dstchannel", ""), named.get("lastapp", ""), named.get("lastdata", ""),
                _date(named.get("calldate") or named.get("start", "")), named["duration"],
                named["billsec"], named["disposition"], named.get("uniqueid", ""),
                linked if "." in linked else "", named.get("accountcode", ""),
                named.get("did", ""), named.get("cnum", ""),
            )  # fmt: skip
            yield Found(number, rows.event(number, row))
        except KeyError as error:
            yield Bad(number, f"the column {error} is missing", text)
        except ValueError as error:
            yield Bad(number, str(error), text)


def _score(lines: Sequence[str]) -> float:
    if _heading(lines[0]) is not None:
        return 0.95
    good = 0
    for line in lines:
        try:
            values = split(line, _delimiter(line))
        except ValueError:
            continue
        if len(values) >= 15 and re.match(r"\d+[-/]\d+[-/]\d+ \d+:\d\d", values[0]):
            good += values[9].isdigit() and values[10].isdigit()
    return good / len(lines)


FORMAT = Format(
    "freepbx-cdr", "FreePBX cdr table or report", "seen",
    "the cdr module's table and the report's CSV button; real exports", _score, _parse,
)  # fmt: skip
