"""The Asterisk Manager Interface as a parser without I/O: bytes in, messages out.

The states are two: `banner` (until the first line end) and `messages`. What ends a line in the banner
(CR LF or LF) ends every line of the connection, so a lone LF inside a value of a CR LF stream, such
as a hostile caller name, can neither begin a header nor end a message.

| bytes | outcome |
|---|---|
| banner line | `Parser.banner` |
| `Event: name` first, name wanted | `Message` whose headers are read when first asked for |
| `Event: name` first, not wanted | skipped unread |
| `Response: Follows` | one message up to `--END COMMAND--`, its text under `Output` |
| more than `max_message` bytes without an end | `AmiError`: the connection is of no more use |

Pitfall: secrets go at this door (law 8). PINs, secrets and keyed digits are in no `Message`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from veilleur.pbx.asterisk.ami.flood import FloodGate
from veilleur.words.errors import SwitchError

MAX_MESSAGE_BYTES = 1 << 20
END_COMMAND = b"--END COMMAND--"
_DROPPED = frozenset(
    """newpassword oldpassword secret key password md5secret authsecret challenge receivedchallenge
    receivedhash expectedresponse response""".split()
)
_KEY_IS_NO_SECRET = frozenset({"dbgettreeresponse", "dbgetresponse"})


class AmiError(SwitchError):
    """The bytes are not those of a manager interface."""


class Message:
    """One message. Header names are lower case; a repeated header keeps its first value in `get`."""

    __slots__ = ("_end", "_fields", "_lists", "_raw", "name")

    def __init__(self, name: str, raw: bytes, end: bytes = b"\r\n") -> None:
        """name: of the event, "" for a response."""
        self.name = name
        self._raw = raw
        self._end = end
        self._fields: dict[str, str] | None = None
        self._lists: dict[str, list[str]] = {}

    @property
    def fields(self) -> dict[str, str]:
        """All headers, secrets left out."""
        fields = self._fields
        if fields is None:
            fields = self._fields = self._read()
        return fields

    def get(self, key: str, default: str = "") -> str:
        """The (first) value of a header, by its name in lower case."""
        return self.fields.get(key, default)

    def all(self, key: str) -> list[str]:
        """Every value of a header, in order."""
        first = self.fields.get(key)
        return self._lists.get(key, [] if first is None else [first])

    def __repr__(self) -> str:
        """Names of headers only: values may be personal."""
        return f"Message({self.name!r}, {sorted(self.fields)})"

    def _read(self) -> dict[str, str]:
        raw, self._raw = self._raw, b""
        output = ""
        if raw[:17].lower() == b"response: follows":
            raw, output = _split_command(raw, self._end)
        text = _decode(raw)
        fields: dict[str, str] = {}
        for line in text.split("\r\n" if self._end == b"\r\n" else "\n"):
            key, colon, value = line.partition(":")
            if not colon:
                continue
            key = _header(key)
            if value[:1] == " ":
                value = value[1:]
            if key in _DROPPED and not self._is_harmless(key):
                continue
            if key == "digit" and value != "#":
                value = "x"  # the hash key ends a group of keys and is part of no PIN
            if key in fields:
                self._lists.setdefault(key, [fields[key]]).append(value)
            else:
                fields[key] = value
        if output:
            fields["output"] = output
        return fields

    def _is_harmless(self, key: str) -> bool:
        """Whether a header that may hold a secret holds none in this message."""
        if key == "response":
            return self.name != "ChallengeResponseFailed"
        if key == "challenge":
            return not self.name  # in an answer: the number that our own login is to be proved with
        return key == "key" and self.name.lower() in _KEY_IS_NO_SECRET


class Parser:
    """Bytes, cut anywhere -> messages. `wanted`: names of events to read; None reads all. `flood`: leaves out
    the steps of calls that loop."""

    def __init__(
        self,
        wanted: frozenset[bytes] | None = None,
        max_message: int = MAX_MESSAGE_BYTES,
        flood: FloodGate | None = None,
    ) -> None:
        """A parser for one new connection."""
        self._flood = flood
        self.banner = ""
        self._wanted = wanted
        self._max = max_message
        self._buffer = b""
        self._end = b""
        self._command = b""
        self._scanned = 0

    def feed(self, data: bytes) -> Iterator[Message]:
        """The messages that these bytes complete.

        Raises:
            AmiError: when the peer is no manager interface, or a message has no end.
        """
        self._buffer += data
        if not self._end and not self._read_banner():
            return
        separator = self._end + self._end
        # Only the new bytes are searched: a message that arrives byte by byte stays linear.
        at = self._buffer.find(separator, max(0, self._scanned - 3))
        if at < 0:
            self._scanned = len(self._buffer)
            self._check_size()
            return
        blocks = self._buffer.split(separator)
        self._buffer = blocks.pop()
        self._scanned = len(self._buffer)
        wanted, flood = self._wanted, self._flood
        end = self._end
        for block in blocks:
            if block[:7] == b"Event: " and not self._command:
                name = block[7 : block.find(end)] if end in block else block[7:]
                if name == b"Newexten" and flood is not None and flood.passes_over(block, end):
                    continue
                if wanted is None or name in wanted:
                    yield Message(name.decode("latin-1"), block, end)
                continue
            message = self._other(block)
            if message is not None:
                yield message
        self._check_size()

    def _read_banner(self) -> bool:
        line, newline, rest = self._buffer.partition(b"\n")
        if not newline:
            if len(self._buffer) > 512:
                raise AmiError("what answers is not an Asterisk manager interface: check its host and port")
            return False
        self._end = b"\r\n" if line.endswith(b"\r") else b"\n"
        self.banner = line.rstrip(b"\r").decode("latin-1")
        if "Call Manager" not in self.banner:
            raise AmiError("what answers is not an Asterisk manager interface: check its host and port")
        self._buffer = rest
        return True

    def _other(self, block: bytes) -> Message | None:
        end = self._end
        if self._command:
            block = self._command + end + end + block
            self._command = b""
        block = block.lstrip(b"\r\n")
        if not block:
            return None
        if block[:17].lower() == b"response: follows" and not block.rstrip().endswith(END_COMMAND):
            if len(block) > self._max:
                raise AmiError("the PBX sent a message without an end")
            self._command = block
            return None
        name = ""
        if block[:6].lower() == b"event:":
            first = block.split(end, 1)[0]
            stripped = first[6:].strip()
            if self._wanted is not None and stripped not in self._wanted:
                return None
            name = stripped.decode("latin-1")
        return Message(name, block, end)

    def _check_size(self) -> None:
        if len(self._buffer) + len(self._command) > self._max:
            self._buffer = b""
            raise AmiError("the PBX sent a message without an end")


def encode_action(name: str, fields: Mapping[str, str]) -> bytes:
    """The bytes of an action.

    Raises:
        ValueError: when a name or value holds a line break, which would smuggle in a header.
    """
    lines = [f"Action: {name}", *(f"{key}: {value}" for key, value in fields.items())]
    for line in lines:
        if "\r" in line or "\n" in line or "\0" in line:
            raise ValueError(f"a value of action {name!r} holds a line break")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@lru_cache(maxsize=1_000)
def _header(name: str) -> str:
    """The name of a header in lower case; a list of a hundred thousand rows has the same ten in each."""
    return name.strip().lower()


def _decode(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _split_command(raw: bytes, end: bytes) -> tuple[bytes, str]:
    """Headers and text of an answer in the old layout."""
    lines = raw.split(end)
    count = 1
    while count < len(lines) and lines[count].partition(b":")[0].lower() in (b"privilege", b"actionid"):
        count += 1
    text = _decode(end.join(lines[count:])).rstrip()
    return end.join(lines[:count]), text.removesuffix(END_COMMAND.decode()).rstrip()
