"""One log file of the switch, read from its present end on.

In: a path, polled. Out: the findings of new lines. Pitfall: a log is rotated, truncated, or not there yet.
What was written between the last look and a rotation stands in the old file, so that one is read to its end
before the new one; and a log of ours alone, emptied once read, must never be a link or have a second name.
"""

from __future__ import annotations

import contextlib
import errno
import glob
import os
import socket
import stat
from pathlib import Path

from veilleur.pbx.asterisk.files.security_log import Finding, Heard, LogReader
from veilleur.words.errors import SwitchError, system_cause

PACKED_AT_MOST = 200  # by how much a rotated log may have been packed
MAX_READ_BYTES = 1 << 18  # at a look: some 10 ms of work, so that a flooded log keeps no question waiting


def written_as(path: str) -> str:
    """The file that Asterisk writes for a log of this name: with the machine's name behind it where its
    logger.conf has `appendhostname`."""
    with_host = f"{path}.{socket.gethostname()}"
    return with_host if not os.path.exists(path) and os.path.exists(with_host) else path


class LogTail:
    """One log file, from its present end on; polled by the caller."""

    shows_within_s = 1.5

    def __init__(self, path: str, truncate: bool = False) -> None:
        """truncate: the file is ours alone and is emptied once read."""
        self._path = path
        self._truncate = truncate
        self._reader = LogReader()
        self._descriptor: int | None = None
        self._offset = 0
        self._first = True
        self._has_caught_up = False
        self.is_behind = False
        self._written_at = 0  # by the file's own clock, as it was last read
        self._was_emptied = False

    @property
    def exists(self) -> bool:
        """Whether the file was there when last polled."""
        return self._descriptor is not None

    @property
    def heard(self) -> Heard:
        """What kinds of lines came since the file was first read to its end."""
        return self._reader.heard

    def was_emptied(self) -> bool:
        """Whether what stood in the file was thrown away since this was asked last: by no rotation, which
        keeps it beside the file."""
        was, self._was_emptied = self._was_emptied, False
        return was

    def close(self) -> None:
        """Read no more."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def poll(self) -> list[Finding]:
        """The findings of new lines. A file that is not there yet has none. `is_behind`: more is there.

        Raises:
            SwitchError: when the file cannot be read.
        """
        try:
            found = self._read() if self._descriptor is not None else []
            if not self.is_behind and self._goes_on_in_another_file():
                found += self._read()
        except OSError as error:
            self.close()
            if error.errno == errno.ELOOP:
                raise SwitchError(
                    "the log {path} is a link, so it is not emptied: name the file itself", path=self._path
                ) from error
            raise SwitchError(
                "the log {path} cannot be read ({why}): let Veilleur's user read it, or wrong "
                "PINs are only guessed from the rhythm of keys",
                path=self._path,
                why=system_cause(error),
            ) from error
        if not self._has_caught_up and not self.is_behind:
            self._has_caught_up = True
            self._reader.heard = Heard()  # what stood there before we began proves nothing of now
        return found

    def _goes_on_in_another_file(self) -> bool:
        """Open the file of this name where it is another one than before, or the first; False when it is
        the same, or none."""
        try:
            descriptor = self._opened()
        except FileNotFoundError:
            self._first = False
            self._look_at_deleted()
            self.close()
            return False
        status = os.fstat(descriptor)
        if self._descriptor is not None and os.path.samestat(status, os.fstat(self._descriptor)):
            os.close(descriptor)
            return False
        self._look_at_deleted()
        self.close()
        self._descriptor = descriptor
        # What was logged before we began is history; what a new file holds is news.
        self._offset = status.st_size if self._first and not self._truncate else 0
        self._first = False
        self._reader.reset()
        return True

    def _opened(self) -> int:
        # Whoever can write in the log's folder must neither have us empty another file nor wait at a pipe.
        flags = (os.O_RDWR | os.O_NOFOLLOW) if self._truncate else os.O_RDONLY
        path = written_as(self._path)
        descriptor = os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            os.close(descriptor)
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(status.st_mode):
            os.close(descriptor)
            raise SwitchError("the log {path} is no file: name the one that the switch writes", path=path)
        if self._truncate and status.st_nlink > 1:
            os.close(descriptor)
            raise SwitchError(
                "the log {path} has a second name, so it is not emptied: remove one of them", path=path
            )
        return descriptor

    def _look_at_deleted(self) -> None:
        """A rotation renames the file; one without any name was deleted, or packed under another name."""
        if self._descriptor is not None and not os.fstat(self._descriptor).st_nlink:
            self._look_for_rotated()

    def _look_for_rotated(self) -> None:
        """What is gone was kept by a rotation where a file beside it, named after it, is no older."""
        if self._truncate or not self._offset:
            return
        path = Path(self._path)
        for sibling in path.parent.glob(f"{glob.escape(path.name)}?*"):
            with contextlib.suppress(OSError):
                status = sibling.stat()
                if status.st_mtime_ns >= self._written_at and status.st_size * PACKED_AT_MOST >= self._offset:
                    return
        self._was_emptied = True

    def _read(self) -> list[Finding]:
        assert self._descriptor is not None
        if os.fstat(self._descriptor).st_size < self._offset:  # emptied
            self._look_for_rotated()
            self._offset = 0
            self._reader.reset()
        self._written_at = os.fstat(self._descriptor).st_mtime_ns
        data = os.pread(self._descriptor, MAX_READ_BYTES, self._offset)
        self._offset += len(data)
        size = os.fstat(self._descriptor).st_size
        self.is_behind = bool(data) and self._offset < size
        if self._truncate and data and self._offset == size:
            os.ftruncate(self._descriptor, 0)
            self._offset = 0
        return self._reader.feed(data)
