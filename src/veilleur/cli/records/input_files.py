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
    """The files, with `-` and pipes replaced by copies that live as long as the context.

    Raises:
        InputError: when there is no such file, it holds nothing, or what streams cannot be kept.
    """
    collect_less_often()
    for file in files:
        if file != STANDARD_INPUT:
            _refuse_what_is_no_text(file)
    with TemporaryDirectory(prefix="veilleur-") as folder:
        yield [
            _kept(
                file, Path(folder) / (f"{place}-{file.name}" if file != STANDARD_INPUT else "standard-input")
            )
            if _streams(file)
            else file
            for place, file in enumerate(files)
        ]


def _streams(file: Path) -> bool:
    return file == STANDARD_INPUT or file.is_fifo()


def _refuse_what_is_no_text(file: Path) -> None:
    """Raise InputError before anything is read: some files of /proc wait for ever, a device never ends."""
    what = None
    if file.is_dir():
        what = Message("is a folder")
    elif file.is_char_device() or file.is_block_device() or file.is_socket():
        what = Message("is a device")
    elif not file.is_file() and not file.is_fifo():
        what = Message("there is no such file")
    if what is not None:
        raise InputError("{path}: {what}; give a file of call records.", path=file, what=what)
    if file.is_file() and file.stat().st_size == 0:
        raise InputError("{path}: holds no text; give a file of call records.", path=file)


def _kept(stream: Path, copy: Path) -> Path:
    """What a stream holds, up to its end, as a file. Raises InputError when there is no room."""
    try:
        with copy.open("wb") as out:
            if stream == STANDARD_INPUT:
                shutil.copyfileobj(sys.stdin.buffer, out)
            else:
                with stream.open("rb") as pipe:
                    shutil.copyfileobj(pipe, out)
    except OSError as error:
        if stream != STANDARD_INPUT:
            raise InputError(
                "{path}: cannot be read ({why}); give a readable file.", path=stream, why=system_cause(error)
            ) from error
        raise InputError(
            "Standard input could not be kept ({why}); make room or give a file.", why=system_cause(error)
        ) from error
    return copy


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
