"""A refused caller of the house hears why, on the real switches: spoken by espeak-ng, else by Asterisk."""

from __future__ import annotations

import pytest
from lab.addresses import free_port
from lab.fake_guard import FakeGuard
from lab.switch import RealAsterisk
from lab.waiting import LIMIT_S

from veilleur.pbx.asterisk.setup import AsteriskPlan, dialplan, prompts

pytestmark = [pytest.mark.lab, pytest.mark.slow]

OUT = "[lab-out]\nexten => _X!,1,Gosub(veilleur-gate,s,1(${EXTEN},carrier,,))\nsame => n,Hangup()\n"


def heard(switch: RealAsterisk) -> list[str]:
    """The sentences that a refused call is played, in order, as the switch reports its applications."""
    switch.send(
        "Originate", Channel="Local/0037129011234@lab-out", Application="Wait", Data="9", Async="true"
    )
    found = []
    for event in switch.events(LIMIT_S):
        data = event.get("AppData", "")
        if event.get("Event") == "Newexten" and event.get("Application") == "Playback":
            found.append(data.partition(",")[0])
        elif event.get("Event") == "Newexten" and event.get("Application") == "ExecIf" and "Playback" in data:
            found += ["cannot-complete-as-dialed"] if data.startswith("1?") else []
        elif event.get("Event") == "Hangup" and found:
            return found
    return found


@pytest.mark.parametrize("version", ["22", "16"])
def test_with_and_without_the_spoken_sentence(version: str) -> None:
    plan = AsteriskPlan(agi_port=free_port(), version=int(version))
    with (
        RealAsterisk(version, {"extensions.conf": dialplan.core(plan) + OUT}) as switch,
        FakeGuard(plan.agi_port, "refuse"),
    ):
        sounds = switch.path("/usr/share/asterisk/sounds")
        prompts.remove_prompts(sounds)
        assert heard(switch) == ["veilleur/refused", "cannot-complete-as-dialed"]
        assert prompts.can_speak(), "espeak-ng is not installed; make test installs it when root"
        try:
            prompts.write_prompts(sounds, "fr")
            assert heard(switch) == ["veilleur/refused"]
        finally:
            prompts.remove_prompts(sounds)
