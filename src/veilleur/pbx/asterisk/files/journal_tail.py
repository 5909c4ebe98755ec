"""The lines that Asterisk sends to syslog, read from systemd's journal where no file holds them.

In: `journalctl`, a child with arguments of ours. Out: the findings of new lines, as of a file. Pitfall: any
program may call itself "asterisk", in its lines and as a process (`_COMM`); what it cannot choose is its user
and its unit, so one of these must be Asterisk's too. Whoever may not read the journal is shown an empty one,
so that silence says nothing of its cause; and journalctl may end at once, each time that it is started: after
an end nothing is read before an entry came.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Callable
from typing import IO

from veilleur.pbx.asterisk.files.log_tail import MAX_READ_BYTES
from veilleur.pbx.asterisk.files.security_log import Finding, Heard, LogReader
from veilleur.words.errors import SwitchError

ENDS_WITHIN_S = 2.0
START_AGAIN_S = 5.0  # between two starts
_CAUSE_BYTES = 300  # of what journalctl complains of
_ARGUMENTS = ("--follow", "--no-tail", "--quiet", "--no-pager", "--output=json", "--output-fields=MESSAGE")
_NAMED = "_COMM=asterisk"
_UNITS = ("_SYSTEMD_UNIT=asterisk.service", "_SYSTEMD_UNIT=freepbx.service")


class JournalTail:
    """The journal from now on; polled by the caller."""

    shows_within_s = 6.0  # journalctl has to start

    def __init__(self, program: str | None = None, now: Callable[[], float] = time.monotonic) -> None:
        """program: what reads the journal; None: `journalctl`, where it is. now: of a steady clock."""
        self._program = program or shutil.which("journalctl")
        self._now = now
        self._since = self._read_at = time.time()
        self._started_at = float("-inf")
        self._ended_by = ""  # until an entry comes
        self._complaint = b""  # of the child that runs
        self._reader = LogReader()
        self._child: subprocess.Popen[bytes] | None = None
        self.is_behind = False

    @property
    def exists(self) -> bool:
        """Whether the journal is being read."""
        return self._child is not None

    @property
    def heard(self) -> Heard:
        """What kinds of lines came."""
        return self._reader.heard

    def was_emptied(self) -> bool:
        """See `LogSource`: systemd's journal keeps to itself what becomes of its files."""
        return False

    def close(self) -> None:
        """Read no more."""
        child, self._child = self._child, None
        if child is None:
            return
        for pipe in (child.stdout, child.stderr):
            assert pipe is not None
            pipe.close()
        child.terminate()
        try:
            child.wait(ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def poll(self) -> list[Finding]:
        """The findings of new lines. `is_behind`: more is there.

        Raises:
            SwitchError: when the journal cannot be read.
        """
        if self._child is None:
            if self._ended_by and self._now() < self._started_at + START_AGAIN_S:
                raise _unreadable(self._ended_by)
            self._start()
        child = self._child
        assert child is not None
        at, data = time.time(), _read(child.stdout)
        self._complaint = (self._complaint + (_read(child.stderr) or b""))[:_CAUSE_BYTES]
        if data == b"":
            self.close()
            self._since = self._read_at
            words = self._complaint.decode("utf-8", "replace").strip().partition("\n")[0]
            self._ended_by = f"journalctl has ended: {words}" if words else "journalctl has ended"
            raise _unreadable(self._ended_by)
        self._read_at = at
        if data:
            self._ended_by = ""
        elif self._ended_by:
            raise _unreadable(self._ended_by)
        self.is_behind = data is not None and len(data) == MAX_READ_BYTES
        return self._reader.feed(data or b"")

    def _start(self) -> None:
        self._started_at = self._now()
        if self._program is None:
            raise _unreadable("journalctl is not there")
        try:
            self._child = subprocess.Popen(  # noqa: S603 - no word of it comes from outside
                [self._program, *_ARGUMENTS, f"--since=@{self._since:.6f}", *_of_asterisk()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={"PATH": os.defpath, "LC_ALL": "C"},
            )
        except OSError as error:
            raise _unreadable(error.strerror or "-") from error
        for pipe in (self._child.stdout, self._child.stderr):
            assert pipe is not None
            os.set_blocking(pipe.fileno(), False)
        self._complaint = b""
        self._reader.reset()


def _read(pipe: IO[bytes] | None) -> bytes | None:
    """What came; None for nothing yet, b"" at the end."""
    assert pipe is not None
    try:
        return os.read(pipe.fileno(), MAX_READ_BYTES)
    except BlockingIOError:
        return None


def _of_asterisk() -> list[str]:
    """Which entries are Asterisk's. Different fields must all match, of one field any value; "+" is or."""
    users = [0]  # root could write anything into the journal anyway
    with contextlib.suppress(KeyError):
        users.append(pwd.getpwnam("asterisk").pw_uid)
    return [_NAMED, *(f"_UID={user}" for user in users), "+", _NAMED, *_UNITS]


def _unreadable(why: str) -> SwitchError:
    return SwitchError(
        "the journal of systemd cannot be read ({why}): name a file as log_file, or wrong PINs are only "
        "guessed from the rhythm of keys",
        why=why,
    )
