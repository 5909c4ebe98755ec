"""Tables in HTML, SpreadsheetML (both often named `.xls`) or OpenDocument -> lines of values.

In: the text of such a file in pieces. Out: the same as lines of CSV, in pieces.
Pitfall: only the cells are kept; what the page says around them is dropped.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

LOOKED_AT_FOR_TABLE = 20_000
LONGEST_CELL_CHARACTERS = 4_000
LONGEST_TAG_CHARACTERS = 1 << 20
MOST_CELLS = 1_000  # of a row
_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_OPEN_DOCUMENT = "<office:document-content"  # of an .ods; the other files in it hold no rows
_TABLE = re.compile(r"<table[\s>].{0,4000}?<t[dh][\s>]", re.IGNORECASE | re.DOTALL)
_PERIOD = re.compile(r"PT(\d+)H(\d\d)M(\d\d)(?:[.,]\d+)?S$")
_ROWS, _CELLS = ("tr", "row", "table-row"), ("td", "th", "cell", "table-cell")
MOST_REPEATED = 64  # an empty cell at the end of a row stands for all columns of the sheet
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:[.,]\d+)?$")
_DAYS_OF_DURATIONS = ("1899-12-30", "1899-12-31", "1900-01-00")  # a length of time, as Excel dates it


def is_markup(head: str) -> bool:
    """Whether a text begins as a page with a table, or as a workbook in XML."""
    begin = head[:LOOKED_AT_FOR_TABLE].lstrip("\ufeff \t\r\n")
    if not begin.startswith("<"):
        return False
    return _SPREADSHEET in begin or _OPEN_DOCUMENT in begin or _TABLE.search(begin) is not None


def as_lines(pieces: Iterable[str]) -> Iterator[str]:
    """The rows of all tables, one a line."""
    reader = _Cells()
    for piece in pieces:
        reader.feed(piece)
        if len(reader.rawdata) > LONGEST_TAG_CHARACTERS:
            reader.reset()  # a tag or a comment that never ends; what was read before it stays
        if reader.rows:
            yield reader.text()
    reader.close()
    yield reader.text()


def _count(text: str) -> int:
    """A number of cells; 0 for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


def _length(text: str) -> str:
    """`0:02:20` of `PT00H02M20S`."""
    found = _PERIOD.match(text)
    return f"{int(found[1])}:{found[2]}:{found[3]}" if found else ""


class _Cells(HTMLParser):
    """Collects the cells of each row."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._value = ""  # of a date or a length, which the text shows in the form of a country
        self._times = 1

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """A section of SGML; what only begins like one is passed over as a tag, and ends no file."""
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:
            return self.parse_bogus_comment(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A row or a cell begins."""
        name = tag.rpartition(":")[2]
        if name in _ROWS:
            self._end_row()
            self._row = []
        elif name in _CELLS and self._row is not None:
            self._end_cell()
            given = dict(attrs)
            self._value = given.get("office:date-value") or _length(given.get("office:time-value") or "")
            repeated = given.get("table:number-columns-repeated") or ""
            self._times = min(_count(repeated) or 1, MOST_REPEATED)
            place = _count(given.get("ss:index") or "")
            if len(self._row) < place <= MOST_CELLS:
                self._row += [""] * (place - 1 - len(self._row))
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        """A row or a cell ends."""
        name = tag.rpartition(":")[2]
        if name in _CELLS:
            self._end_cell()
        elif name in (*_ROWS, "table"):
            self._end_row()

    def handle_data(self, data: str) -> None:
        """Text, kept where it stands in a cell."""
        if self._cell is not None and sum(map(len, self._cell)) < LONGEST_CELL_CHARACTERS:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is not None and self._row is not None and len(self._row) < MOST_CELLS:
            text = self._value or " ".join("".join(self._cell).split())
            self._row += [_plain(text)] * self._times
        self._cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row and any(self._row):
            self.rows.append(self._row)
        self._row = None

    def text(self) -> str:
        """The rows so far as lines; they are given once."""
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(self.rows)
        self.rows = []
        return out.getvalue()


def _plain(text: str) -> str:
    found = _MOMENT.match(text)
    if found is None:
        return text
    return found[2] if found[1] in _DAYS_OF_DURATIONS else f"{found[1]} {found[2]}"
