"""A file on disk -> blocks of whole lines, for readers that take many rows at once.

Pitfall: the numbers of the lines are those that `numbered_lines` gives, so a block is never cut between the
two halves of a line end.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from veilleur.records.files.text_source import numbered_in, text_pieces
from veilleur.records.format import Block

BLOCK_CHARACTERS = 1 << 22


def blocks(path: Path) -> Iterator[Block]:
    """The file in blocks, in order. Raises InputError when it cannot be read."""
    number = 1
    for pieces in text_pieces(path):
        held: list[str] = []
        size = 0
        for piece in pieces:
            held.append(piece)
            size += len(piece)
            if size < BLOCK_CHARACTERS:
                continue
            text = "".join(held)
            cut = _cut(text)
            if cut:
                yield (block := Block(number, text[:cut]))
                number += _lines_in(block)
            held, size = [text[cut:]], len(text) - cut
        rest = "".join(held)
        if rest:
            yield (block := Block(number, rest))
            number += _lines_in(block)


def lines_of(block: Block) -> Iterator[tuple[int, str]]:
    """The numbered lines of a block."""
    for number, text in numbered_in([block.text]):
        yield block.first_line + number - 1, text


def _cut(text: str) -> int:
    """Where the last whole line ends, with a character after it that is no half of that line end."""
    cut = text.rfind("\n", 0, len(text) - 1) + 1
    while cut and text[cut] == "\r":
        cut = text.rfind("\n", 0, cut - 1) + 1
    return cut


def _lines_in(block: Block) -> int:
    text = block.text
    if "\r" not in text and "\f" not in text and "\0" not in text:
        return text.count("\n") + (not text.endswith("\n"))
    return sum(1 for _line in lines_of(block))
