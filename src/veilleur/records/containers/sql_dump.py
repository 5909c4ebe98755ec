"""A dump of a database -> rows by column name: `INSERT`, PostgreSQL's `COPY`, MySQL's tab output.

Pitfall: one INSERT may hold thousands of rows on one line, or one row may run over several lines; a value may
hold `),(` and line ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from veilleur.records.format import BadLine, Line
from veilleur.words.messages import Message

LONGEST_ROW_CHARACTERS = 1 << 20
LONGEST_ROW_LINES = 100  # a text in a row may hold line ends
_INSERT = re.compile(
    r"""\s*(?:INSERT|REPLACE)\s+(?:IGNORE\s+)?INTO\s+[`"\[]?(?:\w+[`"\]]?\.[`"\[]?)?(\w+)[`"\]]?
    \s*(?:\(([^()]*)\)\s*)?VALUES\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_COPY = re.compile(r'\s*COPY\s+(?:"?\w+"?\.)?"?(\w+)"?\s*\(([^()]*)\)\s+FROM\s+stdin', re.IGNORECASE)
_CREATE = re.compile(
    r"""\s*CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?[`"]?(?:\w+[`"]?\.[`"]?)?(\w+)""", re.IGNORECASE
)
_COLUMN = re.compile(r"\s*[`\"](\w+)[`\"]\s+\w+")
_VALUE = re.compile(
    r"""\s*(?:'((?:[^'\\]|\\.|'')*)'|"((?:[^"\\]|\\.|"")*)"|([^\s,()'"][^,()'"]*))\s*([,)])""", re.DOTALL
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "0": ""}


class SqlRow(NamedTuple):
    """One row: its line, its table and its values by column name, or in order when none is named."""

    line: int
    table: str
    columns: tuple[str, ...]
    values: tuple[str, ...]
    raw: str


def is_dump(lines: Sequence[str]) -> bool:
    """Whether a file begins like a dump with rows in it."""
    return any(_INSERT.match(line) or _COPY.match(line) for line in lines)


def rows(
    lines: Iterable[Line], wanted: Callable[[str], bool] = lambda table: True
) -> Iterator[SqlRow | BadLine]:
    """The rows of all tables whose name is wanted. Statements of other kinds give nothing."""
    table, columns = "", ()  # type: str, tuple[str, ...]
    created: dict[str, list[str]] = {}
    creating = ""
    copying = inserting = False
    held, held_line = "", 0
    for number, text in lines:
        if copying:
            if text == "\\.":
                copying = False
            elif wanted(table):
                values = tuple(_unescaped(v) if v != "\\N" else "" for v in text.split("\t"))
                yield SqlRow(number, table, columns, values, text)
            continue
        if inserting and _INSERT.match(text):
            if held:
                yield BadLine(held_line, Message("a row cut short"), held[:200])
            inserting, held = False, ""
        if not inserting:
            copy, create = _COPY.match(text), _CREATE.match(text)
            if copy:
                table, columns, copying = copy.group(1), _names(copy.group(2)), True
                continue
            if create:
                creating = create.group(1)
                created[creating] = []
                continue
            if creating:
                column = _COLUMN.match(text)
                if column:
                    created[creating].append(column.group(1))
                elif text.lstrip().startswith(")"):
                    creating = ""
                continue
            insert = _INSERT.match(text)
            if not insert:
                continue
            table = insert.group(1)
            columns = _names(insert.group(2) or "") or tuple(created.get(table, ()))
            inserting, text = True, text[insert.end() :]
        if not held:
            held_line = number
        held += ("\n" if held else "") + text
        at = 0
        while True:
            found = _row_at(held, at)
            if found is None:
                break
            values, start, at = found
            if wanted(table):
                yield SqlRow(held_line, table, columns, values, held[start:at][:2000])
            if at < len(held) and held[at : at + 1] == "\n":
                held_line = number
        held = held[at:].lstrip(", \n")
        if held.startswith(";"):
            inserting, held = False, ""
        elif len(held) > LONGEST_ROW_CHARACTERS or number - held_line > LONGEST_ROW_LINES:
            yield BadLine(held_line, Message("a row that never ends"), held[:200])
            inserting, held = False, ""
        elif not held:
            held_line = number
    if held:
        yield BadLine(held_line, Message("a row cut short"), held[:200])


def _row_at(text: str, at: int) -> tuple[tuple[str, ...], int, int] | None:
    """(values, start, end) of the row that begins at or after `at` (commas and blanks between)."""
    while at < len(text) and text[at] in ", \t\n\r":
        at += 1
    if at >= len(text) or text[at] != "(":
        return None
    start, values = at, []
    at += 1
    while True:
        found = _VALUE.match(text, at)
        if found is None:
            return None
        single, double, bare, ending = found.groups()
        if bare is not None:
            values.append("" if bare.strip().upper() == "NULL" else bare.strip())
        elif single is not None:
            values.append(_unescaped(single.replace("''", "'")))
        else:
            values.append(_unescaped(double.replace('""', '"')))
        at = found.end()
        if ending == ")":
            return tuple(values), start, at


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip(' `"[]\n').lower() for name in text.split(",") if name.strip())


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda found: _LETTERS.get(found.group(1), found.group(1)), text)
