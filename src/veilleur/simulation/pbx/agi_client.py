"""One FastAGI exchange as Asterisk holds it: bytes in, bytes out, a verdict or a failure.

Pitfall: a server that closes or talks nonsense is not an error for Asterisk; the variable just stays empty.
Only the exact word `allow` lets a call pass; an empty one means that the fail policy of law 9 decides.
"""

from __future__ import annotations

import re
from enum import StrEnum

AGI_ANSWER_WITHIN_S = 2.0  # law 9
CODE_WITHIN_S = 60.0  # while the caller keys a code
ALLOW = "allow"
LINE_MAX_BYTES = 8192
_SET = re.compile(r'SET VARIABLE (VEILLEUR(?:_WHY)?) "?([^"]*)"?\s*', re.IGNORECASE)


class AskState(StrEnum):
    """Where the exchange stands."""

    WAITING = "waiting"
    ANSWERED = "answered"  # a word was set, whatever the word
    FAILED = "failed"  # closed, or out of time, with no word


class Ask:
    """The client's half of one exchange. `script` is `ask`, `mailbox` or `code`.

    Arguments go out as `name=value`, as the dialplan that Veilleur hands out writes them.
    """

    def __init__(
        self, script: str, arguments: dict[str, str], at: float, within_s: float = AGI_ANSWER_WITHIN_S
    ) -> None:
        self.script = script
        self.arguments = arguments
        self.within_s = within_s
        self.deadline = at + within_s
        self.state = AskState.WAITING
        self.word = ""
        self.why = ""
        self._buffer = b""
        self._output = bytearray(self._greeting())

    def _greeting(self) -> bytes:
        values = self.arguments
        lines = [
            "agi_network: yes",
            f"agi_network_script: {self.script}",
            f"agi_request: agi://127.0.0.1/{self.script}",
            f"agi_channel: {values.get('channel', '')}",
            "agi_language: fr",
            "agi_type: PJSIP",
            f"agi_uniqueid: {values.get('unique', '')}",
            f"agi_callerid: {values.get('caller', '') or 'unknown'}",
            "agi_context: veilleur",
            f"agi_extension: {values.get('number', '')}",
            "agi_priority: 1",
        ]
        lines += [f"agi_arg_{place}: {name}={value}" for place, (name, value) in enumerate(values.items(), 1)]
        return ("\n".join(lines) + "\n\n").encode("latin-1", "replace")

    def take_output(self) -> bytes:
        """What is to be sent to the server now."""
        output = bytes(self._output)
        self._output.clear()
        return output

    def receive(self, data: bytes) -> None:
        """Bytes of the server, cut anywhere."""
        if self.state is AskState.FAILED:
            return
        self._buffer += data
        while b"\n" in self._buffer:
            line, self._buffer = self._buffer.split(b"\n", 1)
            self._line(line.decode("latin-1").strip())
        self._buffer = self._buffer[-LINE_MAX_BYTES:]

    def _line(self, line: str) -> None:
        match = _SET.fullmatch(line)
        if line.upper().startswith(("GET DATA", "WAIT FOR DIGIT")):
            self._output += b"200 result= (timeout)\n"  # nobody here keys a code
            return
        if match is None:
            known = line.upper().startswith(("VERBOSE", "NOOP", "GET VARIABLE", "SET "))
            self._output += b"200 result=1\n" if known else b"510 Invalid or unknown command\n"
            return
        if match[1].upper() == "VEILLEUR":
            self.word = match[2]
            self.state = AskState.ANSWERED
        else:
            self.why = match[2]
        self._output += b"200 result=1\n"

    def close(self) -> None:
        """The server closed, could not be reached, or the time is over."""
        if self.state is AskState.WAITING:
            self.state = AskState.FAILED

    @property
    def allows(self) -> bool:
        """Whether the exact word that means allow was said."""
        return self.state is AskState.ANSWERED and self.word == ALLOW
