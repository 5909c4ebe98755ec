"""The event socket's bytes as messages: a parser without I/O.

In: bytes, in pieces of any size. Out: messages; of an event only the headers in `KEPT`. Pitfall: DTMF events
and voicemail's own events bear digits, PINs and passwords: whatever is not listed here is dropped before
anybody can see it, and an application's data is kept for voicemail alone.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

HEAD_MAX_BYTES = 65_536
BODY_LARGEST_BYTES = 8_000_000  # `show channels` of some thousand calls, or a whole context of a dialplan
VALUE_MAX_CHARACTERS = 300
EVENT = "text/event-plain"
_LENGTH = re.compile(r"[0-9]{1,9}")

KEPT = frozenset(
    {
        "Event-Name",
        "Event-Subclass",
        "Event-Date-Timestamp",
        "Unique-ID",
        "Old-Unique-ID",
        "Channel-Name",
        "Channel-Call-UUID",
        "Call-Direction",
        "Answer-State",
        "Caller-Username",
        "Caller-Caller-ID-Number",
        "Caller-Destination-Number",
        "Caller-RDNIS",
        "Caller-Network-Addr",
        "Other-Leg-Unique-ID",
        "Hangup-Cause",
        "Application",
        "Application-Data",
        "variable_hangup_cause_q850",
        "variable_originator",
        "variable_sip_auth_username",
        "variable_sip_gateway_name",
        "variable_sip_user_agent",
        "variable_user_name",
        "VM-Action",
        "VM-Auth-Result",
        "VM-User",
        "VM-Domain",
        "from-user",
        "to-user",
        "username",
        "network-ip",
        "user-agent",
    }
)
_DATA_OF = "voicemail"


class EslError(ValueError):
    """Not what an event socket sends."""


class Message(NamedTuple):
    """One message. kind: its Content-Type; reply: Reply-Text; headers: of an event; body: of an answer."""

    kind: str
    reply: str
    headers: dict[str, str]
    body: str


class EslParser:
    """Cuts a stream into messages."""

    def __init__(self) -> None:
        self._buffer = b""
        self._head: dict[str, str] | None = None
        self._length = 0

    def feed(self, data: bytes) -> list[Message]:
        """The messages that are whole with these bytes.

        Raises:
            EslError: when they are none; the connection is of no use any more.
        """
        self._buffer += data
        found = []
        while (message := self._next()) is not None:
            found.append(message)
        return found

    def _next(self) -> Message | None:
        if self._head is None:
            self._buffer = self._buffer.lstrip(b"\n")
            end = self._buffer.find(b"\n\n")
            if end > HEAD_MAX_BYTES or (end < 0 and len(self._buffer) > HEAD_MAX_BYTES):
                raise EslError("no end of a head")
            if end < 0:
                return None
            self._head = _headers(self._buffer[:end])
            self._length = _length(self._head.get("Content-Length", "0"))
            self._buffer = self._buffer[end + 2 :]
        if len(self._buffer) < self._length:
            return None
        body, self._buffer = self._buffer[: self._length], self._buffer[self._length :]
        head, self._head = self._head, None
        kind = head.get("Content-Type", "")
        if kind == EVENT:
            return Message(kind, "", _event(body), "")
        return Message(kind, head.get("Reply-Text", ""), {}, body.decode("utf-8", "replace"))


def _length(text: str) -> int:
    if not _LENGTH.fullmatch(text) or int(text) > BODY_LARGEST_BYTES:
        raise EslError("no length")
    return int(text)


def _headers(data: bytes) -> dict[str, str]:
    found = {}
    for line in data.split(b"\n"):
        name, colon, value = line.partition(b":")
        if not colon:
            raise EslError("no header")
        found[name.decode("ascii", "replace")] = value.strip().decode("utf-8", "replace")
    return found


def _event(body: bytes) -> dict[str, str]:
    """The headers of an event that are kept, decoded."""
    found: dict[str, str] = {}
    for line in body.partition(b"\n\n")[0].split(b"\n"):
        raw, colon, value = line.partition(b":")
        name = raw.decode("ascii", "replace")
        if colon and name in KEPT and name not in found:
            text = unquote(value.strip().decode("utf-8", "replace"), errors="replace")
            found[name] = text[:VALUE_MAX_CHARACTERS]
    if found.get("Application") != _DATA_OF:
        found.pop("Application-Data", None)
    return found


def command(*words: str) -> bytes:
    """A command as the event socket takes it; a word never holds the end of a line.

    Raises:
        EslError: when one does.
    """
    line = " ".join(words)
    if not line.isprintable():
        raise EslError("no command")
    return line.encode() + b"\n\n"
