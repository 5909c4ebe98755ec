"""What the gate bears, and what stays of it at twice that: emergency calls and calls that were decided.

In: a gate's plan. Out: the highest rate of calls that all got their answer in time, and what came of
emergency and decided calls under a flood. PBX and operator of those are played, and repeat what is lost as
SIP does; the flood is SIPp's, from another address to another operator. Pitfall: all share one machine, so
that what the gate bears is what it bears beside its own load.
"""

from __future__ import annotations

import asyncio
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lab.addresses import free_network
from lab.gate import RealGate
from lab.sip import Sip
from lab.sip_operator import Operator
from lab.sip_peer import Call, Message, Pbx
from lab.sip_streams import Address
from lab.switch import DIES_WITH_US
from lab.trunk import DOMAIN, GATE_PORT, gate_plan
from veilleur.pbx.gate.settings import Trunk
from veilleur.pbx.gate.setup.plan import GatePlan

FLOODED = "load.example"  # the operator of the flood
ABROAD, NATIONAL = "00493012345", "0199001234"
FIRST_RATE, MOST_RATE = 400, 12_800  # calls a second
NARROW = 1.15  # the search ends when a rate that is borne and one that is not are this near
LATE_MS = 500.0  # an INVITE that got no reply by then is sent again
REPEATED_AFTER_S = (0.5, 1.0, 2.0, 4.0, 4.0, 4.0, 4.0, 4.0, 8.0)  # SIP's timer A, and to its end
EMERGENCY_EVERY_S = 0.2
_FLOOD = """\
<?xml version="1.0"?>
<scenario name="flood">
<send retrans="500"><![CDATA[

      INVITE sip:{number}@{domain} SIP/2.0
      Via: SIP/2.0/UDP [local_ip]:[local_port];branch=z9hG4bK[pid]x[call_number]
      Route: <sip:[remote_ip]:[remote_port];lr>
      From: <sip:204@{domain}>;tag=[pid]x[call_number]
      To: <sip:{number}@{domain}>
      Call-ID: [call_id]
      CSeq: 1 INVITE
      Contact: <sip:204@[local_ip]:[local_port]>
      Max-Forwards: 70
      Content-Length: 0

]]></send>
<recv response="100" optional="true"/>
<recv response="503" optional="true" next="refused"/>
<recv response="603" optional="true" next="refused"/>
<recv response="200" rrs="true"/>
{ack}
{bye}
<recv response="200" next="over"/>
<label id="refused"/>
<send><![CDATA[

      ACK sip:{number}@{domain} SIP/2.0
      Via: SIP/2.0/UDP [local_ip]:[local_port];branch=z9hG4bK[pid]x[call_number]
      From: <sip:204@{domain}>;tag=[pid]x[call_number]
      To: <sip:{number}@{domain}>[peer_tag_param]
      Call-ID: [call_id]
      CSeq: 1 ACK
      Max-Forwards: 70
      Content-Length: 0

]]></send>
<label id="over"/>
</scenario>
"""
# A request within a dialog, in SIPp's own terms.
INSIDE_DIALOG = """\
<send{more}><![CDATA[

      {method} [next_url] SIP/2.0
      Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
      [routes]
      From: <sip:{caller}@{domain}>;tag=[pid]x[call_number]
      To: <sip:{number}@{domain}>[peer_tag_param]
      Call-ID: [call_id]
      CSeq: {sequence} {method}
      Max-Forwards: 70
      Content-Length: 0

]]></send>
"""


def most_borne(holds: Callable[[int], bool], seconds: float) -> int:
    """The highest rate that holds, by doubling and halving for some seconds; 0 when the first does not."""
    until = time.monotonic() + seconds
    borne, missed = 0, 0
    rate = FIRST_RATE
    while rate <= MOST_RATE and time.monotonic() < until:
        if holds(rate):
            borne = rate
        else:
            missed = rate
        if missed and (not borne or missed / borne <= NARROW):
            break
        rate = (borne + missed) // 2 if missed else borne * 2
    return borne


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of the calls that must get through a flood.

    slowest_s: of the answers, from the first INVITE. unasked: decided calls that were asked about again.
    """

    emergency: int
    emergency_answered: int
    decided: int
    decided_answered: int
    slowest_s: float

    def __str__(self) -> str:
        return (
            f"112: {self.emergency_answered} of {self.emergency} answered, decided calls: "
            f"{self.decided_answered} of {self.decided}, the slowest after {self.slowest_s:.2f} s"
        )


class _Repeating(Operator):
    """Answers a repeated request again, as its answer may be lost."""

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """See `Peer`."""
        self._took.discard(data)
        super().datagram_received(data, addr)


@dataclass
class FloodedTrunk:
    """A gate with a played trunk, and a second operator for a flood."""

    network: str
    plan: GatePlan
    gate: RealGate
    pbx: Pbx
    operator: Operator


def overload_plan(network: str, **more: Any) -> GatePlan:
    """As `gate_plan`, with a second PBX (.4) that floods a second operator (.5)."""
    plan = gate_plan(network)
    hop = f"sip:{network}.5:5060"
    return replace(
        plan,
        pbx_networks=(f"{network}.1", f"{network}.4"),
        operator_networks=(f"{network}.2", f"{network}.3", f"{network}.5"),
        trunks=(*plan.trunks, Trunk(FLOODED, (hop,))),
        answer_ms=500,
        silent_s=3,
        **more,
    )


@asynccontextmanager
async def flooded_trunk(carrier: str, **more: Any) -> AsyncIterator[FloodedTrunk]:
    """One of them. carrier: SIPp's scenario of the flood's operator."""
    network = free_network()
    plan = overload_plan(network, **more)
    pbx = Pbx(f"{network}.1", (f"{network}.9", GATE_PORT), DOMAIN)
    operator = _Repeating(f"{network}.2")
    operator.plan = lambda number: "challenge" if number == NATIONAL else "answer"
    with RealGate(plan) as gate, Sip(carrier, "-i", f"{network}.5", "-p", "5060", limit_s=300):
        for peer in (pbx, operator):
            await peer.start()
        try:
            yield FloodedTrunk(network, plan, gate, pbx, operator)
        finally:
            for peer in (pbx, operator):
                peer.stop()


@contextmanager
def flood(
    at: FloodedTrunk, rate: int, seconds: int, number: str = ABROAD
) -> Iterator[subprocess.Popen[bytes]]:
    """Calls at a rate, each to a final answer; ended at the end of the context."""
    blanks = {"number": number, "domain": FLOODED, "caller": "204"}
    text = _FLOOD.format(
        ack=INSIDE_DIALOG.format(method="ACK", sequence=1, more="", **blanks),
        bye=INSIDE_DIALOG.format(method="BYE", sequence=2, more=' retrans="500"', **blanks),
        **blanks,
    )
    with tempfile.TemporaryDirectory(prefix="veilleur-flood-") as folder:
        scenario = Path(folder, "flood.xml")
        scenario.write_text(text)
        command = ["sipp", "-sf", str(scenario), "-i", f"{at.network}.4", "-p", "5060", "-nostdin"]
        command += ["-r", str(rate), "-m", str(rate * seconds), f"{at.plan.address}:{GATE_PORT}"]
        process = subprocess.Popen(
            [*DIES_WITH_US, *command], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


async def persistent(pbx: Pbx, request: Message, call: Call, method: str) -> tuple[int, float]:
    """Send a request, and again as SIP does until its final answer: (status, seconds); 0: none came."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    for wait_s in REPEATED_AFTER_S:
        pbx.send(request, pbx.gate)
        try:
            return (await pbx.final(call, method, waits_s=wait_s)).status, loop.time() - began
        except TimeoutError:
            continue
    return 0, loop.time() - began


async def _dialled(pbx: Pbx, invite: Message) -> tuple[int, float]:
    call = pbx.calls[invite.get("Call-ID")] = Call(invite)
    return await persistent(pbx, invite, call, "INVITE")


async def under_flood(at: FloodedTrunk, rate: int, seconds: int, number: str = ABROAD) -> Kept:
    """Emergency calls in a flood, and calls that were allowed before it and come again with their proof."""
    decided: list[Message] = []
    for _call in range(5 * seconds):
        invite = at.pbx.invite(NATIONAL)
        status, _took = await _dialled(at.pbx, invite)
        assert status == 407, f"the operator asks for a proof, and {status} came"
        decided.append(at.pbx.proved(invite))
    with flood(at, rate, seconds, number):
        emergency: list[asyncio.Task[tuple[int, float]]] = []
        proofs: list[asyncio.Task[tuple[int, float]]] = []
        for proof in decided:
            emergency.append(asyncio.create_task(_dialled(at.pbx, at.pbx.invite("112"))))
            proofs.append(asyncio.create_task(_dialled(at.pbx, proof)))
            await asyncio.sleep(EMERGENCY_EVERY_S)
        found = await asyncio.gather(*emergency), await asyncio.gather(*proofs)
    answered = [[took for status, took in kind if status == 200] for kind in found]
    await hang_up_all(at.pbx)
    return Kept(
        emergency=len(emergency),
        emergency_answered=len(answered[0]),
        decided=len(proofs),
        decided_answered=len(answered[1]),
        slowest_s=max((took for kind in answered for took in kind), default=float("nan")),
    )


async def hang_up_all(pbx: Pbx) -> None:
    """End each call that was answered."""
    running = [call for call in pbx.calls.values() if call.final is not None]
    await asyncio.gather(*(persistent(pbx, pbx.inside(call, "BYE"), call, "BYE") for call in running))
    pbx.calls.clear()
