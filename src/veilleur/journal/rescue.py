"""A journal whose file was deleted or moved under the guard is written again where it belongs.

In: the engine that still has the nameless file open, and the path. Out: an engine on a whole copy at the
path. Pitfall: the write-ahead log at the path belongs to the old file; SQLite would replay it into the new
one, so the old file is closed and its log removed before the copy takes the name. A stranger's file that
lies at the path is moved aside, never overwritten.
"""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

from sqlalchemy import Engine

from veilleur.journal import schema


def rescue(engine: Engine, path: Path) -> Engine:
    """Write what `engine` holds to `path`, and open that.

    Raises:
        OSError, DatabaseError, JournalError: when it cannot be written; the old engine stays usable.
    """
    copy = path.with_name(f"{path.name}.rescue")
    copy.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    raw = engine.raw_connection()
    try:
        target = sqlite3.connect(copy)
        try:
            raw.driver_connection.backup(target)  # type: ignore[union-attr]
        finally:
            target.close()
    finally:
        raw.close()
    if path.exists():
        path.rename(path.with_name(f"{path.name}.found-{int(time.time())}"))
    engine.dispose()
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    descriptor = os.open(copy, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    copy.rename(path)
    return schema.open_engine(path)
