"""A table of calls without a heading, of a maker that is not known: read by its values, and said so.

Every format of its own goes before, and so does a table with headings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from veilleur.records.format import CONVENTION_LINES, BadLine, Context, Format, Line, ParsedRecord, first_of
from veilleur.records.inference.guessed_tables import cells_of, delimiter_of, parse, table_in
from veilleur.records.inference.proposal import what_it_is
from veilleur.records.inference.without_heading.columns import NamelessColumns, nameless_columns
from veilleur.words.messages import Message

LEAST_CELLS_NAMELESS = 3


def _rows(texts: Sequence[str]) -> tuple[str, list[list[str]]]:
    """The delimiter of most lines, and their cells."""
    there = [text for text in texts if text.strip()]
    signs = [delimiter_of(text) for text in there]
    delimiter = max(set(signs), key=signs.count, default=",")
    rows = []
    for text in there:
        try:
            cells = cells_of(text, delimiter)
        except ValueError:
            continue
        if len(cells) >= LEAST_CELLS_NAMELESS:
            rows.append(cells)
    return delimiter, rows


def _found(texts: Sequence[str]) -> NamelessColumns | None:
    delimiter, rows = _rows(texts)
    columns = nameless_columns(rows, delimiter)
    if columns is None or table_in([columns.heading, *map(columns.delimited, rows)]) is None:
        return None
    return columns


def _score(lines: Sequence[str]) -> float:
    if table_in(lines) is not None or what_it_is(lines) is not None:
        return 0.0
    return 0.5 if _found(lines) is not None else 0.0


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    first, together = first_of(lines, CONVENTION_LINES)
    columns = _found([text for _, text in first])
    if columns is None:
        return (BadLine(number, Message("not understood"), text) for number, text in together)
    context.notice(
        Message(
            "the columns have no names; by their values they are read as {columns},"
            " and the times as local ones",
            columns=", ".join(
                f"{name} ({'+'.join(str(place + 1) for place in places)})" for name, places in columns.columns
            ),
        )
    )
    return parse(chain([(0, columns.heading)], _renamed(together, columns)), context)


def _renamed(lines: Iterable[Line], columns: NamelessColumns) -> Iterator[Line]:
    """The same lines under the heading that was found; what has another width stays as it is."""
    for number, text in lines:
        if not text.strip():
            continue
        try:
            cells = cells_of(text, columns.delimiter)
        except ValueError:
            cells = []
        yield number, columns.delimited(cells) if len(cells) * 2 > columns.width else text


FORMAT = Format(
    name="any-columns",
    title="A table of calls without a heading, read by its values",
    confidence="guessed",
    source="usual orders of columns: caller before called, lengths that agree with times",
    score=_score,
    parse=_parse,
)
