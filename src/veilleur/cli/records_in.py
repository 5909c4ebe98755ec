"""Files of call records as a command is given them: standard input too, and what was not understood.

The thing a reader would get wrong: standard input is copied to a file of our own first, since records
are read twice (recognised, then read) and the copy is what a case keeps.
"""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from veilleur.words.errors import InputError

if TYPE_CHECKING:
    from veilleur.records import Reader
    from veilleur.records.engine import Rejected
    from veilleur.words.events import CallRecorded
    from veilleur.words.site import Site

STANDARD_INPUT = Path("-")
LINES_TOLD = 20


@contextmanager
def on_disk(files: Sequence[Path]) -> Iterator[list[Path]]:
    """The files, with `-` replaced by a copy of standard input that lives as long as the context.

    Raises:
        InputError: when there is no such file, or standard input cannot be kept.
    """
    for file in files:
        if file != STANDARD_INPUT and not file.is_file():
            what = "is a folder" if file.is_dir() else "there is no such file"
            raise InputError(f"{file}: {what}; give a file of call records.")
    if STANDARD_INPUT not in files:
        yield list(files)
        return
    with TemporaryDirectory(prefix="veilleur-") as folder:
        copy = Path(folder) / "standard-input"
        try:
            with copy.open("wb") as out:
                shutil.copyfileobj(sys.stdin.buffer, out)
        except OSError as error:
            raise InputError(
                f"Standard input could not be kept ({error.strerror}); make room or give a file."
            ) from error
        yield [copy if file == STANDARD_INPUT else file for file in files]


class FilesRead:
    """The records of several files, where one that cannot be used does not stop the others.

    Iterate once. unusable: path -> the sentence that says why. rejected: lines not understood, by path.
    """

    def __init__(
        self, paths: Sequence[Path], site: Site, on_rejected: Callable[[Rejected], None] | None = None
    ) -> None:
        self._paths, self._site, self._on_rejected = paths, site, on_rejected
        self.unusable: dict[Path, str] = {}
        self.formats: dict[str, str] = {}
        self.rejected: Counter[str] = Counter()
        self.first_rejected: list[Rejected] = []
        self.read = 0

    def __iter__(self) -> Iterator[CallRecorded]:
        """The records.

        Raises:
            InputError: when not one of the files can be used.
        """
        from veilleur.records import read

        for path in self._paths:
            reader = read([path], self._site, on_rejected=self._on_rejected)
            try:
                yield from reader
            except InputError as error:
                if len(self._paths) == len(self.unusable) + 1:
                    raise
                self.unusable[path] = str(error)
            self._take(reader)

    def _take(self, reader: Reader) -> None:
        self.formats.update(reader.formats)
        for path in reader.paths:
            self.rejected[str(path)] = reader.counts["rejected"]
        self.read += reader.counts["read"]
        self.first_rejected += reader.rejected[: LINES_TOLD - len(self.first_rejected)]

    def tell_rejected(self) -> None:
        """Name the lines that were not understood, on stderr."""
        _tell(self.first_rejected, sum(self.rejected.values()))


def tell_rejected(reader: Reader) -> None:
    """Name the lines that were not understood, on stderr: the first ones, then how many more."""
    _tell(reader.rejected[:LINES_TOLD], reader.counts["rejected"])


def _tell(first: Sequence[Rejected], count: int) -> None:
    for rejected in first:
        print(f"{rejected.file}:{rejected.line}: {rejected.cause}", file=sys.stderr)
    if count > len(first):
        print(f"veilleur: {count - len(first)} more lines were not understood.", file=sys.stderr)
