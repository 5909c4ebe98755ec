"""A caller is asked for a code, over FastAGI: three tries in fifteen seconds.

In: a connection to a channel that waits. Out: whether the right code was keyed. Pitfall: a keyed code is
compared and dropped, it is in no event, log or message (law 8); and silence, a hang-up or a fault of ours is
never a right code.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

CODE_TRIES = 3
CODE_TOTAL_S = 15.0
CODE_WAIT_MS = 4500  # of silence, before or between keys
CODE_DIGITS_MAX = 8
USUAL_PROMPT = "vm-password"  # both are in Asterisk's core sounds
WRONG_PROMPT = "vm-incorrect"
MAX_REPLY_LINES = 50
_RESULT = re.compile(rb"200 result=([0-9*#A-Da-d]*)(?:\s|\Z)")


class Question:
    """One caller who is asked. is_right: compares keyed digits, in a thread; it may take its time."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        is_right: Callable[[str], bool],
        prompt: str,
    ) -> None:
        """prompt: the sound that asks for the code."""
        self._reader = reader
        self._writer = writer
        self._is_right = is_right
        self._prompt = prompt

    async def is_answered(self) -> bool:
        """Whether the right code was keyed in time."""
        try:
            async with asyncio.timeout(CODE_TOTAL_S):
                # Keys are heard for sure only once the caller's own leg is up; that leg costs nothing.
                await command(self._reader, self._writer, "ANSWER")
                return await self._tries()
        except (TimeoutError, OSError, ValueError, asyncio.IncompleteReadError):
            return False

    async def _tries(self) -> bool:
        for number in range(CODE_TRIES):
            if number:
                await command(self._reader, self._writer, f'STREAM FILE {WRONG_PROMPT} ""')
            found = await self._ask(self._prompt)
            if found is None and self._prompt != USUAL_PROMPT:
                self._prompt = USUAL_PROMPT  # a sound that is not there answers like a hang-up
                found = await self._ask(self._prompt)
            if found is None:
                return False  # hung up
            digits = found[1].decode()
            if digits and await asyncio.to_thread(self._compare, digits):
                return True
        return False

    async def _ask(self, prompt: str) -> re.Match[bytes] | None:
        order = f"GET DATA {prompt} {CODE_WAIT_MS} {CODE_DIGITS_MAX}"
        return _RESULT.match(await command(self._reader, self._writer, order))

    def _compare(self, digits: str) -> bool:
        try:
            return self._is_right(digits) is True
        except Exception:  # no fault of ours opens the line
            return False


async def command(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, line: str) -> bytes:
    """Give an order and wait for its reply, b"" when the other side has gone."""
    writer.write(line.encode() + b"\n")
    for _number in range(MAX_REPLY_LINES):
        reply = await reader.readline()
        # "HANGUP" comes unasked; "520-" begins an explanation of several lines.
        if not reply.startswith((b"HANGUP", b"520-")) and reply[:1] != b"\t":
            return reply
    return b""
