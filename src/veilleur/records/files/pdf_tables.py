"""A PDF bill -> lines of tab-separated cells, one a printed line, as a table is read.

In: an opened file. Out: its lines as bytes. Needs the optional extra `pdf` (pdfplumber).
Pitfall: a PDF knows no columns. A printed line without figures and with enough cells gives the columns to
the lines below it, until another such line comes; a cell goes to the column whose name is nearest.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from veilleur.words.errors import InputError

PAGES_AT_MOST = 2_000
PDF_BYTES_MAX = (
    32 << 20
)  # two thousand pages of figures; the library reads a line without an end in quadratic time
SAME_LINE_POINTS = 3.0
GAP_POINTS = 7.0  # between two cells; a blank between words of ten points has about three
LEAST_COLUMNS = 3


class _Cell(NamedTuple):
    text: str
    left: float
    right: float


def lines(raw: IO[bytes], path: Path) -> Iterator[bytes]:
    """The lines of all pages. Raises InputError when the PDF is too large, broken, or a picture of a bill."""
    try:
        import pdfplumber
    except ImportError:
        raise InputError(
            "{path}: to read a PDF, install the extra: pip install 'veilleur[pdf]'; or give the details of"
            " the calls as CSV, from your operator's pages.",
            path=path,
        ) from None
    if raw.seek(0, os.SEEK_END) > PDF_BYTES_MAX:
        raise InputError(
            "{path}: takes more time or memory to read than it may; unpack it, or give a part of it.",
            path=path,
        )
    raw.seek(0)
    has_text = False
    columns: list[_Cell] = []
    try:
        with pdfplumber.open(cast(Any, raw)) as document:
            for page in document.pages[:PAGES_AT_MOST]:
                for cells in _rows(page.extract_words(keep_blank_chars=False, use_text_flow=False)):
                    has_text = True
                    if _is_heading(cells):
                        columns = cells
                        values = [cell.text for cell in cells]
                    else:
                        values = _under(columns, cells)
                    for part in _side_by_side(columns, cells, values):
                        yield ("\t".join(part) + "\n").encode()
                page.close()
    except InputError:
        raise
    except Exception as error:  # the library lets through whatever a damaged file makes it raise
        password = "password" in f"{type(error).__name__} {error}".lower()
        if password or "Password" in repr(error.__cause__):
            raise InputError(
                "{path}: protected by a password; take it off and give the file again.", path=path
            ) from None
        raise InputError(
            "{path}: a PDF that cannot be read ({why}); give the calls as CSV.",
            path=path,
            why=type(error).__name__,
        ) from None
    if not has_text:
        raise InputError(
            "{path}: a PDF without text, such as a scanned bill; give the calls as CSV.", path=path
        )


def _rows(words: Sequence[dict[str, Any]]) -> Iterator[list[_Cell]]:
    """The words of a page as printed lines of cells, from above."""
    held: list[dict[str, Any]] = []
    for word in sorted(words, key=lambda one: (one["top"], one["x0"])):
        if held and word["top"] - held[0]["top"] > SAME_LINE_POINTS:
            yield _cells(held)
            held = []
        held.append(word)
    if held:
        yield _cells(held)


def _cells(words: list[dict[str, Any]]) -> list[_Cell]:
    """Words beside each other are one cell."""
    cells: list[_Cell] = []
    for word in sorted(words, key=lambda one: float(one["x0"])):
        text = str(word["text"]).replace("\t", " ")
        if cells and word["x0"] - cells[-1].right < GAP_POINTS:
            last = cells[-1]
            cells[-1] = _Cell(f"{last.text} {text}", last.left, float(word["x1"]))
        else:
            cells.append(_Cell(text, float(word["x0"]), float(word["x1"])))
    return cells


def _is_heading(cells: Sequence[_Cell]) -> bool:
    """Whether these may be names of columns: enough of them, and no figures."""
    return len(cells) >= LEAST_COLUMNS and not any(sign.isdecimal() for cell in cells for sign in cell.text)


def _under(columns: Sequence[_Cell], cells: Sequence[_Cell]) -> list[str]:
    """The values by column; the cells as they stand where they are no row of the table."""
    if not columns or not LEAST_COLUMNS <= len(cells) <= len(columns):
        return [cell.text for cell in cells]
    values = [""] * len(columns)
    for cell in cells:
        place = min(range(len(columns)), key=lambda one: _apart(columns[one], cell))
        values[place] = f"{values[place]} {cell.text}".strip()
    return values


def _side_by_side(
    columns: Sequence[_Cell], cells: Sequence[_Cell], values: Sequence[str]
) -> Iterator[Sequence[str]]:
    """The two rows of a line where two tables stand beside each other under the same names."""
    half, odd = divmod(len(columns), 2)
    names = [column.text for column in columns]
    if odd or half < LEAST_COLUMNS or names[:half] != names[half:]:
        yield values
        return
    if list(cells) == list(columns):
        yield names[:half]
        return
    between = (columns[half - 1].right + columns[half].left) / 2
    for part, there in (
        (columns[:half], [cell for cell in cells if cell.left < between]),
        (columns[half:], [cell for cell in cells if cell.left >= between]),
    ):
        if there:
            yield _under(part, there)


def _apart(column: _Cell, cell: _Cell) -> float:
    """How far a cell stands from a column: aligned left, right or in the middle."""
    middles = abs((column.left + column.right) - (cell.left + cell.right)) / 2
    return min(abs(column.left - cell.left), abs(column.right - cell.right), middles)
