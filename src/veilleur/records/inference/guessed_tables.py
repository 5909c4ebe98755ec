"""Tables under headings that explain themselves: where they begin, and their rows one by one.

In: lines. Out: events, or causes.
Pitfall: a second heading may stand in the middle of a file, with its columns in another order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from veilleur.records.format import (
    CONVENTION_LINES,
    NOT_UNDERSTOOD,
    BadLine,
    Context,
    Line,
    ParsedRecord,
    cause_of,
    first_of,
    split,
    whole_records,
    whole_texts,
)
from veilleur.records.inference.aligned_columns import aligned_columns
from veilleur.records.inference.fields.field_roles import FieldRoles
from veilleur.records.inference.fields.field_types import is_date, is_moment
from veilleur.records.inference.guessed_records import GuessedRecords
from veilleur.records.inference.guessed_sections import Sections
from veilleur.records.inference.table_layout import Layout, layout_of
from veilleur.records.layouts.fixed_width import settled_dates
from veilleur.records.one_call import one_each
from veilleur.records.values.zones import zone_stated

HEADING_WITHIN = 30  # lines: bills and reports begin with an address and a title
LEAST_COLUMNS = 3
MOST_HEADINGS = 200
MOST_ROWS_BEFORE = 1_000
LONGEST_NAME = 60  # characters: a longer one is a sentence
_CLOCK = re.compile(r"\d:\d\d")  # of a row: no heading names a time of day
_KEY = re.compile(r"\"\w+\"\s*:")  # of a JSON object
_MARKUP = ("{", "}", "[", "<")
_COUNTS = ("nombre d", "number of", "anzahl", "count", "numero di", "número de", "aantal", "nb ")
_ROWS_COUNTED = re.compile(r"\(?\d+ (?:rows?|records?|lignes?|enregistrements?|calls?|appels?)\b")
_SUMS = tuple(
    """total sous-total montant gesamt summe totale totaal subtotal suma soma somme grand""".split()
)


def delimiter_of(line: str) -> str:
    """The sign that most probably parts the values of a line."""
    return max(",;\t|", key=line.count)


def cells_of(line: str, delimiter: str) -> list[str]:
    """The values of a line. Raises ValueError."""
    if delimiter == "|" and '"' not in line:
        return [cell.strip() for cell in line.strip().strip("|").split("|")]
    return [cell.strip() for cell in split(line, delimiter)]


def heading_cells(line: str) -> tuple[str, list[str]] | None:
    """The delimiter and the names of the columns, when a line may be a heading at all."""
    delimiter = delimiter_of(line)
    if line.count(delimiter) + 1 < LEAST_COLUMNS or line.lstrip()[:1] in _MARKUP or _KEY.search(line):
        return None
    try:
        cells = cells_of(line.lstrip("#"), delimiter)
    except ValueError:
        return None
    if not LEAST_COLUMNS <= len(cells) <= MOST_HEADINGS:
        return None
    named = [cell for cell in cells if cell]
    if any(len(cell) > LONGEST_NAME for cell in named):
        return None
    if len(named) < LEAST_COLUMNS or any(
        cell[:1].isdecimal() and (is_date(cell) or is_moment(cell)) for cell in named
    ):
        return None
    if sum(any(sign.isalpha() for sign in cell) for cell in named) < 0.9 * len(named):
        return None
    return delimiter, cells


def table_in(lines: Sequence[str]) -> FieldRoles | None:
    """The roles of the columns of the first table of calls; None when there is none."""
    texts = whole_texts(_delimited(lines))
    for place, line in enumerate(texts[:HEADING_WITHIN]):
        heading = heading_cells(line)
        if heading is None:
            continue
        found = _layout(heading, texts, place)
        if found is not None:
            return found[1]
    return None


def _delimited(lines: Sequence[str]) -> list[str]:
    """The lines with tabs, where only blanks part the columns of their table."""
    columns = aligned_columns(lines)
    return list(lines) if columns is None else [columns.delimited(line) for line in lines]


def _layout(
    heading: tuple[str, list[str]], texts: Sequence[str], place: int
) -> tuple[Layout, FieldRoles, Sections, list[list[str]]] | None:
    """How the table under the heading at a place is read, and its first rows."""
    delimiter, names = heading
    rows = _rows_below(texts[place + 1 :], delimiter, len(names))
    sections = Sections(_cells_or_none(text, delimiter) for text in texts[max(0, place - 3) :])
    above = _cells_or_none(texts[place - 1], delimiter) if place else []
    found = layout_of(names, above, rows, sections, texts[max(0, place - HEADING_WITHIN) : place])
    return None if found is None else (*found, sections, rows)


def _cells_or_none(text: str, delimiter: str) -> list[str]:
    try:
        return cells_of(text, delimiter)
    except ValueError:
        return []


def _rows_below(lines: Iterable[str], delimiter: str, width: int) -> list[list[str]]:
    rows = []
    for line in lines:
        if not line.strip("-+| =\t"):
            continue
        try:
            cells = cells_of(line, delimiter)
        except ValueError:
            continue
        if len(cells) * 2 < width or is_no_record(cells):
            continue
        if heading_cells(line) is not None and not any(cell[:1].isdecimal() for cell in cells):
            break
        rows.append(cells)
    return rows


def is_no_record(cells: Sequence[str]) -> bool:
    """Whether it is a line of sums, or of nothing: both stand under the records."""
    words = [cell.lower() for cell in cells]
    if not any(words) or words[0].startswith((*_SUMS, "(")):
        return True
    filled = [word for word in words if word]
    if len(filled) * 2 > len(words) and len(words) > 1:
        return False
    return any(word.startswith((*_SUMS, *_COUNTS)) or _ROWS_COUNTED.match(word) for word in filled)


def parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    """The events of all tables in the lines."""
    is_live = hasattr(lines, "at_hand")
    first, together = first_of(settled_dates(lines, context), CONVENTION_LINES)
    columns = aligned_columns([text for _, text in first])
    if columns is not None:
        together = ((number, columns.delimited(text)) for number, text in together)
    seen = whole_texts(_delimited([text for _, text in first]))
    outcomes = _Tables(seen, context).read(whole_records(together))
    # A row that nobody answered waits for the next of its call; live, nobody waits.
    return (one for one in (outcomes if is_live else one_each(outcomes, only_linked=True)) if one is not None)


class _Tables:
    """The tables of one file, one below the other."""

    def __init__(self, seen: Sequence[str], context: Context) -> None:
        self._seen, self._context = seen, context
        self._table: GuessedRecords | None = None
        self._layout = Layout(())
        self._sections = Sections(())
        self._delimiter, self._width, self._zone = ",", 0, ""
        self._rows_before: list[BadLine] = []  # under a heading that is no table of calls

    def read(self, lines: Iterable[Line]) -> Iterator[ParsedRecord | BadLine]:
        """The events of all tables in the lines."""
        for number, text in lines:
            if not text.strip("-+| =\t"):
                continue
            heading = None if _CLOCK.search(text) else heading_cells(text)
            if heading is not None and self._begins(heading, text):
                yield from self._rows_before
                self._rows_before = []
                continue
            if self._table is None:
                self._before(number, text)
                continue
            outcome = self._outcome(self._table, number, text)
            if outcome is not None:
                yield outcome

    def _begins(self, heading: tuple[str, list[str]], text: str) -> bool:
        """Whether a table of calls begins with this heading."""
        seen = self._seen if text in self._seen else [text]
        found = _layout(heading, seen, seen.index(text))
        if found is None:
            return False
        layout, _roles, sections, rows = found
        names = list(layout.names)
        read = layout.rows(rows, sections)
        table = GuessedRecords(names, read, self._context, self._zone)
        if table.found is None:
            return False
        sections.take_over(self._sections)
        self._table, self._layout, self._sections = table, layout, sections
        self._delimiter, self._width = heading[0], len(heading[1])
        return True

    def _before(self, number: int, text: str) -> None:
        """A title above the headings; or a row of a table that is none of calls, and is said."""
        self._zone = zone_stated(text) or self._zone
        cells = _cells_or_none(text, delimiter_of(text))
        self._sections.note(cells)
        if len(cells) > LEAST_COLUMNS and any(is_date(cell) or is_moment(cell) for cell in cells):
            self._rows_before.append(BadLine(number, cause_of(ValueError()), text))
            del self._rows_before[MOST_ROWS_BEFORE:]

    def _outcome(self, table: GuessedRecords, number: int, text: str) -> ParsedRecord | BadLine | None:
        try:
            cells = cells_of(text, self._delimiter)
            if is_no_record(cells) or self._sections.note(cells):
                return None
            if len(cells) * 2 < self._width:
                return None if _is_remark(cells) else BadLine(number, cause_of(ValueError()), text)
            event = table.record(number, self._layout.row(cells, self._sections))
        except NOT_UNDERSTOOD as error:
            return BadLine(number, cause_of(error), text)
        return None if event is None else ParsedRecord(number, event)


def _is_remark(cells: Sequence[str]) -> bool:
    """Whether a line below the table is a sentence: it has one cell, which begins with a letter."""
    return len(cells) == 1 and cells[0][:1].isalpha()
