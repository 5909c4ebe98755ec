"""The lock of a journal: one process writes it at a time.

In: the journal's path. Out: a descriptor that holds the lock until it is closed.
Pitfall: the lock is on a file beside the journal, so that a journal that is moved away keeps nobody out.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from veilleur.words.errors import JournalError, system_cause


def take_lock(path: Path) -> int:
    """One writer only: a second guard on the same journal would break the chain."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path.with_name(path.name + ".lock"), os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise JournalError(
            "{path}: the journal cannot be opened ({why}); check the path, its rights and the free space.",
            path=path,
            why=system_cause(error),
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise JournalError(
            "{path}: another Veilleur is writing this journal; stop it first, or set another [journal] file.",
            path=path,
        ) from error
    return descriptor
