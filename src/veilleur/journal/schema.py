"""Tables of the journal, and how its database is opened.

SQLite in WAL mode with `synchronous=FULL`: what is committed survives a kill and a power cut.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import (
    Column,
    Engine,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    insert,
    select,
)
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import QueuePool

from veilleur.words.errors import JournalError

SCHEMA_VERSION = "1"

metadata = MetaData()

entries = Table(
    "entries",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("site", String, nullable=False),
    Column("at", Float, nullable=False),
    Column("kind", String, nullable=False),
    Column("public", Text, nullable=False),
    Column("commitment", String, nullable=False),
    Column("previous", String, nullable=False),
    Column("hash", String, nullable=False),
)

personal = Table(
    "personal",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("salt", LargeBinary, nullable=False),
    Column("data", Text, nullable=False),
)

# The watch's state at entry `seq`: the newest one only, per site. Not evidence, only a short cut; the
# entry `seq` holds its digest, so that a state that was changed is not believed.
checkpoints = Table(
    "checkpoints",
    metadata,
    Column("site", String, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("state", Text, nullable=False),
)

# Who stands behind a pseudonym of the public part. No evidence: no hash covers it, retention empties it.
pseudonyms = Table(
    "pseudonyms",
    metadata,
    Column("site", String, primary_key=True),
    Column("period", Integer, primary_key=True),
    Column("name", String, primary_key=True),
    Column("word", String, nullable=False),
)

about = Table(
    "about",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)


# What SQLite raises for a file whose pages were changed: its own words for that are not always UTF-8.
UNREADABLE = (DatabaseError, UnicodeDecodeError)


def identity(path: Path) -> tuple[int, int] | None:
    """Device and inode of a file; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def open_engine(path: Path) -> Engine:
    """The database of the journal for its one writer, made when it does not exist yet.

    Raises:
        JournalError: when the file is no journal or cannot be opened.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # The journal holds numbers of people: nobody but its owner reads it.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        # mode=rw: a file that is deleted under the guard must fail, not come back empty.
        engine = engine_of(path, "mode=rw")
        event.listen(engine, "connect", _set_up)
        metadata.create_all(engine)
        check_version(engine, path, may_write=True)
    except (*UNREADABLE, OSError) as error:
        raise cannot_be_opened(path, error) from error
    return engine


def engine_of(path: Path, how: str) -> Engine:
    """A database at a path that may hold any character. how: query of SQLite's URI, such as "mode=ro"."""
    uri = f"file:{quote(os.path.abspath(path))}?{how}"
    return create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(uri, uri=True, check_same_thread=False),
        poolclass=QueuePool,
    )


def cannot_be_opened(path: Path, error: Exception) -> JournalError:
    """The sentence for a journal that the database or the disk refuses."""
    cause = getattr(error, "orig", None) or getattr(error, "strerror", None) or error
    return JournalError(
        "{path}: the journal cannot be opened ({why}); check the path, its rights and the free space.",
        path=path,
        why=cause,
    )


def cannot_be_read(path: Path, error: Exception) -> JournalError:
    """The sentence for a journal whose file is damaged."""
    cause = getattr(error, "orig", None) or error
    return JournalError(
        "{path}: the journal cannot be read ({why}); keep the file as it is and restore a copy beside it.",
        path=path,
        why=cause,
    )


# secure_delete: numbers that retention deletes are overwritten, not left in free pages.
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=5000",
    "wal_autocheckpoint=1000",
    "secure_delete=ON",
)


def _set_up(connection: Any, _record: Any) -> None:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def check_version(engine: Engine, path: Path, *, may_write: bool) -> None:
    """Refuse a journal of another layout.

    Raises:
        JournalError: when it has one.
    """
    with engine.begin() as connection:
        version = connection.execute(select(about.c.value).where(about.c.name == "schema")).scalar()
        if version is None and may_write:
            connection.execute(insert(about).values(name="schema", value=SCHEMA_VERSION))
        elif version != SCHEMA_VERSION:
            raise JournalError(
                "{path}: this journal has layout {found}, this Veilleur reads layout {known}; "
                "use the Veilleur that wrote it.",
                path=path,
                found=version,
                known=SCHEMA_VERSION,
            )
