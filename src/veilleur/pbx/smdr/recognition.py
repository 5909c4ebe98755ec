"""Which format a live stream has: looked for in its first lines, and cheaply ever after.

In: lines as they come. Out: the format once it is recognised, and the lines that were set aside before.
Pitfall: the same lines must always give the same answer at the same line, because a spool is read again at
each start and outcomes are counted; so nothing here depends on time, and noise (a serial line at the wrong
speed, a stranger's flood) may not cost a look at every format for each of its lines.
"""

from __future__ import annotations

from typing import NamedTuple

from veilleur.pbx.smdr.framing import RawLine
from veilleur.pbx.smdr.parsing import LINES_LOOKED_AT, recognise_lines
from veilleur.records import Format

LOOKED_AT_LATER = 4  # lines, once the first LINES_LOOKED_AT were none
DIGITS_OF_A_RECORD = 6  # a time alone has four
_DIGITS = frozenset(b"0123456789")


class Recognised(NamedTuple):
    """What one more line led to. set_aside: the line that is no longer waited with, None when none is."""

    form: Format | None
    set_aside: RawLine | None


class Recogniser:
    """Waits with lines until their format is known. waiting: those lines, the newest last."""

    def __init__(self, known: Format | None) -> None:
        self._known = known
        self.waiting: list[RawLine] = []
        self._seen = 0

    @property
    def texts(self) -> list[str]:
        """The waiting lines as text."""
        return [text_of(line.data) for line in self.waiting]

    def add(self, line: RawLine) -> Recognised:
        """One more line."""
        self.waiting.append(line)
        self._seen += 1
        form = self._known or self._recognised()
        is_full = form is None and len(self.waiting) > LINES_LOOKED_AT
        return Recognised(form, self.waiting.pop(0) if is_full else None)

    def _recognised(self) -> Format | None:
        if self._seen <= LINES_LOOKED_AT:
            return recognise_lines(self.texts)
        if not all(_may_be_a_record(line.data) for line in self.waiting[-2:]):
            return None
        return recognise_lines([text_of(line.data) for line in self.waiting[-LOOKED_AT_LATER:]])


def _may_be_a_record(data: bytes) -> bool:
    digits = sum(byte in _DIGITS for byte in data)
    printed = sum(byte >= 32 or byte in b"\t\r\n" for byte in data)
    return digits >= DIGITS_OF_A_RECORD and printed >= 0.9 * len(data)


def text_of(data: bytes) -> str:
    """A line as text: UTF-8, else the code page of old printers."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp850")
