"""Records written one value a line, with an empty line between records -> a table with tabs.

So write Asterisk's manager (`Event: Cdr`), RADIUS servers (`Acct-Session-Time = 171`), and scripts.
In: pieces of text. Out: the same in rows, under a heading.
Pitfall: a mail and a log have such lines too: only blocks that look alike, one after the other, are records;
a name that first stands far down in a file has no column.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from veilleur.records.files.vertical_rows import LONGEST_ROW_LINE_CHARACTERS, MOST_NAMES, whole_lines

BLOCKS_LOOKED_AT = 200
CHARACTERS_LOOKED_AT = 1 << 16
LEAST_BLOCKS = 2
LEAST_VALUES = 5
ALIKE_SHARE = 0.6  # of the names of one block that stand in most others too
LONGEST_VALUE_NAME = 48
_VALUE = re.compile(r"\s*+([^\W\d][\w .()/-]{0,47}?)\s*+(?::(?=\s|$)|=)\s*+(.*)")


def is_blocks(text: str) -> bool:
    """Whether a text begins with records of this kind."""
    lines = text[:CHARACTERS_LOOKED_AT].split("\n")
    found = [block for block in _blocks(lines) if block][:BLOCKS_LOOKED_AT]
    if len(found) > LEAST_BLOCKS:
        found = found[:-1]  # cut in its middle
    if len(found) < LEAST_BLOCKS or sum(len(one) for one in found) < LEAST_VALUES * len(found):
        return False
    often = Counter(name for block in found for name in block)
    usual = {name for name, count in often.items() if count * 2 > len(found)}
    alike = sum(len(usual & block.keys()) >= ALIKE_SHARE * len(block) for block in found)
    return len(usual) >= LEAST_VALUES and alike >= 0.8 * len(found)


def as_rows(pieces: Iterator[str]) -> Iterator[str]:
    """The rows of the text, whole lines each."""
    coming = (block for block in _blocks(whole_lines(pieces)) if block)
    first = list(islice(coming, BLOCKS_LOOKED_AT))
    names = list(dict.fromkeys(name for block in first for name in block))
    yield "\t".join(names) + "\n"
    for block in chain(first, coming):
        yield "\t".join(block.get(name, "") for name in names) + "\n"


def _blocks(lines: Iterator[str] | Sequence[str]) -> Iterator[dict[str, str]]:
    """Name -> value of each record; a record with other lines than values is empty."""
    block: dict[str, str] = {}
    other = 0
    for line in lines:
        line = line.rstrip("\r")
        if not line.strip():
            yield block if len(block) >= LEAST_VALUES and other <= 1 else {}
            block, other = {}, 0
            continue
        value = _VALUE.match(line) if len(line) <= LONGEST_ROW_LINE_CHARACTERS else None
        if value is None or len(value.group(1)) > LONGEST_VALUE_NAME:
            other += 1  # a title, such as the date above a RADIUS server's details
            continue
        name, text = value.group(1), _unquoted(value.group(2).rstrip().replace("\t", " "))
        if len(block) < MOST_NAMES:
            block.setdefault(name, text.removeprefix(f"{name}="))
    yield block if len(block) >= LEAST_VALUES and other <= 1 else {}


def _unquoted(text: str) -> str:
    inner = text[1:-1]
    return inner if len(text) > 1 and text[0] == text[-1] == '"' and '"' not in inner else text
