"""Files that set-up makes for the owner: written whole or not at all, and TOML's own spelling of a text.

In: a path and its text. Out: the file. Pitfall: a secret's file gets its mode when it is made, not
afterwards, so that nobody reads it in between; and who changes a file reads it within `editing`, else the
change that another process has just written is lost. A configuration that is a symbolic link stays one:
people keep /etc in a repository. Who may change a link, or a folder on its way, leads the write elsewhere,
between two looks too; so root follows none that another user may change.
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
from veilleur.words.messages import Message

EDITED_WITHIN_S = 10.0  # an edit takes milliseconds; who holds the lock for longer is no edit of ours
LOCK_LOOK_S = 0.02
LINKS_MOST = 40  # as many as the kernel follows
ROOT = 0


@contextlib.contextmanager
def editing(path: Path, within_s: float = EDITED_WITHIN_S) -> Iterator[None]:
    """One process or thread at a time reads a file, changes it and writes it again.

    The lock is on the folder, of the file itself where a link leads to it: it leaves no file behind. Where
    the system gives none, or another keeps it for longer than `within_s`, the edit goes on without: whoever
    may read the folder may lock it, and must not keep an owner from lowering a limit.
    """
    with contextlib.suppress(ConfigError):  # said by what writes; the lock is then on the link's folder
        path = real_file(path)
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

    A symbolic link stays, and the file that it leads to is written (see `real_file`). like: rights and owner
    of the file that was there, if it was set aside. holds_secret: what others may read is its owner's alone
    from now on.

    Raises:
        ConfigError: when it cannot be written, or is a link that is not followed.
    """
    path = real_file(path)
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


# --- a configuration that is a symbolic link -------------------------------------------------------


class _NotFollowedError(Exception):
    """Why a link is not followed."""

    def __init__(self, why: Message) -> None:
        super().__init__(why)
        self.why = why


def real_file(path: Path) -> Path:
    """The file that is written when `path` is: where it leads, if it is a symbolic link of ours.

    The link stays. One of ours is a link of this user or of root to a plain file of this user; for root, no
    link or folder on its way may be another user's to change.

    Raises:
        ConfigError: when it leads elsewhere, or to nothing.
    """
    if not _is_link(path):
        return path
    try:
        found = _followed(path.absolute())
        _check_file(found)
    except _NotFollowedError as refused:
        raise _refusal(path, refused.why) from None
    except FileNotFoundError as error:
        raise _refusal(path, Message("{target} is not there", target=error.filename)) from None
    except OSError as error:
        raise _refusal(path, Message("its way cannot be followed: {why}", why=system_cause(error))) from None
    return found


def _is_link(path: Path) -> bool:
    try:
        return path.is_symlink()
    except OSError:  # a folder that is closed to us: said by what writes
        return False


def _refusal(path: Path, why: Message) -> ConfigError:
    return ConfigError(
        "{path}: this is a symbolic link and is not written ({why}); name the file itself, or put it here in "
        "place of the link.",
        path=path,
        why=why,
    )


def _followed(path: Path) -> Path:
    """The path without a link in it, each step looked at."""
    here, steps, links = Path("/"), list(path.parts[1:]), 0
    while steps:
        step = steps.pop(0)
        _check_folder(here)
        if step == "..":
            here = here.parent
            continue
        beyond = here / step
        if not beyond.is_symlink():
            here = beyond
            continue
        links += 1
        if links > LINKS_MOST:
            raise _NotFollowedError(Message("it leads round in a circle"))
        _check_link(beyond)
        target = Path(beyond.readlink())
        here = Path("/") if target.is_absolute() else here
        steps[:0] = target.parts[1:] if target.is_absolute() else target.parts
    return here


def _check_link(link: Path) -> None:
    if link.lstat().st_uid not in (ROOT, os.geteuid()):
        raise _NotFollowedError(Message("{target} belongs to another user", target=link))


def _check_folder(folder: Path) -> None:
    """Only for root: what others may do to a user's files in a folder of their own is the user's affair."""
    if os.geteuid() != ROOT:
        return
    found = folder.lstat()
    others_may = found.st_mode & stat.S_IWOTH or (found.st_mode & stat.S_IWGRP and found.st_gid != ROOT)
    is_sticky = found.st_mode & stat.S_ISVTX  # as /tmp: nobody removes or renames what is another's
    if found.st_uid != ROOT or (others_may and not is_sticky):
        raise _NotFollowedError(Message("another user may change {target}", target=folder))


def _check_file(file: Path) -> None:
    found = file.lstat()
    if not stat.S_ISREG(found.st_mode):
        raise _NotFollowedError(Message("{target} is no plain file", target=file))
    if found.st_uid != os.geteuid():
        raise _NotFollowedError(Message("{target} belongs to another user", target=file))
