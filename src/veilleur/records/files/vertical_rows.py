"""Rows that a database prints one value a line (`mysql -E`, `psql -x`) -> a table with tabs.

In: pieces of text. Out: the same in rows, under a heading. Pitfall: a value may hold the sign that parts
names from values; only the first one counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST_ROW_LINE_CHARACTERS = 1 << 16
MOST_NAMES = 1_000  # of a row
_BEGIN = re.compile(r"\s*(?:\*{5,} 1\. row \*{5,}|-\[ RECORD 1 \])")
_ROW = re.compile(r"(?:\*{5,} \d+\. row \*{5,}|-\[ RECORD \d+ \][-+]*)\s*$")
_VALUE = re.compile(r"\s*+([A-Za-z_]\w*+)\s*+[:|] ?(.*)")


def is_vertical(text: str) -> bool:
    """Whether a text begins with a first row of this kind."""
    return _BEGIN.match(text) is not None


def as_rows(pieces: Iterator[str]) -> Iterator[str]:
    """The rows of the text, whole lines each."""
    names: list[str] = []
    row: dict[str, str] = {}
    for line in whole_lines(pieces):
        if len(line) > LONGEST_ROW_LINE_CHARACTERS:
            continue  # that of no call; the rest of its row is read
        if _ROW.match(line):
            yield from _written(names, row)
            row = {}
            continue
        value = _VALUE.match(line)
        if value is not None and (len(row) < MOST_NAMES or value.group(1) in row):
            row[value.group(1)] = value.group(2).rstrip().replace("\t", " ")
    yield from _written(names, row)


def _written(names: list[str], row: dict[str, str]) -> Iterator[str]:
    if not row:
        return
    if not names:
        names += row
        yield "\t".join(names) + "\n"
    yield "\t".join(row.get(name, "") for name in names) + "\n"


def whole_lines(pieces: Iterator[str]) -> Iterator[str]:
    """The lines of a text that comes in pieces, without their ends."""
    held = ""
    for piece in pieces:
        *whole, held = (held + piece).split("\n")
        yield from whole
    yield held
