"""Opening a journal only to read it: while a guard writes it, after a kill, on a medium that takes no write.

In: a path. Out: a database that refuses every change. Pitfall: SQLite in WAL mode writes even when it only
reads (it replays the write-ahead log and removes it), which would change a seized copy. So `untouched` reads
a journal that nobody writes either as it lies (no log) or from a private copy of file and log.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, text

from veilleur.journal import schema
from veilleur.words.errors import JournalError

_OURS = {("table", name) for name in schema.metadata.tables}


def read_only_engine(path: Path) -> Engine:
    """The database of a journal, for reading beside a guard that may be writing it.

    Raises:
        JournalError: when the file is missing, no journal, or cannot be opened.
    """
    _must_exist(path)
    return _opened(path, path, "mode=ro")


@contextmanager
def untouched(path: Path) -> Iterator[Engine]:
    """The database of a journal, such that no byte of it and no file beside it is changed.

    Raises:
        JournalError: when the file is missing, no journal, holds anything else, or cannot be read.
    """
    _must_exist(path)
    with contextlib.ExitStack() as after:
        try:
            place, how = path, "mode=ro"
            log = path.with_name(path.name + "-wal")
            if not log.exists() or log.stat().st_size == 0:
                how = "mode=ro&immutable=1"
            elif not _is_being_written(path):
                folder = after.enter_context(tempfile.TemporaryDirectory(prefix="veilleur-verify-"))
                place = Path(folder) / "journal.db"
                shutil.copyfile(path, place)
                shutil.copyfile(log, place.with_name(place.name + "-wal"))
        except OSError as error:
            raise schema.cannot_be_opened(path, error) from error
        engine = _opened(path, place, how)
        after.callback(engine.dispose)
        _refuse_foreign(engine, path)
        yield engine


def _must_exist(path: Path) -> None:
    if not path.exists():
        raise JournalError(
            "{path}: there is no journal here; start `veilleur guard` or name another file.", path=path
        )


def _opened(path: Path, place: Path, how: str) -> Engine:
    try:
        engine = schema.engine_of(place, how)
        event.listen(engine, "connect", _set_up)
        schema.check_version(engine, path, may_write=False)
    except schema.UNREADABLE as error:
        raise schema.cannot_be_opened(path, error) from error
    return engine


def _set_up(connection: Any, _record: Any) -> None:
    # A text that was tampered with must not stop the reading of all others.
    connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    connection.execute("PRAGMA busy_timeout=5000")
    connection.execute("PRAGMA query_only=ON")


def _is_being_written(path: Path) -> bool:
    """Whether a guard holds the journal's lock."""
    try:
        descriptor = os.open(path.with_name(path.name + ".lock"), os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def _refuse_foreign(engine: Engine, path: Path) -> None:
    """A journal holds our tables and nothing else: a view or a trigger could run without an end."""
    try:
        with engine.connect() as connection:
            found = {
                (kind, name)
                for kind, name in connection.execute(text("SELECT type, name FROM sqlite_master"))
            }
    except schema.UNREADABLE as error:
        raise schema.cannot_be_read(path, error) from error
    foreign = {pair for pair in found if not pair[1].startswith("sqlite_")} - _OURS
    if foreign:
        kind, name = sorted(foreign)[0]
        raise JournalError(
            "{path}: this is no journal as Veilleur writes it (it holds the {kind} {name!r}); "
            "keep the file as it is and name another.",
            path=path,
            kind=kind,
            name=name,
        )
