"""Where `veilleur check` writes the lines that it did not understand.

In: the folder of cases. Out: a file in it, made when the first line comes.
Pitfall: lines hold numbers of people and whatever a stranger wrote: the file is ours alone, signs that steer
a terminal are replaced, and what an earlier check left is kept under its date.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from veilleur.cli.check.case_files import REJECTED_NAME
from veilleur.cli.records.input_files import warn
from veilleur.words.errors import system_cause
from veilleur.words.messages import Message

if TYPE_CHECKING:
    from veilleur.records.reader import RejectedLine


@contextmanager
def rejected_lines(folder: Path, language: str) -> Iterator[Callable[[RejectedLine], None]]:
    """A place for lines that are not understood. What cannot be written is said once and stops nothing."""
    from veilleur.language import printable

    out: TextIO | None = None
    is_failed = False

    def reject(rejected: RejectedLine) -> None:
        nonlocal out, is_failed
        if is_failed:
            return
        try:
            if out is None:
                out = _new_file(folder)
            raw = printable(rejected.raw)
            out.write(f"{printable(rejected.file)}:{rejected.line}: {printable(rejected.cause)}\t{raw}\n")
        except OSError as error:
            is_failed = True  # what is found matters more than the lines that are not
            warn(
                Message(
                    "{path}: cannot be written ({why}); choose another place with --cases.",
                    path=folder / REJECTED_NAME,
                    why=system_cause(error),
                ),
                language,
            )

    try:
        yield reject
    finally:
        if out is not None:
            out.close()


def _new_file(folder: Path) -> TextIO:
    from veilleur.evidence.own_folder import OwnFolder

    with OwnFolder.at(folder) as own:
        if own.has(REJECTED_NAME):
            written = datetime.fromtimestamp(own.changed_at(REJECTED_NAME), UTC)
            stem = Path(REJECTED_NAME).stem
            own.rename(REJECTED_NAME, f"{stem}-{written:%Y%m%dT%H%M%S.%f}Z.txt")
        return os.fdopen(own.create(REJECTED_NAME), "w", encoding="utf-8", errors="backslashreplace")
