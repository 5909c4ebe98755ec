"""What a witness wrote, read from a file, a folder of files, or a text that a service gave.

In: a path. Out: the heads in it, in order. Pitfall: anything that holds lines of heads is a witness, a log
server's file and a saved mail too; what else stands there is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from veilleur.journal.witness.head_line import HEAD_LINE_MAX_BYTES, WitnessedHead, heads_in
from veilleur.words.errors import InputError, system_cause

FILES_MAX = 200_000


class WitnessTestimony(NamedTuple):
    """The heads of one witness, in the order in which it has them. name: how people know it."""

    name: str
    heads: tuple[WitnessedHead, ...]


def read_testimony(path: Path) -> WitnessTestimony:
    """The testimony in a file, or in all files of a folder, by their names.

    Raises:
        InputError: when it cannot be read.
    """
    try:
        files = sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]
        heads = [head for file in files[:FILES_MAX] for head in _heads_of(file)]
    except OSError as error:
        raise InputError(
            "{path}: what the witness wrote cannot be read ({why}).", path=path, why=system_cause(error)
        ) from error
    if path.is_dir():
        heads.sort(key=lambda head: head.at)
    return WitnessTestimony(str(path), tuple(heads))


def _heads_of(file: Path) -> Iterator[WitnessedHead]:
    with file.open("rb") as opened:
        while line := opened.readline(HEAD_LINE_MAX_BYTES):
            yield from heads_in(line.decode("utf-8", "replace"))
