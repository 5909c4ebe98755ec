"""The pump on the real switches: it passes unwatched, and the gate stops it before it is dialled."""

from __future__ import annotations

import socket

import pytest
from lab.addresses import free_port
from lab.carrier import Carrier
from lab.fake_guard import VERDICT, FakeGuard, may_leave
from lab.switch import RealAsterisk

from veilleur.pbx.asterisk.setup import AsteriskPlan, check, render
from veilleur.pbx.asterisk.setup.survey import survey

pytestmark = [pytest.mark.lab, pytest.mark.slow]

FOREIGN = [f"003712901{n:04d}" for n in range(4)]
GATE_ALONE = "exten => _X!,1,Gosub(veilleur,s,1(${EXTEN},carrier,,))\n"
GATE = "exten => _X!,1,Gosub(veilleur-gate,s,1(${EXTEN},carrier,forward,104))\nsame => n,"


def run(version: str, gated: bool) -> tuple[list[str], dict[str, bool]]:
    """Pump calls through a forward; the numbers answered by the carrier, and the pieces in force."""
    plan = AsteriskPlan(agi_port=free_port(), waits_without_us="always", version=int(version))
    start = GATE if gated else "exten => _X!,1,"
    files = {"extensions.conf": f"[out]\n{start}Dial(PJSIP/${{EXTEN}}@carrier,20)\n"}
    if gated:
        files["extensions.conf"] += render(plan)["extensions.conf"]
    with Carrier() as carrier:
        files["pjsip.conf"] = carrier.pjsip_conf(free_port())
        with RealAsterisk(version, files) as switch:
            for number in (*FOREIGN, "112"):
                switch.send(
                    "Originate", Channel=f"Local/{number}@out", Application="Wait", Data="1", Async="true"
                )
                switch.wait_for("OriginateResponse")
            heard = switch.dialplan()
        return carrier.answered(at_least=1 if gated else 5), check(survey(heard, None).model, plan)


@pytest.mark.parametrize("version", ["22", "16"])
def test_unwatched_the_pump_is_answered(version: str) -> None:
    answered, in_force = run(version, gated=False)
    assert answered == [*FOREIGN, "112"]
    assert not any(in_force.values())


@pytest.mark.parametrize("version", ["22", "16"])
def test_behind_the_gate_only_the_emergency_call_is_answered(version: str) -> None:
    answered, in_force = run(version, gated=True)
    assert answered == ["112"]
    assert all(in_force.values()), in_force


@pytest.mark.parametrize("version", ["22", "16"])
def test_a_call_file_and_an_originate_straight_to_the_trunk_never_meet_the_gate(version: str) -> None:
    """Why every leg needs a permit: these two are seen at DialBegin only, and must be cut there."""
    plan = AsteriskPlan(agi_port=free_port(), waits_without_us="always", version=int(version))
    with Carrier() as carrier:
        files = {**render(plan), "pjsip.conf": carrier.pjsip_conf(free_port())}
        del files["manager.conf"], files["logger.conf"]
        with RealAsterisk(version, files) as switch:
            channel = f"PJSIP/{FOREIGN[0]}@carrier"
            switch.send("Originate", Channel=channel, Application="Wait", Data="1", Async="true")
            switch.wait_for("OriginateResponse")
            switch.drop_call_file(f"Channel: PJSIP/{FOREIGN[1]}@carrier\nApplication: Wait\nData: 1\n")
            switch.wait_for("DialBegin", DialString=f"{FOREIGN[1]}@carrier")
            assert carrier.answered(at_least=2) == FOREIGN[:2]


@pytest.mark.parametrize("version", ["22", "16"])
def test_the_login_of_set_up_may_watch_and_hang_up_but_not_originate(version: str) -> None:
    plan = AsteriskPlan(version=int(version))
    with (
        RealAsterisk(version, {}, more_manager=render(plan)["manager.conf"]) as switch,
        switch.second_login(plan.ami_user, plan.secret) as answers,
    ):
        assert answers("CoreShowChannels")["Response"] == "Success"
        assert answers("Hangup")["Message"] != "Permission denied"
        assert answers("Originate")["Message"] == "Permission denied"
        assert answers("Command")["Message"] == "Permission denied"


@pytest.mark.parametrize("version", ["22", "16"])
def test_the_login_of_set_up_does_not_hear_of_the_channels_that_questions_run_on(version: str) -> None:
    plan = AsteriskPlan(agi_port=free_port(), version=int(version))
    files = {"extensions.conf": f"{render(plan)['extensions.conf']}[lab-out]\n{GATE_ALONE}{VERDICT}"}
    with (
        RealAsterisk(version, files, more_manager=render(plan)["manager.conf"]) as switch,
        socket.create_connection(("127.0.0.1", switch.ami_port), timeout=10) as login,
        FakeGuard(plan.agi_port, "allow"),
    ):
        login.sendall(f"Action: Login\r\nUsername: {plan.ami_user}\r\nSecret: {plan.secret}\r\n\r\n".encode())
        heard = b""
        while b"Authentication accepted" not in heard:
            heard += login.recv(65536)
        assert may_leave(switch, FOREIGN[0])[0] == "yes"
        login.sendall(b"Action: Ping\r\nActionID: last\r\n\r\n")
        while b"ActionID: last" not in heard:
            heard += login.recv(65536)
    assert b"UserEvent: LabVerdict" in heard
    assert b"\nChannel: Local/u" not in heard
