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
import socket
import stat
from typing import NamedTuple, TypeAlias

from veilleur.pbx.asterisk.events.peer_names import address_of
from veilleur.words.errors import SwitchError, system_cause

LOG_LINE_MAX_BYTES = 8192
MAX_READ_BYTES = 1 << 20
# The head that Asterisk itself writes: date, level, thread, call, source file, and line and function when it
# is verbose enough. Every part is bounded and nothing is searched for: a stranger's header of 8 kB costs no
# more than a short one.
_HEAD = re.compile(
    rb"\[[^\]]{1,80}\] (?P<level>[A-Z]{3,10})\[\d{1,10}\](?:\[C-[0-9a-f]{1,16}\])? "
    rb"(?P<file>[\w./-]{1,80}\.c)(?::\d{1,6})?(?: [\w.]{1,80})?: "
)
_VOICEMAIL = re.compile(rb"(?:[\w./-]{0,60}/)?app_voicemail(?:_\w{1,20})?\.c")
# Up to the end of the line: keyed digits cannot forge it, for a PIN holds only telephone keys.
_WRONG_PIN = re.compile(
    rb"[-= >]{0,16}Incorrect password '[0-9*#A-Da-d]{0,80}' for user '([^']{1,80})' "
    rb"\(context = ([^)]{0,80})\)\s{0,8}"
)
_SIP_FILES = (b"chan_sip.c", b"pjsip_distributor.c")
_REQUEST = re.compile(rb"(?:Registration|Request '[A-Z]{3,10}') from '")
_FAILED_FOR = b"' failed for '"
_FAILURE = re.compile(rb"([^']{1,80})' (?:\(callid: .{0,400}\) )?- ([A-Za-z /()]{1,60})\s{0,8}")
_ACCOUNT = re.compile(rb"sips?:([^@;>]{1,80})@")
_QUOTED_MAX_BYTES = 400
_VERBOSE = b"] VERBOSE["


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
        self._is_overlong = False

    def reset(self) -> None:
        """The file began again: a half line of the old one is worth nothing."""
        self._rest, self._is_overlong = b"", False

    def feed(self, data: bytes) -> list[Finding]:
        """One finding for each wrong PIN and each refusal."""
        lines = (self._rest + data).split(b"\n")
        if self._is_overlong and lines[1:]:
            del lines[0]  # the end of a line whose head was dropped: what it begins with is a stranger's
            self._is_overlong = False
        self._rest = lines.pop()
        if len(self._rest) > LOG_LINE_MAX_BYTES:
            self._rest, self._is_overlong = b"", True
        self.has_verbose = self.has_verbose or _VERBOSE in data
        found: list[Finding] = []
        for line in lines:
            if len(line) > LOG_LINE_MAX_BYTES:
                continue  # of its head only the end would be left
            head = _HEAD.match(line)
            if head is None:
                continue
            if _VOICEMAIL.fullmatch(head["file"]):
                pin = _WRONG_PIN.fullmatch(line, head.end())
                if pin is not None:
                    context = pin[2].decode("utf-8", "replace") or "default"
                    found.append(WrongPin(f"{pin[1].decode('utf-8', 'replace')}@{context}"))
            elif head["file"].endswith(_SIP_FILES):
                found += _refusals(line, head.end())
        return found


def _refusals(line: bytes, begin: int) -> list[Finding]:
    request = _REQUEST.match(line, begin)
    if request is None:
        return []
    # The quoted header and the call id are the caller's own words: two addresses in a line are a forgery.
    quoted, parting, rest = line[request.end() :].partition(_FAILED_FOR)
    failure = _FAILURE.fullmatch(line[line.rfind(_FAILED_FOR) + len(_FAILED_FOR) :]) if parting else None
    if failure is None or len(quoted) > _QUOTED_MAX_BYTES:
        return []
    is_forged = _FAILED_FOR in rest
    account = _ACCOUNT.search(quoted)
    return [
        Refusal(
            account[1].decode("utf-8", "replace") if account else "",
            "" if is_forged else address_of(failure[1].decode("utf-8", "replace")),
            b"No matching" in failure[2],
        )
    ]


def written_as(path: str) -> str:
    """The file that Asterisk writes for a log of this name: with the machine's name behind it where its
    logger.conf has `appendhostname`."""
    with_host = f"{path}.{socket.gethostname()}"
    return with_host if not os.path.exists(path) and os.path.exists(with_host) else path


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
    def shows_pins(self) -> bool:
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
            with open(written_as(self._path), "r+b" if self._truncate else "rb", opener=self._opener) as file:
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
