"""Files that set-up makes for the owner: written whole or not at all, and TOML's own spelling of a text.

In: a path and its text. Out: the file. Pitfall: a secret's file gets its mode when it is made, not
afterwards, so that nobody reads it in between; and who changes a file reads it within `editing`, else the
change that another process has just written is lost.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from veilleur.words.errors import ConfigError, system_cause

EDITED_WITHIN_S = 10.0  # an edit takes milliseconds; who holds the lock for longer is no edit of ours
LOCK_LOOK_S = 0.02


@contextlib.contextmanager
def editing(path: Path, within_s: float = EDITED_WITHIN_S) -> Iterator[None]:
    """One process or thread at a time reads a file, changes it and writes it again.

    The lock is on the folder: it leaves no file behind, and no link can lead it elsewhere. Where the system
    gives none, or another keeps it for longer than `within_s`, the edit goes on without: whoever may read the
    folder may lock it, and must not keep an owner from lowering a limit.
    """
    descriptor = -1
    with contextlib.suppress(OSError):
        path.absolute().parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path.absolute().parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    if descriptor < 0:
        yield
        return
    try:
        _lock(descriptor, within_s)
        yield
    finally:
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_UN)  # at once, though a forked child has a copy of it
        os.close(descriptor)


def _lock(descriptor: int, within_s: float) -> None:
    end = time.monotonic() + within_s
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= end:
                return None
            time.sleep(LOCK_LOOK_S)
        except OSError:  # a network disk without locks
            return None


def write_new(path: Path, text: str, mode: int, like: os.stat_result | None = None) -> None:
    """Write a file whole or not at all.

    like: of the file that it takes the place of: its owner and group are kept, where we may.

    Raises:
        ConfigError: when it cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            if like is not None:
                with contextlib.suppress(PermissionError):
                    os.fchown(descriptor, like.st_uid, like.st_gid)
                os.fchmod(descriptor, mode)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise ConfigError(
            "{path}: this file cannot be written ({why}); check the path, its rights, the space.",
            path=path,
            why=system_cause(error),
        ) from error


def rewrite(path: Path, text: str, *, like: os.stat_result | None = None, holds_secret: bool = False) -> None:
    """Write a file once more, with the rights and owner that it has; a new one is for everybody to read.

    like: those of the file that was there, if it was set aside. holds_secret: what others may read is its
    owner's alone from now on.

    Raises:
        ConfigError: when it cannot be written.
    """
    if like is None and path.exists():
        like = path.stat()
    if like is None:
        write_new(path, text, 0o600 if holds_secret else 0o644)
        return
    mode = stat.S_IMODE(like.st_mode)
    if holds_secret and mode & stat.S_IRWXO:  # a group that may read what others may not is meant to
        mode = 0o600
    write_new(path, text, mode, like)


def path_beside(config: Path, path: Path) -> str:
    """How a configuration names a file: without the folder when it lies below the configuration's own."""
    folder, whole = config.absolute().parent, path.absolute()
    return str(whole.relative_to(folder)) if whole.is_relative_to(folder) else str(whole)


def quoted(value: str) -> str:
    """A basic string of TOML."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
