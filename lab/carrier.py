"""The carrier of the laboratory: SIPp on loopback that answers and writes down every call."""

from __future__ import annotations

import re
import time
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from lab.addresses import free_port
from lab.scenarios import ringing_carrier
from lab.sip import Sip

SCENARIO = Path(__file__).parent / "sipp" / "carrier.xml"
_LINE = re.compile(r"^(answered|ended) (\S+) (\S+) .*?([0-9]+\.[0-9]+)\s*$", re.MULTILINE)


class CarriedCall(NamedTuple):
    """One call as the carrier bills it. Times in seconds since 1970 UTC; ended_at None: still running."""

    number: str
    answered_at: float
    ended_at: float | None

    def seconds(self, now: float | None = None) -> float:
        """Answered time; of a running call up to `now`."""
        until = self.ended_at if self.ended_at is not None else (now if now is not None else time.time())
        return max(0.0, until - self.answered_at)


class Carrier:
    """A trunk provider that answers every call. Ends by itself after `limit_s` seconds.

    rings_s: how long the far end rings before; 0 answers at once, faster than any true carrier.
    """

    def __init__(
        self, limit_s: int = 120, address: str = "127.0.0.1", port: int = 0, rings_s: float = 0
    ) -> None:
        self._limit_s = limit_s
        self._rings_s = rings_s
        self.address = address
        self.port = port or free_port()

    def __enter__(self) -> Carrier:
        scenario = ringing_carrier(self._rings_s) if self._rings_s else SCENARIO.read_text()
        self._sip = Sip(scenario, "-i", self.address, "-p", str(self.port), limit_s=self._limit_s)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sip.stop()

    def calls(self) -> list[CarriedCall]:
        """Every call that was answered so far, in order."""
        found: dict[str, CarriedCall] = {}
        for kind, number, call, at in _LINE.findall(self._sip.written()):
            if kind == "answered":
                found[call] = CarriedCall(number, float(at), None)
            elif call in found:
                found[call] = found[call]._replace(ended_at=float(at))
        return list(found.values())

    def answered(self, at_least: int = 0, limit_s: float = 30.0) -> list[str]:
        """The numbers whose calls were answered so far, in order.

        SIPp writes its log a moment after the call: `at_least` waits, in time, for that number of lines.
        """
        until = time.monotonic() + limit_s
        while True:
            numbers = [call.number for call in self.calls()]
            if len(numbers) >= at_least or time.monotonic() > until:
                return numbers
            time.sleep(0.02)

    def pjsip_conf(self, port: int) -> str:
        """The trunk towards this carrier for a switch whose SIP port is `port`."""
        return (
            f"[udp]\ntype=transport\nprotocol=udp\nbind=127.0.0.1:{port}\n"
            f"[carrier]\ntype=aor\ncontact=sip:{self.address}:{self.port}\n"
            "[carrier]\ntype=endpoint\naors=carrier\ncontext=incoming\ndisallow=all\nallow=alaw\n"
        )
