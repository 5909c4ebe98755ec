"""Tables of the journal, and how its database is opened.

SQLite in WAL mode with `synchronous=FULL`: what is committed survives a kill and a power cut.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

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

from veilleur.words.errors import JournalError, system_cause

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

about = Table(
    "about",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)


def head_path(path: Path) -> Path:
    """The small file beside the journal that names its last entry, so that a cut tail is found."""
    return path.with_name(path.name + ".head")


def open_engine(path: Path, *, read_only: bool = False) -> Engine:
    """The database of the journal, made when it does not exist yet.

    Raises:
        JournalError: when the file is missing (read_only), no journal, or cannot be opened.
    """
    if read_only and not path.exists():
        raise JournalError(
            "{path}: there is no journal here; start `veilleur guard` or name another file.", path=path
        )
    try:
        if not read_only:
            path.parent.mkdir(parents=True, exist_ok=True)
            # The journal holds numbers of people: nobody but its owner reads it.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        engine = create_engine(f"sqlite:///{path}", connect_args={"check_same_thread": False})
        event.listen(engine, "connect", _set_up_read_only if read_only else _set_up)
        if not read_only:
            metadata.create_all(engine)
        _check_version(engine, path, may_write=not read_only)
    except (DatabaseError, OSError) as error:
        raise cannot_be_opened(path, error) from error
    return engine


def cannot_be_opened(path: Path, error: Exception) -> JournalError:
    """The sentence for a journal that the database or the disk refuses."""
    cause = getattr(error, "orig", None) or system_cause(error)
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


def _set_up_read_only(connection: Any, _record: Any) -> None:
    # A text that was tampered with must not stop the reading of all others.
    connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    connection.execute("PRAGMA busy_timeout=5000")
    connection.execute("PRAGMA query_only=ON")


def _check_version(engine: Engine, path: Path, *, may_write: bool) -> None:
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
