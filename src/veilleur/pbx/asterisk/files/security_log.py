"""Wrong PINs from the switch's log, since Asterisk reports them nowhere else; and refused registrations,
for switches too old to report them by security events.

Bytes of the log in, findings out; the tried PIN is cut away as the line is read and goes nowhere. Pitfall: a
log is rotated, truncated, or not there yet, a line may be half written, and a log without its verbose lines
holds no PIN at all.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from typing import NamedTuple, TypeAlias

from veilleur.pbx.asterisk.events.peer_names import address_of
from veilleur.words.errors import SwitchError, system_cause

MAX_LINE_BYTES = 8192
MAX_READ_BYTES = 1 << 20
# Anchored at the program's own text up to the end of the line: keyed digits cannot forge it, for a
# PIN holds only telephone keys.
_LINE = re.compile(
    rb"app_voicemail(?:_\w+)?\.c.*?Incorrect password '[0-9*#A-Da-d]*' for user '([^']{1,80})' "
    rb"\(context = ([^)']{0,80})\)\s*\Z"
)
_VERBOSE = b"] VERBOSE["
_REFUSAL = re.compile(
    rb"(?:chan_sip\.c.*?: Registration|pjsip_distributor\.c.*?: Request '[A-Z]{3,10}') from '(.{0,400})' "
    rb"failed for '([^']{1,80})' (?:\(callid: .{0,400}\) )?- ([A-Za-z /()]{1,60})\s*\Z"
)
_ACCOUNT = re.compile(rb"sips?:([^@;>]{1,80})@")
_FAILED_FOR = b"failed for '"


class WrongPin(NamedTuple):
    """A PIN that was wrong, for a mailbox as number@context."""

    mailbox: str


class Refusal(NamedTuple):
    """A registration or call that was refused. address: "" where the line was tampered with."""

    account: str
    address: str
    unknown: bool


Finding: TypeAlias = WrongPin | Refusal


class LogReader:
    """The core without I/O: bytes cut anywhere -> findings. has_verbose: the log has verbose lines."""

    def __init__(self) -> None:
        """A reader at the start of a line."""
        self.has_verbose = False
        self._rest = b""

    def reset(self) -> None:
        """The file began again: a half line of the old one is worth nothing."""
        self._rest = b""

    def feed(self, data: bytes) -> list[Finding]:
        """One finding for each wrong PIN and each refusal."""
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()[-MAX_LINE_BYTES:]
        self.has_verbose = self.has_verbose or _VERBOSE in data
        found: list[Finding] = []
        for line in lines:
            line = line[-MAX_LINE_BYTES:]
            match = _LINE.search(line)
            if match is not None:
                context = match[2].decode("utf-8", "replace") or "default"
                found.append(WrongPin(f"{match[1].decode('utf-8', 'replace')}@{context}"))
            elif _FAILED_FOR in line:
                found += _refusals(line)
        return found


def _refusals(line: bytes) -> list[Finding]:
    match = _REFUSAL.search(line)
    if match is None:
        return []
    account = _ACCOUNT.search(match[1])
    # The quoted header and the call id are the caller's own words: two addresses in a line are a forgery.
    address = match[2] if line.count(_FAILED_FOR) == 1 else b""
    return [
        Refusal(
            account[1].decode("utf-8", "replace") if account else "",
            address_of(address.decode("utf-8", "replace")),
            b"No matching" in match[3],
        )
    ]


class LogTail:
    """One log file, from its present end on; polled by the caller."""

    def __init__(self, path: str, truncate: bool = False) -> None:
        """truncate: the file is ours alone and is emptied once read."""
        self._path = path
        self._truncate = truncate
        self._reader = LogReader()
        self._identity: tuple[int, int] | None = None
        self._offset = 0
        self._first = True

    @property
    def exists(self) -> bool:
        """Whether the file was there when last polled."""
        return self._identity is not None

    @property
    def tells_pins(self) -> bool:
        """Whether wrong PINs would show: our own log is made for them, another needs its verbose lines."""
        return self.exists and (self._truncate or self._reader.has_verbose)

    def _opener(self, path: str, flags: int) -> int:
        # Whoever can write in the log's folder must neither have us empty another file nor wait at a pipe.
        descriptor = os.open(path, flags | os.O_NONBLOCK | (os.O_NOFOLLOW if self._truncate else 0))
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
            os.close(descriptor)
            raise SwitchError("the log {path} is no file: name the one that the switch writes", path=path)
        if self._truncate and status.st_nlink > 1:
            os.close(descriptor)
            raise SwitchError(
                "the log {path} has a second name, so it is not emptied: remove one of them", path=path
            )
        return descriptor

    def poll(self) -> list[Finding]:
        """The findings of new lines. A file that is not there yet has none.

        Raises:
            SwitchError: when the file cannot be read.
        """
        try:
            with open(self._path, "r+b" if self._truncate else "rb", opener=self._opener) as file:
                status = os.fstat(file.fileno())
                identity = (status.st_dev, status.st_ino)
                if identity != self._identity or status.st_size < self._offset:
                    started_with_it = self._first and self._identity is None
                    # What was logged before we began is history; what a new file holds is news.
                    self._offset = status.st_size if started_with_it and not self._truncate else 0
                    self._identity = identity
                    self._reader.reset()
                self._first = False
                file.seek(self._offset)
                data = file.read(MAX_READ_BYTES)
                self._offset += len(data)
                if self._truncate and data and self._offset == os.fstat(file.fileno()).st_size:
                    file.truncate(0)
                    self._offset = 0
                return self._reader.feed(data)
        except FileNotFoundError:
            self._first = False
            self._identity = None
            self._offset = 0
            return []
        except OSError as error:
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
