"""Bytes as they come from a PABX -> whole lines, each with its place in the stream. No I/O.

Pitfall: makers end a line with CR LF, LF CR, CR CR LF, LF, CR or NUL, and one of the two signs may come with
the next piece; so empty lines are dropped here, and never counted.
"""

from __future__ import annotations

import re
from typing import NamedTuple

LONGEST_LINE_BYTES = 8192
_ENDS = re.compile(rb"[\r\n\x00\x0c]+")


class RawLine(NamedTuple):
    """One line: the offset of its first byte in the stream, and the bytes without their ends."""

    offset: int
    data: bytes


class Framer:
    """Cuts a stream into lines. `offset` is where the next byte fed stands in the stream."""

    def __init__(self, offset: int = 0) -> None:
        self.offset = offset
        self._rest = b""

    @property
    def has_half_a_line(self) -> bool:
        """Whether the stream ends within a line."""
        return bool(self._rest)

    def feed(self, data: bytes) -> list[RawLine]:
        """The lines that are whole with these bytes."""
        held = self._rest + data
        start = self.offset - len(self._rest)
        self.offset += len(data)
        found, at = [], 0
        for end in _ENDS.finditer(held):
            if end.start() > at:
                found.append(RawLine(start + at, held[at : end.start()]))
            at = end.end()
        while len(held) - at > LONGEST_LINE_BYTES:
            # No PABX prints so much: noise, and memory must not grow with it.
            found.append(RawLine(start + at, held[at : at + LONGEST_LINE_BYTES]))
            at += LONGEST_LINE_BYTES
        self._rest = held[at:]
        return found
