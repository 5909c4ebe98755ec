"""A call that loops through the dialplan: its steps are counted, and passed over unread.

In: the bytes of `Newexten` events. Out: whether one is passed over. Pitfall: only steps of a channel that
made more of them in this second than a caller can cause are left out, and never those that enter voicemail,
give a dial tone or dial: those show what the call does.
"""

from __future__ import annotations

STEPS_A_SECOND = 200  # of one channel; a whole FreePBX call makes some 150
CHANNELS_MAX = 5_000
_SHOWING = frozenset({b"dial", b"voicemailmain", b"vmauthenticate", b"voicemail", b"disa"})


class FloodGate:
    """The steps of each channel within a second. passed_over: how many were left out so far."""

    def __init__(self) -> None:
        self.passed_over = 0
        self._steps: dict[bytes, int] = {}
        self._since = 0.0

    def time_is(self, now: float) -> None:
        """Begin to count again when a second has passed. now: seconds of any steady clock."""
        if now - self._since >= 1.0:
            self._since = now
            self._steps.clear()

    def passes_over(self, block: bytes, end: bytes) -> bool:
        """Whether this event is left out. end: what ends a line, so that a value cannot be a header."""
        channel = _value(block, end + b"Uniqueid: ", end)
        steps = self._steps.get(channel, 0) + 1
        if steps > 1 or len(self._steps) < CHANNELS_MAX:
            self._steps[channel] = steps
        if steps <= STEPS_A_SECOND or _value(block, end + b"Application: ", end).lower() in _SHOWING:
            return False
        self.passed_over += 1
        return True


def _value(block: bytes, header: bytes, end: bytes) -> bytes:
    at = block.find(header)
    if at < 0:
        return b""
    begin = at + len(header)
    to = block.find(end, begin)
    return block[begin:] if to < 0 else block[begin:to]
