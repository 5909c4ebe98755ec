"""A trunk with the real gate on it: PBX and operator are played, the guard's line is answered by a test."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from lab.addresses import free_network, free_port
from lab.gate import SECRET, RealGate
from lab.sip_operator import Operator
from lab.sip_peer import WAITS_S, Pbx
from veilleur.pbx.adapter import Answer, GuardHooks
from veilleur.pbx.gate.line import GateLine
from veilleur.pbx.gate.settings import GateSettings, Trunk
from veilleur.pbx.gate.setup.plan import GatePlan
from veilleur.words.events import Event, FeedRestored, Snapshot
from veilleur.words.site import Site

SITE = Site(extensions=("2XX",))
DOMAIN = "sip.op.example"
GATE_PORT = 5070


def gate_plan(network: str, **more: Any) -> GatePlan:
    """The gate of a loopback network: PBX .1, operator .2 and .3, gate .9."""
    plan = GatePlan(
        site=SITE,
        address=f"{network}.9",
        port=GATE_PORT,
        transports=("udp",),
        pbx=f"sip:{network}.1:5060",
        pbx_networks=(f"{network}.1",),
        operator_networks=(f"{network}.2", f"{network}.3"),
        trunks=(Trunk(DOMAIN, (f"sip:{network}.2:5060", f"sip:{network}.3:5060")),),
        guard_port=free_port(),
        secret=SECRET,
        waits="always",
        workers=2,
        calls_per_second=10_000,
        answer_ms=20_000,  # the guard shares a process with the test: a busy machine is no absent guard
        silent_s=60,
    )
    return replace(plan, **more)


@dataclass
class PlayedGuard:
    """The guard's line with a judge of the test's own: what begins with 00371 is refused."""

    plan: GatePlan
    asked: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    says: Callable[[str], str] = lambda number: "refuse" if "371" in number else "allow"

    def __post_init__(self) -> None:
        hooks = GuardHooks(
            decide=self._decide,
            code_is_right=lambda *_words: False,
            emit=self.events.append,
            now=time.time,
            chance=lambda: 0.0,
            numbering=None,  # type: ignore[arg-type]
            say=lambda _text: None,
            note=lambda _note: None,
            on_fault=self._fault,
        )
        settings = GateSettings(port=self.plan.guard_port, secret=self.plan.secret)
        self.line = GateLine(settings, self.plan.site, hooks)
        self._seeing = asyncio.Event()

    def _decide(self, event: Any) -> Answer:
        self.asked.append(event.number)
        return Answer(self.says(event.number))

    def _fault(self, _during: str, error: BaseException) -> None:
        raise error

    def _take(self, event: Event) -> None:
        self.events.append(event)
        if isinstance(event, FeedRestored):
            self._seeing.set()

    async def start(self) -> None:
        """Connect, and wait until the gate has named its calls."""
        self._task = asyncio.create_task(self.line.run(self._take))
        async with asyncio.timeout(WAITS_S):
            await self._seeing.wait()

    async def stop(self) -> None:
        """As if its process ended."""
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    def of(self, kind: type[Any]) -> list[Any]:
        """The events of a kind."""
        return [event for event in self.events if isinstance(event, kind)]

    async def until(self, holds: Callable[[], object], limit_s: float = WAITS_S) -> None:
        """Wait until something holds.

        Raises:
            TimeoutError: when it does not in time.
        """
        async with asyncio.timeout(limit_s):
            while not holds():  # noqa: ASYNC110 - what it waits for is another program's work
                await asyncio.sleep(0.01)

    async def alive(self) -> tuple[Any, ...]:
        """The calls that the gate itself believes alive."""
        snapshots = len(self.of(Snapshot))
        self.line._send("list")
        await self.until(lambda: len(self.of(Snapshot)) > snapshots)
        return tuple(self.of(Snapshot)[-1].calls)


@dataclass
class PlayedTrunk:
    """All that stands on one trunk."""

    network: str
    gate: RealGate
    plan: GatePlan
    pbx: Pbx
    operator: Operator
    second: Operator
    guard: PlayedGuard


@dataclass(frozen=True)
class Ways:
    """By what PBX and operator speak with the gate: UDP, TCP or TLS; for TLS a certificate and its key."""

    pbx: str = "UDP"
    operator: str = "UDP"
    certificate: Path | None = None
    key: Path | None = None

    def of_plan(self, network: str) -> dict[str, Any]:
        """What a gate needs to speak so."""
        way = {"UDP": "", "TCP": ";transport=tcp", "TLS": ";transport=tls"}
        hops = tuple(f"sip:{network}.{place}:5060{way[self.operator]}" for place in (2, 3))
        more: dict[str, Any] = {
            "pbx": f"sip:{network}.1:5060{way[self.pbx]}",
            "trunks": (Trunk(DOMAIN, hops),),
            "transports": ("udp", "tcp") if self.certificate is None else ("udp", "tcp", "tls"),
        }
        if self.certificate is not None:
            more |= {"certificate": str(self.certificate), "key": str(self.key), "verifies": False}
        return more


@asynccontextmanager
async def trunk(
    *,
    guarded: bool = True,
    headers: tuple[tuple[str, str], ...] = (),
    ways: Ways | None = None,
    network: str = "",
    resolver: str = "",
    **more: Any,
) -> AsyncIterator[PlayedTrunk]:
    """One trunk; the guard's line is open unless guarded=False. more: of the plan."""
    network = network or free_network()
    plan = gate_plan(network, **({} if ways is None else ways.of_plan(network)) | more)
    port = GATE_PORT + 1 if ways is not None and ways.pbx == "TLS" else GATE_PORT
    pbx = Pbx(f"{network}.1", (f"{network}.9", port), DOMAIN, headers)
    operator, second = Operator(f"{network}.2"), Operator(f"{network}.3")
    if ways is not None:
        pbx.speak(ways.pbx, ways.certificate, ways.key)
        for peer in (operator, second):
            peer.speak(ways.operator, ways.certificate, ways.key)
    guard = PlayedGuard(plan)
    with RealGate(plan, resolver=resolver) as gate:
        for peer in (pbx, operator, second):
            await peer.start()
        if pbx.streams is not None:
            await pbx.streams.connect(pbx.host, pbx.gate)
        try:
            if guarded:
                await guard.start()
            yield PlayedTrunk(network, gate, plan, pbx, operator, second, guard)
        finally:
            if guarded:
                await guard.stop()
            for peer in (pbx, operator, second):
                peer.stop()
