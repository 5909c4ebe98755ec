"""All that a trunk carries, through the real gate: transports, operators, names, early media, forks."""

from __future__ import annotations

import asyncio
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from lab.addresses import free_network, free_port
from lab.dns import NameServer
from lab.gate import RealGate
from lab.sip_operator import Operator
from lab.sip_peer import T38, WAITS_S, Call, Message, Pbx
from lab.trunk import DOMAIN, PlayedGuard, PlayedTrunk, Ways, gate_plan, trunk

from veilleur.pbx.gate.settings import Trunk
from veilleur.words.events import CallAnswered, CallEnded, CallStarted, IncomingCall

pytestmark = [pytest.mark.lab, pytest.mark.slow]

ABROAD, HOSTILE, NATIONAL = "00493012345", "0037129990000", "0199001234"
TRANSPORTS = ["UDP-UDP", "TCP-TCP", "UDP-TCP", "TCP-UDP", "TLS-TLS", "UDP-TLS"]
LARGE = "a=x-candidates:" + "1 udp 2130706431 192.0.2.1 5000 typ host " * 80 + "\r\n"
MAY_DIFFER = {"Via", "Record-Route", "Route", "Max-Forwards", "Content-Length"}  # what a hop changes
DRAWN = {"From", "To", "Call-ID", "Contact"}  # by chance, or by the network


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of all ends, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    kind = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1"
    words = f"req -x509 {kind} -nodes -days 2 -subj /CN=gate -keyout {key} -out {certificate}"
    subprocess.run(["openssl", *words.split()], check=True, capture_output=True)
    return certificate, key


def ways_of(transports: str, certified: tuple[Path, Path]) -> Ways:
    pbx, operator = transports.split("-")
    return Ways(pbx, operator, *(certified if "TLS" in transports else (None, None)))


async def came(call: Call, status: int) -> Message:
    """A provisional answer."""
    async with asyncio.timeout(WAITS_S):
        while (reply := await call.replies.get()).status != status:
            pass
    return reply


def last_hop(operator: Operator) -> tuple[str, int]:
    """From where the operator was asked, for requests of its own."""
    if operator.streams is not None:
        return operator.streams.addresses[-1]
    host, _colon, port = operator.seen[-1].get("Via").split(" ")[1].split(";")[0].partition(":")
    return host, int(port)


def shown(seen: list[Message]) -> list[tuple[str, tuple[tuple[str, str], ...], str]]:
    """Messages without what a hop may change and what is drawn by chance, in an order of their own."""
    found = []
    for one in seen:
        kept = tuple((name, value) for name, value in one.headers if name not in MAY_DIFFER | DRAWN)
        cancelled = one.method == "CANCEL" and one.status  # the hop answers it itself
        if one.status != 100 and not cancelled:
            found.append((one.start if one.status else one.start.split("@")[0], kept, one.body))
    return sorted(found)


async def everything(pbx: Pbx, operator: Operator) -> None:
    """Early media with PRACK, a fax, UPDATE with a session timer, INFO, a large offer, busy, 302, CANCEL."""
    operator.plan = lambda _number: "early"
    call = pbx.begin(
        pbx.invite(ABROAD, headers=(("Supported", "100rel, timer"), ("Session-Expires", "1800")))
    )
    call.final = await came(call, 183)
    assert call.final.body
    pbx.send(pbx.inside(call, "PRACK", "", ("RAck", "1 1 INVITE")), pbx.gate)
    call.final = None
    await pbx.final(call)
    sdp = ("Content-Type", "application/sdp")
    pbx.send(pbx.inside(call, "INVITE", "", sdp, body=T38), pbx.gate)
    assert (await pbx.final(call)).body == T38
    for method, more, body in (
        ("UPDATE", ("Session-Expires", "1800;refresher=uac"), ""),
        ("INFO", ("Content-Type", "application/dtmf-relay"), "Signal=5"),
    ):
        pbx.send(pbx.inside(call, method, "", more, body=body), pbx.gate)
        assert (await pbx.final(call, method)).status == 200
    await pbx.hang_up(call)
    operator.plan = lambda _number: "answer"
    large = pbx.invite(ABROAD)
    large.body += LARGE
    call = pbx.begin(large)
    assert (await pbx.final(call)).body == large.body
    await pbx.hang_up(call)
    for plan, status in (("busy", 486), ("moved", 302)):
        operator.plan = lambda _number, plan=plan: plan
        assert (await pbx.dial(ABROAD)).status == status
    operator.plan = lambda _number: "ring"
    ringing = pbx.begin(pbx.invite(ABROAD))
    await came(ringing, 180)
    pbx.send(pbx.cancel(ringing), pbx.gate)
    assert (await pbx.final(ringing)).status == 487
    async with asyncio.timeout(WAITS_S):
        while [one.method for one in operator.seen].count("ACK") < 6:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("transports", TRANSPORTS)
async def test_nothing_changes_in_an_honest_call_but_one_hop(
    transports: str, certified: tuple[Path, Path]
) -> None:
    async with trunk(ways=ways_of(transports, certified)) as at:
        await everything(at.pbx, at.operator)
        through = at.pbx.seen, at.operator.seen
        await at.guard.until(lambda: len(at.guard.of(CallEnded)) == 5)
        assert await at.guard.alive() == ()
    network = free_network()
    direct, operator = Pbx(f"{network}.1", (f"{network}.2", 5060), DOMAIN), Operator(f"{network}.2")
    direct.routed = False
    for peer in (direct, operator):
        await peer.start()
    await everything(direct, operator)
    for peer in (direct, operator):
        peer.stop()
    assert shown(through[0]) == shown(direct.seen)
    assert shown(through[1]) == shown(operator.seen)


@pytest.mark.parametrize("transports", TRANSPORTS)
async def test_either_side_hangs_up_and_the_guard_cuts(transports: str, certified: tuple[Path, Path]) -> None:
    async with trunk(ways=ways_of(transports, certified)) as at:
        call = await answered(at, ABROAD)
        at.operator.request(call.id, "BYE", last_hop(at.operator))
        await at.guard.until(lambda: len(at.guard.of(CallEnded)) == 1)
        await at.guard.until(lambda: call.id not in at.pbx.calls)
        await answered(at, ABROAD)
        await at.guard.line.cut_call(at.guard.of(CallStarted)[-1].call)
        await at.guard.until(lambda: len(at.guard.of(CallEnded)) == 2)
        await at.guard.until(lambda: any(one.start.startswith("BYE") for one in at.operator.seen))
        assert (await at.pbx.dial(HOSTILE)).status == 603
        assert (await at.pbx.dial("112")).status == 200
        assert at.guard.asked == [ABROAD, ABROAD, HOSTILE]


async def answered(at: PlayedTrunk, number: str) -> Call:
    """A call that runs."""
    before = len(at.guard.of(CallAnswered))
    call = at.pbx.begin(at.pbx.invite(number))
    assert (await at.pbx.final(call)).status == 200
    await at.guard.until(lambda: len(at.guard.of(CallAnswered)) > before)
    return call


async def test_each_of_two_operators_gets_its_own_calls() -> None:
    network = free_network()
    trunks = (Trunk(DOMAIN, (f"sip:{network}.2:5060",)), Trunk("sip.two.example", (f"sip:{network}.3:5060",)))
    async with trunk(network=network, trunks=trunks) as at:
        assert (await at.pbx.dial(ABROAD)).status == 200
        at.pbx.domain = "sip.two.example"
        assert (await at.pbx.dial(NATIONAL)).status == 200
        assert (await at.pbx.dial(HOSTILE)).status == 603
        assert (at.operator.answered, at.second.answered) == ([ABROAD], [NATIONAL])


@pytest.mark.parametrize("operator", ["UDP", "TCP"])
async def test_an_operator_that_is_gone_is_passed_over_and_the_call_asked_about_once(operator: str) -> None:
    async with trunk(ways=Ways(operator=operator)) as at:
        at.operator.stop()
        assert (await at.pbx.dial(ABROAD)).status == 200
        assert at.guard.asked == [ABROAD]
        assert at.second.answered == [ABROAD]
        assert (await at.pbx.dial("112")).status == 200


async def test_an_operator_that_is_a_name_has_several_machines_and_calls_from_each() -> None:
    network = free_network()
    names = NameServer(
        f"{network}.53",
        {f"_sip._udp.{DOMAIN}": [(10, 5060, "one.op.example"), (20, 5060, "two.op.example")]},
        {"one.op.example": f"{network}.2", "two.op.example": f"{network}.3"},
    )
    await names.start()
    alone = {"trunks": (Trunk(DOMAIN),), "operator_networks": (), "transports": ("udp",)}
    async with trunk(network=network, resolver=names.address, **alone) as at:
        assert (await at.pbx.dial(ABROAD)).status == 200
        assert at.operator.answered == [ABROAD]
        at.operator.stop()
        assert (await at.pbx.dial(NATIONAL)).status == 200
        assert at.second.answered == [NATIONAL]
        assert at.guard.asked == [ABROAD, NATIONAL]
        caller = Pbx(f"{network}.3", at.pbx.gate, f"{network}.1", port=5080)
        await caller.start()
        caller.routed = False
        assert (await caller.final(caller.begin(caller.invite("0199001200", "0600000001")))).status == 200
        await at.guard.until(lambda: at.guard.of(IncomingCall))
        caller.stop()
    names.stop()


async def test_a_trunk_over_ipv6_is_asked_about_and_cut_like_any_other() -> None:
    gate, pbx_port, operator_port = free_port(), free_port(), free_port()
    plan = replace(
        gate_plan("127.0.0"),
        address="::1",
        port=gate,
        pbx=f"sip:[::1]:{pbx_port}",
        pbx_networks=("::1",),
        operator_networks=(),
        trunks=(Trunk(DOMAIN, (f"sip:[::1]:{operator_port}",)),),
    )
    pbx, operator = Pbx("::1", ("::1", gate), DOMAIN, port=pbx_port), Operator("::1", port=operator_port)
    guard = PlayedGuard(plan)
    with RealGate(plan):
        for peer in (pbx, operator):
            await peer.start()
        await guard.start()
        assert (await pbx.dial(HOSTILE)).status == 603
        call = pbx.begin(pbx.invite(ABROAD))
        assert (await pbx.final(call)).status == 200
        await pbx.hang_up(call)
        await guard.until(lambda: guard.of(CallEnded))
        assert (await pbx.dial("112")).status == 200
        assert operator.answered == [ABROAD, "112"]
        await guard.stop()
        for peer in (pbx, operator):
            peer.stop()


async def test_a_fork_is_one_call_and_the_first_that_answers_is_it() -> None:
    async with trunk() as at:
        at.operator.plan = lambda _number: "trying"
        call = at.pbx.begin(at.pbx.invite(ABROAD))
        await at.guard.until(lambda: [one for one in at.operator.seen if one.method == "INVITE"])
        invite, hop = at.operator.invite_of(call.id), last_hop(at.operator)
        for tag in ("one", "two"):
            at.operator.reply(invite, "180 Ringing", hop, tag)
            await came(call, 180)
        at.operator.answer(invite, hop, "two")
        assert "tag=two" in (await at.pbx.final(call)).get("To")
        at.pbx.send(
            at.pbx.inside(call, "INVITE", "", ("Content-Type", "application/sdp"), body=T38), at.pbx.gate
        )
        assert (await at.pbx.final(call)).status == 200
        await at.pbx.hang_up(call)
        await at.guard.until(lambda: at.guard.of(CallEnded))
        assert len({one.call for one in at.guard.of(CallStarted)}) == 1
        assert await at.guard.alive() == ()


async def test_an_operator_that_moves_within_a_call_is_followed() -> None:
    """A re-INVITE of its own with another Contact: the PBX's BYE goes to where it is now."""
    async with trunk() as at:
        call = await answered(at, ABROAD)
        assert call.final is not None
        hop = last_hop(at.operator)
        at.operator.port, port = 5099, at.operator.port
        at.operator.request(call.id, "UPDATE", hop)
        await at.guard.until(lambda: any(one.method == "UPDATE" for one in at.pbx.seen))
        at.operator.port = port
        moved = Operator(at.operator.host, port=5099)
        await moved.start()
        contact = f"<sip:peer@{at.operator.host}:5099>"
        call.final.headers = [(n, contact if n == "Contact" else v) for n, v in call.final.headers]
        assert (await at.pbx.hang_up(call)).status == 200
        assert [one.method for one in moved.seen] == ["BYE"]
        await at.guard.until(lambda: at.guard.of(CallEnded))
        moved.stop()
