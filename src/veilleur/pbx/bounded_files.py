"""The bytes of a file that another user may have put there: bounded, regular, no file of the kernel's.

In: a path, and where the file may lie. Out: its bytes. Pitfall: a link is followed, as the switch follows it,
but what counts is where it leads; that is asked of the open file, for a link may change in between.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

_KERNEL = tuple(map(Path, ("/proc", "/sys", "/dev")))  # endless, or with an effect when they are read
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - common files, as in /tmp


def bytes_of(path: Path, most: int, within: Sequence[Path] = ()) -> bytes:
    """The whole file. within: folders, resolved, in one of which the file must lie; none for any.

    Raises:
        OSError: when it may not be read; EFBIG where it is longer than that.
    """
    with opened(path, within) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return content


def text_of(path: Path, most: int) -> str:
    """The whole file as text; what is no UTF-8 is replaced.

    Raises:
        OSError: as `bytes_of`.
    """
    return bytes_of(path, most).decode("utf-8", "replace")


def opened(path: Path, within: Sequence[Path] = ()) -> BinaryIO:
    """The file, to be read by pieces; the caller closes it.

    Raises:
        OSError: when it may not be read, or is none that ends.
    """
    place = resolved(path)
    _check(place, within)
    descriptor = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
        link = Path(f"/proc/self/fd/{descriptor}")
        if link.is_symlink():
            _check(Path(os.readlink(link)), within)
        return os.fdopen(descriptor, "rb")
    except OSError:
        os.close(descriptor)
        raise


def resolved(path: Path) -> Path:
    """Where a path leads, past every link.

    Raises:
        OSError: when its links lead in a circle, or it is no path.
    """
    try:
        return path.resolve()
    except RuntimeError:  # that is how Python 3.11 and 3.12 report a circle; a later one leaves it to `open`
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from None
    except ValueError:  # a NUL within
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path)) from None


def _check(place: Path, within: Sequence[Path]) -> None:
    is_kernels = any(place.is_relative_to(one) for one in _KERNEL) and not place.is_relative_to(IN_MEMORY)
    if is_kernels or (within and not any(place.is_relative_to(one) for one in within)):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES), str(place))
