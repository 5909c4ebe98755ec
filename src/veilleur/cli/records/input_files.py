"""Files of call records as a command is given them: standard input too, and what was not understood.

Pitfall: standard input is copied to a file of our own first, since records are read twice (recognised,
then read) and the copy is what a case keeps.
"""

from __future__ import annotations

import gc
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from veilleur.cli.objects import print_object
from veilleur.words.errors import InputError, system_cause
from veilleur.words.messages import Message

if TYPE_CHECKING:
    from veilleur.records import Reader
    from veilleur.records.reader import RejectedLine

STANDARD_INPUT = Path("-")
LINES_SHOWN = 20


def collect_less_often() -> None:
    """Let Python search for cycles less often: records hold none, and it costs a tenth of the time."""
    gc.set_threshold(20_000, 20, 100)


@contextmanager
def on_disk(files: Sequence[Path]) -> Iterator[list[Path]]:
    """The files, with `-` replaced by a copy of standard input that lives as long as the context.

    Raises:
        InputError: when there is no such file, or standard input cannot be kept.
    """
    collect_less_often()
    for file in files:
        if file != STANDARD_INPUT and not file.is_file():
            what = Message("is a folder") if file.is_dir() else Message("there is no such file")
            raise InputError("{path}: {what}; give a file of call records.", path=file, what=what)
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
                "Standard input could not be kept ({why}); make room or give a file.", why=system_cause(error)
            ) from error
        yield [copy if file == STANDARD_INPUT else file for file in files]


def warn(sentence: str, lang: str, *, as_json: bool = False) -> None:
    """Say on stderr what went wrong, where the command goes on all the same. as_json: as an object."""
    from veilleur.language import error_in, printable

    if as_json:
        print_object("warning", {"message": printable(error_in(sentence, lang))}, sys.stderr)
        return
    print(f"veilleur: {printable(error_in(sentence, lang))}", file=sys.stderr)


def report_bad_line(rejected: RejectedLine, lang: str, *, as_json: bool = False) -> None:
    """Name a line that was not understood, on stderr."""
    from veilleur.language import error_in, printable

    if as_json:
        cause = printable(error_in(rejected.cause, lang))
        content = {"file": printable(str(rejected.file)), "line": rejected.line, "message": cause}
        print_object("warning", content, sys.stderr)
        return
    line = f"{rejected.file}:{rejected.line}: {error_in(rejected.cause, lang)}"
    print(printable(line), file=sys.stderr)  # it may quote a stranger's name or a file's


def report_bad_lines(reader: Reader, lang: str, *, as_json: bool = False) -> None:
    """Name what was uncertain in the files, and the lines that were not understood, on stderr.

    Of the lines the first ones, then how many more.
    """
    for notice in reader.notices:
        warn(notice, lang, as_json=as_json)
    for rejected in reader.rejected[:LINES_SHOWN]:
        report_bad_line(rejected, lang, as_json=as_json)
    more = reader.counts["rejected"] - min(LINES_SHOWN, len(reader.rejected))
    if more > 0:
        warn(Message("{count} more lines were not understood.", count=more), lang, as_json=as_json)
