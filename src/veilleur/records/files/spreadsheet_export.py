"""Records that a spreadsheet has exported -> the lines of the program that wrote them first.

In: lines delimited by semicolons or tabs, with the dates of the spreadsheet's country. Out: the same lines
delimited by commas, dates as year, month, day.
Pitfall: seconds that the spreadsheet left out stay lost, so such times are whole minutes; and a file whose
own lines already fit a format is not read this way.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from veilleur.records.format import (
    CONVENTION_LINES,
    BadLine,
    Context,
    Format,
    Line,
    ParsedRecord,
    first_of,
    split,
    whole_records,
)
from veilleur.records.values.year_inference import MONTH_COMES_FIRST_IN, order_of_dates

LEAST_CELLS = 6  # a line of fewer is a sentence with a semicolon in it
_DATE = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)(?:[ T]+(\d{1,2}):(\d\d)(?::(\d\d))?(?: ?([AaPp])[Mm])?)?$"
)
_UNIQUEID = re.compile(r"(\d{10}),(\d+)$")


def delimiter_in(lines: Sequence[str]) -> str:
    """The delimiter of an exported file; empty when no spreadsheet has exported it."""
    full = [line for line in lines if line.strip()]
    if full and full[0].lstrip()[:1] in ("{", "[", "<"):
        return ""  # JSON or XML, whose own commas and dates are no spreadsheet's
    for sign in (";", "\t"):
        if full and sum(line.count(sign) + 1 >= LEAST_CELLS for line in full) * 2 > len(full):
            return sign
    # An English spreadsheet keeps the commas and rewrites the dates all the same.
    return "," if order_of_dates(full) is not None else ""


def restored_lines(lines: Sequence[str], country: str = "FR") -> list[str] | None:
    """The lines as they were before a spreadsheet exported them; None when none did."""
    sign = delimiter_in(lines)
    if not sign:
        return None
    export = SpreadsheetExport(sign, lines, country)
    return [text for _, text in export.lines(enumerate(lines))]


def reading_exported(form: Format) -> Format:
    """The format, for a file that a spreadsheet has exported."""

    def parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
        first, together = first_of(lines, CONVENTION_LINES)
        texts = [text for _, text in first]
        export = SpreadsheetExport(
            delimiter_in(texts) or ";", chain(texts, context.whole_text()), context.site.country
        )
        return form.parse(export.lines(together), context)

    return replace(form, parse=parse, parse_blocks=None)


class SpreadsheetExport:
    """How one file was exported. lines: its first ones, which show the order of dates."""

    def __init__(self, delimiter: str, lines: Iterable[str], country: str) -> None:
        self._delimiter = delimiter
        is_day_first = order_of_dates(lines)
        self._is_day_first = country not in MONTH_COMES_FIRST_IN if is_day_first is None else is_day_first

    def lines(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The lines of the file, written as before."""
        for number, text in whole_records(lines):
            if self._delimiter not in text:
                yield number, text
                continue
            try:
                cells = split(text, self._delimiter)
            except ValueError:
                yield number, text
                continue
            yield number, _joined([self._cell(cell) for cell in cells])

    def _cell(self, text: str) -> str:
        found = _DATE.match(text)
        if found is None:
            uniqueid = _UNIQUEID.match(text)
            return f"{uniqueid[1]}.{uniqueid[2]}" if uniqueid else text
        first, second = int(found[1]), int(found[2])
        day, month = (first, second) if self._is_day_first else (second, first)
        year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
        date = f"{year}-{month:02}-{day:02}"
        if found[4] is None:
            return date
        hour = int(found[4])
        if found[7]:
            hour = hour % 12 + (12 if found[7].lower() == "p" else 0)
        return f"{date} {hour:02}:{found[5]}:{found[6] or '00'}"


def _joined(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()
