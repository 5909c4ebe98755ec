"""What gate and guard say to each other, as bytes: netstrings of JSON one way, of plain words the other.

In: bytes, cut anywhere. Out: one `Frame` for each message. Pitfall: what a caller wrote (names, headers,
Call-IDs) is hexadecimal inside the JSON, so that nothing of it can look like a message of the gate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from veilleur.words.plain_json import parsed

FRAME_MAX_BYTES = 32_768
_LENGTH_MAX_DIGITS = 5
_TEXTS = ("c", "t", "n", "f", "i", "p", "r", "d", "h", "u")  # of the caller's making
_PLAIN = ("k", "id", "a", "q", "b", "up", "now", "s", "l", "held")
FIELD_MAX_CHARACTERS = 512


class FrameError(ValueError):
    """The bytes are no messages of a gate."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message of the gate.

    kind: ask, started, challenged, answered, ended, incoming, alive, listed or pong. The rest by key: c the
    Call-ID, t the From-tag, n the number, f the user of From, i, p, r, d and h the
    headers P-Asserted-Identity, P-Preferred-Identity, Remote-Party-ID, Diversion and History-Info, u the
    agent, a the network address, q the CSeq, b and up the times of begin and answer, s the last status,
    l "1" for one that the gate's own rule let pass, id the waiting question, held how many dialogs and
    how many entries of each table of calls the gate keeps.
    """

    kind: str
    fields: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.fields.get(key, "")


class FrameParser:
    """Bytes -> frames; give it each chunk as it comes."""

    def __init__(self) -> None:
        self._buffer = b""

    def feed(self, data: bytes) -> list[Frame]:
        """The messages that are whole now.

        Raises:
            FrameError: when these are no messages; nothing more can be read of this connection.
        """
        self._buffer += data
        frames = []
        while self._buffer:
            head, colon, rest = self._buffer.partition(b":")
            if not colon:
                if len(head) > _LENGTH_MAX_DIGITS or not head.isdigit():
                    raise FrameError("no length")
                break
            if not head.isdigit() or len(head) > _LENGTH_MAX_DIGITS or int(head) > FRAME_MAX_BYTES:
                raise FrameError("no length")
            length = int(head)
            if len(rest) <= length:
                break
            if rest[length : length + 1] != b",":
                raise FrameError("no end")
            self._buffer = rest[length + 1 :]
            frames.append(_frame(rest[:length]))
        return frames


def netstring(*words: str) -> bytes:
    """A message to the gate: words that hold no bar."""
    data = "|".join(words).encode("ascii", "replace")
    return b"%d:%b," % (len(data), data)


def hexadecimal(text: str) -> str:
    """A text that came from the gate, as the gate takes it back."""
    return text.encode("utf-8", "surrogateescape").hex()


def _frame(data: bytes) -> Frame:
    try:
        read = parsed(data)
    except ValueError as error:
        raise FrameError("no JSON") from error
    if not isinstance(read, dict) or not isinstance(read.get("k"), str):
        raise FrameError("no kind")
    fields = {key: read[key] for key in _PLAIN if isinstance(read.get(key), str)}
    for key in _TEXTS:
        fields[key] = _text(read.get(key))
    return Frame(read["k"], fields)


def _text(value: object) -> str:
    """What a caller wrote; "" for what was not there. Bytes that are no text can still be given back."""
    try:
        data = bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError:  # `<null>`: the header is absent
        return ""
    return data.decode("utf-8", "surrogateescape")[:FIELD_MAX_CHARACTERS]
