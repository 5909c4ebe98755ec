"""Every critical path that the audit shows in the fixtures is dialled on a real Asterisk: proved.

A private copy of each configuration runs on loopback; a caller from outside walks the path that the audit
shows, and the carrier says whether the call came out.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from lab.carrier import Carrier
from lab.private_copy import call_in, private_copy
from lab.switch import RealAsterisk

from veilleur.audit.checks import CATALOGUE
from veilleur.pbx.asterisk.audit.survey import emergency, survey
from veilleur.pbx.audit_port import AuditRequest
from veilleur.words.audit import Outcome, Severity

pytestmark = [pytest.mark.lab, pytest.mark.slow]

FOLDER = Path(__file__).parents[1] / "pbx/asterisk/audit/configurations"
ABROAD = "0037121000000"
LIMIT_S = 60.0
# What opens a mailbox is a step of the other paths; plans that dial hosts of the net are not played.
NOT_PLAYED = {("stock-16", 5), ("hostile", 42)}
PATHS = (5, 11, 12, 13, 15, 16, 19, 42)  # checks whose observations are paths of calls from outside


class Walk(NamedTuple):
    """One call. keys: what the caller keys; proves: "carrier", "mailbox" or "forward"."""

    name: str
    checks: tuple[int, ...]
    context: str
    number: str
    keys: str = ""
    proves: str = "carrier"
    version: str = "22"
    has_telephone: bool = False


MENU, DISA, VOICEMAIL = "menu-with-a-dial-tone", "dial-tone-by-disa", "voicemail-dials-out"
IN_TELEPHONES, TRANSFER = "trunk-in-the-telephones-context", "caller-may-transfer"
FORWARD = "*21*202"
ISSABEL, PIN = "issabel-4-shape", "48213377"  # the code of the copy's own disa-1.conf
WALKS = (
    Walk(IN_TELEPHONES, (42,), "internal", ABROAD),
    Walk(IN_TELEPHONES, (5,), "internal", "*97", proves="mailbox"),
    Walk(IN_TELEPHONES, (16,), "internal", FORWARD, proves="forward"),
    Walk(MENU, (13,), "from-trunk", "0199001200", ABROAD),
    Walk(MENU, (5,), "from-trunk", "0199001200", "*97", proves="mailbox"),
    Walk(MENU, (16,), "from-trunk", "0199001200", FORWARD, proves="forward"),
    Walk(DISA, (15,), "from-trunk", "0199001299", ABROAD),
    Walk(DISA, (5,), "from-trunk", "0199001299", "*97", proves="mailbox"),
    Walk(DISA, (16,), "from-trunk", "0199001299", FORWARD, proves="forward"),
    Walk(VOICEMAIL, (5,), "from-trunk", "0199001298", proves="mailbox"),
    Walk(
        VOICEMAIL, (11,), "from-trunk", "0199001298", f"201#wwwwwwww847203#wwwwwwwww3wwwww4wwwwwwww{ABROAD}#"
    ),
    Walk("greeting-leads-out", (12,), "from-trunk", "0199001201", f"ww0wwwwwwww{ABROAD}#"),
    Walk(TRANSFER, (42,), "from-trunk", ABROAD),
    Walk(TRANSFER, (5,), "from-trunk", "*97", proves="mailbox"),
    Walk(TRANSFER, (16,), "from-trunk", FORWARD, proves="forward"),
    Walk(TRANSFER, (19,), "from-trunk", "0199001201", f"ww#wwwwww{ABROAD}", has_telephone=True),
    Walk("forward-from-outside", (16,), "from-trunk", "0199001200", "*21*0037121000000", proves="forward"),
    Walk("guests-and-a-catch-all", (42,), "public", ABROAD, version="16"),
    Walk(ISSABEL, (15,), "from-trunk", "0199001205", f"wwww{PIN}#wwwwwwww{ABROAD}#", version="16"),
    Walk(ISSABEL, (5,), "from-trunk", "0199001205", f"wwww{PIN}#wwwwwwww*97", proves="mailbox", version="16"),
    Walk("freepbx-17-custom-contexts", (13,), "from-pstn", "0199001299", f"wwww{ABROAD}#"),
    Walk("asterisk-13-by-hand", (5,), "night", "s", "wwww8", proves="mailbox", version="16"),
)


def shown() -> set[tuple[str, int]]:
    """(configuration, check) of every critical path that the audit shows."""
    found = set()
    for folder in FOLDER.iterdir():
        for one in survey(AuditRequest(folder)).observations:
            severity = one.severity or CATALOGUE[one.check].severity
            is_path = bool(one.path) and one.check in PATHS
            if one.outcome is Outcome.WEAK and is_path and severity is Severity.CRITICAL:
                found.add((folder.name, one.check))
    return found


def test_each_critical_path_is_walked() -> None:
    assert {(walk.name, check) for walk in WALKS for check in walk.checks} == shown() - NOT_PLAYED


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: f"{walk.name}-{walk.checks[0]}")
def test_the_path_is_proved_by_a_call(walk: Walk) -> None:
    with Carrier() as carrier, Carrier() as telephone:
        other = telephone if walk.has_telephone else None
        with private_copy(walk.version, FOLDER / walk.name, carrier, other) as switch:
            call_in(switch, walk.context, walk.number, walk.keys)
            if walk.proves == "carrier":
                assert carrier.answered(at_least=1, limit_s=LIMIT_S) == [ABROAD]
            elif walk.proves == "mailbox":
                switch.wait_for("Newexten", LIMIT_S, Application="VoiceMailMain")
            else:
                _wait_for_forward(switch)


def _wait_for_forward(switch: RealAsterisk) -> None:
    """Until the line that sets the forward has run."""
    for event in switch.events(LIMIT_S):
        is_set = event.get("Event") == "Newexten" and event.get("Application") == "Set"
        if is_set and event.get("AppData", "").startswith("DB(CF/"):
            return
    pytest.fail("no forward was set")


@pytest.mark.parametrize("number", ["112", "15", "17", "18"])
def test_emergency_calls_go_out_where_the_model_says_so(number: str) -> None:
    name = "menu-with-a-dial-tone"
    (path,) = [
        one
        for one in emergency(AuditRequest(FOLDER / name))
        if one.number == number and one.telephones == "internal"
    ]
    assert path.goes_out
    with Carrier() as carrier, private_copy("22", FOLDER / name, carrier) as switch:
        call_in(switch, "internal", number)
        assert carrier.answered(at_least=1, limit_s=LIMIT_S) == [number]
