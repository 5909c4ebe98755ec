"""Wrong PINs from the switch's log, since Asterisk reports them nowhere else; and refused registrations,
for switches too old to report them by security events.

In: bytes of the log, cut anywhere. Out: findings, and what kinds of lines came. Pitfall: the tried PIN is cut
away as the line is read and goes nowhere; a log without its verbose lines holds no wrong PIN at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from veilleur.pbx.asterisk.events.peer_names import address_of
from veilleur.pbx.asterisk.files.log_lines import LOG_LINE_MAX_BYTES, LogLine, read_line

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
# What Asterisk writes at each step of a call (verbose 3).
_STEP = re.compile(rb"[-= >]{0,16}Executing \[")


class WrongPin(NamedTuple):
    """A PIN that was wrong, for a mailbox as number@context."""

    mailbox: str


class Refusal(NamedTuple):
    """A registration or call that was refused. address: "" where the line was tampered with."""

    account: str
    address: str
    unknown: bool


Finding: TypeAlias = WrongPin | Refusal


@dataclass(slots=True)
class Heard:
    """How many lines came, by what they prove. strange: in no form that is known; verbose, notices: of
    those levels; steps: of calls through the dialplan, which have the level of wrong PINs."""

    lines: int = 0
    strange: int = 0
    verbose: int = 0
    notices: int = 0
    steps: int = 0

    def copy(self) -> Heard:
        """The counts as they are now."""
        return replace(self)


class LogReader:
    """The core without I/O: bytes cut anywhere -> findings."""

    def __init__(self) -> None:
        """A reader at the start of a line."""
        self.heard = Heard()
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
        found: list[Finding] = []
        for line in lines:
            if len(line) > LOG_LINE_MAX_BYTES:
                continue  # of its head only the end would be left
            known = read_line(line)
            if known is None:
                self.heard.strange += bool(line)
            else:
                found += self._read(known)
        return found

    def _read(self, line: LogLine) -> list[Finding]:
        heard = self.heard
        heard.lines += 1
        if line.level == b"VERBOSE":
            heard.verbose += 1
            heard.steps += line.source == b"pbx.c" and _STEP.match(line.text) is not None
        else:
            heard.notices += line.level == b"NOTICE"
        if _VOICEMAIL.fullmatch(line.source):
            pin = _WRONG_PIN.fullmatch(line.text)
            if pin is not None:
                context = pin[2].decode("utf-8", "replace") or "default"
                return [WrongPin(f"{pin[1].decode('utf-8', 'replace')}@{context}")]
        elif line.source.endswith(_SIP_FILES):
            return _refusals(line.text)
        return []


def _refusals(line: bytes) -> list[Finding]:
    request = _REQUEST.match(line)
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
