"""FreePBX's `cdr` table: the report's CSV, an export with a heading or without, or a SQL dump."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from veilleur.records.asterisk.cdr_rows import DISPOSITIONS, Row, Rows
from veilleur.records.asterisk.cdr_tables import (
    FREEPBX_TABLE,
    cells,
    delimiter_of,
    heading_of,
    names_of,
    numbered,
    row_of,
)
from veilleur.records.containers import sql_dump
from veilleur.records.format import (
    LONGEST_DOCUMENT_LINE_CHARACTERS,
    NOT_UNDERSTOOD,
    BadLine,
    Context,
    Format,
    Line,
    ParsedRecord,
    cause_of,
    first_of,
    split,
    whole_records,
    whole_texts,
)
from veilleur.records.layouts.column_mapping import HEADING_WITHIN
from veilleur.records.layouts.fixed_width import settled_dates
from veilleur.records.values.local_time import LocalClock
from veilleur.words.errors import LineError

_TABLE = re.compile(r"\w*cdr\w*$", re.IGNORECASE)
_LOOKED_AT = 200
_YEAR = re.compile(r"\d{4}")  # in each record, in no heading


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    first, together = first_of(lines, _LOOKED_AT)
    rows = Rows(context)
    together = settled_dates(together, context)
    read = _of_dump if sql_dump.is_dump([text for _, text in first]) else _of_text
    return rows.settled(read(together, rows, context.clock))


def _of_text(lines: Iterable[Line], rows: Rows, clock: LocalClock) -> Iterator[ParsedRecord | BadLine]:
    columns: Sequence[str] = FREEPBX_TABLE
    names = names_of(columns) or {}
    delimiter = ""
    above: list[BadLine] | None = []  # perhaps a title above the headings
    for number, text in numbered(whole_records(lines)):
        heading = None if _YEAR.search(text) else heading_of(text)
        if heading is not None:
            above = None
            columns, names, delimiter = heading, names_of(heading) or {}, delimiter_of(text)
            continue
        delimiter = delimiter or delimiter_of(text)
        try:
            values = cells(text, delimiter)
            if len(values) < 12:
                raise LineError("{count} columns where the cdr table has 16 or more", count=len(values))
            named = dict(zip(columns, values, strict=False))
            found = ParsedRecord(
                number, rows.event(number, _linked(row_of(named, names, clock.is_day_first)))
            )
        except NOT_UNDERSTOOD as error:
            bad = BadLine(number, cause_of(error), text)
            if above is not None and len(above) < HEADING_WITHIN:
                above.append(bad)
            else:
                yield bad
        else:
            yield from above or ()
            above = None
            yield found
    yield from above or ()


def _of_dump(lines: Iterable[Line], rows: Rows, clock: LocalClock) -> Iterator[ParsedRecord | BadLine]:
    for row in sql_dump.rows(lines, lambda table: bool(_TABLE.match(table))):
        if isinstance(row, BadLine):
            yield row
            continue
        columns = row.columns or FREEPBX_TABLE
        names = names_of(columns)
        try:
            if names is None:
                raise LineError(
                    "the table {table} has not the columns of Asterisk's records", table=row.table
                )
            if len(row.values) < 12:
                raise LineError("{count} values where the cdr table has 16 or more", count=len(row.values))
            named = dict(zip(columns, row.values, strict=False))
            yield ParsedRecord(
                row.line, rows.event(row.line, _linked(row_of(named, names, clock.is_day_first)))
            )
        except NOT_UNDERSTOOD as error:
            yield BadLine(row.line, cause_of(error), row.raw)


def _linked(row: Row) -> Row:
    return row if "." in row.linkedid else row._replace(linkedid="")


def _score(lines: Sequence[str]) -> float:
    if any("dstchannel" in line.lower() and heading_of(line) for line in lines[:HEADING_WITHIN]):
        return 0.95
    text = "\n".join(lines)
    if sql_dump.is_dump(lines):
        named = re.search(r"\bdcontext\b", text) and "dstchannel" in text
        values = re.search(r"""['"](?:SIP|PJSIP|DAHDI|IAX2|Local|SCCP)/""", text)
        return 0.95 if named else 0.7 if values and re.search(r"INTO [`\"]?\w*cdr", text) else 0.0
    good = 0
    lines = whole_texts(lines)
    if _has_other_heading(lines[:1]):
        return 0.0
    for line in lines:
        try:
            values_ = split(line, delimiter_of(line))
        except ValueError:
            continue
        if len(values_) >= 15 and re.match(r"\d+[-/]\d+[-/]\d+ \d+:\d\d", values_[0]):
            lengths = values_[9].isdecimal() and values_[10].isdecimal()
            good += lengths and values_[11].upper() in DISPOSITIONS
    return good / len(lines)


def _has_other_heading(lines: Sequence[str]) -> bool:
    """Whether the columns are named, and not as this table names them: their places show nothing then."""
    names = [name.strip(' "') for line in lines for name in line.split(delimiter_of(line))]
    return len(names) > 1 and all(name.isidentifier() for name in names) and heading_of(lines[0]) is None


FORMAT = Format(
    name="freepbx-cdr",
    title="FreePBX cdr table, report or SQL dump",
    confidence="seen",
    source="the cdr module's table and the report's CSV button; real exports; dumps by the table's layout",
    score=_score,
    parse=_parse,
    longest_line=LONGEST_DOCUMENT_LINE_CHARACTERS,
)
