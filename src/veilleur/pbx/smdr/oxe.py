"""Alcatel-Lucent OmniPCX Enterprise: accounting tickets in real time over Ethernet (TCP 2533).

Each message is a length of two bytes and that many bytes. The client says `S`, the call server in charge
answers `P`, then tickets come, 772 bytes each, and a test of the line every half minute. As a public
collector speaks it (release ED5.2); not tried on a real one. Pitfall: only one client is served.
"""

from __future__ import annotations

from typing import NamedTuple

from veilleur.words.errors import SwitchError

PORT = 2533
HELLO = b"\x00\x01S"
LONGEST_MESSAGE_BYTES = 8192
_IN_CHARGE, _BEGIN = b"P", b"\x00\x02\x00\x00"
_TEST, _TEST_ANSWER = b"TEST_REQ", b"\x00\x08TEST_RSP"
_TICKET = b"\x01\x00\x02\x00"  # beside these come empty, traffic and VoIP messages
_TICKET_BYTES = slice(4, 4 + 525)


class Heard(NamedTuple):
    """What bytes of the server lead to: whole tickets, and what to answer."""

    tickets: list[bytes]
    answer: bytes


class TicketStream:
    """The protocol without I/O: bytes cut anywhere -> tickets and answers."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Heard:
        """The messages that are whole with these bytes.

        Raises:
            SwitchError: when the stream is not this protocol.
        """
        held, tickets, answer = self._rest + data, [], b""
        while len(held) >= 2:
            length = int.from_bytes(held[:2], "big")
            if not 0 < length <= LONGEST_MESSAGE_BYTES:
                raise SwitchError("a message of {count} bytes is none of an OmniPCX Enterprise", count=length)
            if len(held) < 2 + length:
                break
            message, held = held[2 : 2 + length], held[2 + length :]
            if message == _IN_CHARGE:
                answer += _BEGIN
            elif message == _TEST:
                answer += _TEST_ANSWER
            elif message.startswith(_TICKET):
                tickets.append(message[_TICKET_BYTES].rstrip(b"\x00 "))
        self._rest = held
        return Heard(tickets, answer)
