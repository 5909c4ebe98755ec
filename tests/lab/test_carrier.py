"""The laboratory's carrier writes down how each call ended, also one that was given up as it was answered."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple

import pytest
from lab.carrier import Carrier
from lab.waiting import until

pytestmark = [pytest.mark.lab, pytest.mark.slow]

NUMBER = "0037129011007"
LIMIT_S = 30.0


class Caller(NamedTuple):
    """A SIP user agent whose requests the test orders, in any sequence."""

    line: socket.socket
    carrier: Carrier

    def send(self, method: str, sequence_method: str = "") -> None:
        """One request of the only call there is."""
        address, port = self.line.getsockname()
        headers = (
            f"{method} sip:{NUMBER}@{self.carrier.address}:{self.carrier.port} SIP/2.0",
            f"Via: SIP/2.0/UDP {address}:{port};branch=z9hG4bK-only",
            f"From: <sip:100@{address}:{port}>;tag=caller",
            f"To: <sip:{NUMBER}@{self.carrier.address}:{self.carrier.port}>",
            "Call-ID: only-call",
            f"CSeq: 1 {sequence_method or method}",
            "Max-Forwards: 70",
            "Content-Length: 0",
        )
        self.line.sendto(
            ("\r\n".join(headers) + "\r\n\r\n").encode(), (self.carrier.address, self.carrier.port)
        )

    def receives(self, status: str, method: str) -> None:
        """Wait for an answer to one of its requests, passing over others."""
        while True:
            answer = self.line.recv(65_535).decode()
            if answer.startswith(f"SIP/2.0 {status}") and f"CSeq: 1 {method}" in answer:
                return


@pytest.fixture(params=[0, 0.3], ids=["at once", "after ringing"])
def caller(request: pytest.FixtureRequest) -> Iterator[Caller]:
    with (
        Carrier(rings_s=request.param) as carrier,
        closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as line,
    ):
        line.bind(("127.0.0.1", 0))
        line.settimeout(LIMIT_S)
        yield Caller(line, carrier)


def rings(caller: Caller) -> None:
    """Call until the carrier stands and has answered: SIPp needs a moment to start."""
    caller.line.settimeout(0.2)

    def answered() -> bool:
        caller.send("INVITE")
        try:
            caller.receives("200", "INVITE")
        except TimeoutError:
            return False
        return True

    until(answered, "the carrier answers")
    caller.line.settimeout(LIMIT_S)


def test_a_cancel_that_crosses_the_answer_comes_too_late_and_the_end_is_still_billed(caller: Caller) -> None:
    rings(caller)
    caller.send("CANCEL")
    caller.receives("200", "CANCEL")
    caller.send("ACK")
    caller.send("BYE")
    caller.receives("200", "BYE")
    assert caller.carrier.answered(1) == [NUMBER]
    until(lambda: caller.carrier.calls()[0].ended_at is not None, "its end")
