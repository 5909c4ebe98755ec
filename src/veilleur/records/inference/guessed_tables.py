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
from veilleur.records.inference.fields.field_roles import FieldRoles, roles_of
from veilleur.records.inference.fields.field_types import is_date, is_moment
from veilleur.records.inference.guessed_records import GuessedRecords
from veilleur.records.layouts.fixed_width import settled_dates
from veilleur.records.values.zones import zone_stated

HEADING_WITHIN = 30  # lines: bills and reports begin with an address and a title
LEAST_COLUMNS = 3
MOST_HEADINGS = 200
LONGEST_NAME = 60  # characters: a longer one is a sentence
_KEY = re.compile(r"\"\w+\"\s*:")  # of a JSON object
_MARKUP = ("{", "}", "[", "<")
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
    texts = whole_texts(lines)
    for place, line in enumerate(texts[:HEADING_WITHIN]):
        heading = heading_cells(line)
        if heading is None:
            continue
        delimiter, names = heading
        rows = _rows_below(texts[place + 1 :], delimiter, len(names))
        roles = roles_of(names, _columns(rows, len(names)))
        if roles is not None:
            return roles
    return None


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


def _columns(rows: Sequence[Sequence[str]], width: int) -> list[list[str]]:
    return [[row[place] if place < len(row) else "" for row in rows] for place in range(width)]


def is_no_record(cells: Sequence[str]) -> bool:
    """Whether it is a line of sums, or of nothing: both stand under the records."""
    words = [cell.lower() for cell in cells]
    if not any(words) or words[0].startswith((*_SUMS, "(")):
        return True
    filled = [word for word in words if word]
    return len(filled) * 2 <= len(words) and any(word.startswith(_SUMS) for word in filled)


def parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    """The events of all tables in the lines."""
    first, together = first_of(settled_dates(lines, context), CONVENTION_LINES)
    seen = whole_texts([text for _, text in first])
    table: GuessedRecords | None = None
    delimiter, names, zone = ",", [], ""  # type: str, list[str], str
    for number, text in whole_records(together):
        if not text.strip("-+| =\t"):
            continue
        heading = heading_cells(text)
        if heading is not None:
            found = _table(heading, text, seen, context, zone)
            if found is not None:
                table, (delimiter, names) = found, heading
                continue
        if table is None:
            zone = zone_stated(text) or zone
            continue  # a title above the headings; without any the file is not this format
        try:
            cells = cells_of(text, delimiter)
            if is_no_record(cells):
                continue
            if len(cells) * 2 < len(names):
                if _is_remark(cells):
                    continue
                yield BadLine(number, cause_of(ValueError()), text)
                continue
            event = table.record(number, cells)
            if event is not None:
                yield ParsedRecord(number, event)
        except NOT_UNDERSTOOD as error:
            yield BadLine(number, cause_of(error), text)


def _is_remark(cells: Sequence[str]) -> bool:
    """Whether a line below the table is a sentence: it has one cell, which begins with a letter."""
    return len(cells) == 1 and cells[0][:1].isalpha()


def _table(
    heading: tuple[str, list[str]], text: str, seen: Sequence[str], context: Context, zone: str
) -> GuessedRecords | None:
    delimiter, names = heading
    below: Sequence[str] = ()
    if text in seen:
        below = seen[seen.index(text) + 1 :]
    found = GuessedRecords(names, _rows_below(below, delimiter, len(names)), context, zone)
    return found if found.found is not None else None
