"""Read and replace files of a switch's directory: links, owner and mode stay as they are.

In: paths below a directory, texts. Out: files, written whole or not at all. Pitfall: the directory is often
the switch's own, and set-up runs as root: a link that leads out of it is never written through. What lies
beside a file must not be taken by an `#include` of a whole folder: its name begins with a dot, which no glob
matches.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

from veilleur.pbx.asterisk.dialplan.reading.config_file import MAX_FILE_BYTES
from veilleur.pbx.asterisk.setup.plan import SetupError
from veilleur.pbx.bounded_files import bytes_of, resolved
from veilleur.words.errors import system_cause

_BACKUP = ".before-veilleur"
_NEW = ".veilleur-new"


def read(path: Path) -> str:
    """The text of a file, every byte of which comes back; "" when there is none.

    Raises:
        SetupError: when it may not be read.
    """
    try:
        return bytes_of(path, MAX_FILE_BYTES).decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return ""
    except OSError as error:
        if error.errno == errno.EINVAL:  # a pipe, into which nobody may ever write
            raise SetupError("{path} is no file.", path=path) from None
        raise _unreadable(path, error) from error


def place_to_write(path: Path, directory: Path) -> Path:
    """The file that is changed when `path` is: where a link leads, when that is in the directory.

    Raises:
        SetupError: when it leads elsewhere, or in a circle.
    """
    if not path.is_symlink():
        return path
    try:
        target, home = resolved(path), resolved(directory)
    except OSError as error:
        raise _unreadable(path, error) from error
    if not target.is_relative_to(home):
        raise SetupError(
            "{path} is a link to {target}, outside of {directory}: it is left alone. Put the file itself "
            "there, or name the directory where it is.",
            path=path,
            target=target,
            directory=directory,
        )
    return target


def _unreadable(path: Path, error: OSError) -> SetupError:
    return SetupError("{path} cannot be read: {why}.", path=path, why=system_cause(error))


def backups(path: Path) -> tuple[Path, Path]:
    """Where a file is kept beside itself, and where earlier versions kept it."""
    return path.with_name(f".{path.name}{_BACKUP}"), path.with_name(path.name + _BACKUP)


def keep_aside(path: Path) -> None:
    """Keep a file as it is beside itself.

    Raises:
        SetupError: when that cannot be written.
    """
    replace(backups(path)[0], read(path), like=path)


def move_old_backup(path: Path) -> None:
    """Give what an earlier version kept beside a file the name of today."""
    new, old = backups(path)
    if old.is_file() and not new.exists():
        old.replace(new)


def replace(path: Path, text: str, like: Path) -> None:
    """Replace a file at once, with the owner and mode of `like`; new files hold a secret: 0640.

    Raises:
        SetupError: when it cannot be written.
    """
    status = like.stat() if like.exists() else None
    temporary = path.with_name(f".{path.name}{_NEW}")
    try:
        # A link that the switch's user left here must not lead root elsewhere.
        temporary.unlink(missing_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
            os.fchmod(file.fileno(), status.st_mode & 0o7777 if status else 0o640)
            if status and os.geteuid() == 0:
                os.fchown(file.fileno(), status.st_uid, status.st_gid)
        temporary.replace(path)
    except OSError as error:
        raise SetupError("{path} cannot be written: {why}.", path=path, why=system_cause(error)) from error
