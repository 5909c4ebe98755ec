"""Which trunks of an Asterisk reach the operator around the gate."""

from __future__ import annotations

from pathlib import Path

import pytest

from veilleur.pbx.asterisk.audit.survey import survey
from veilleur.pbx.audit_port import AuditRequest, GateBefore
from veilleur.words.audit import Outcome

GATE = GateBefore("192.168.1.20")
TRUNK = """
[carrier]
type=endpoint
context=from-trunk
outbound_auth=carrier
aors=carrier
{endpoint}
[carrier]
type=auth
username=x
password=y
[carrier]
type=aor
contact=sip:sip.op.example
{aor}
[carrier]
type=registration
server_uri=sip:sip.op.example
client_uri=sip:x@sip.op.example
outbound_auth=carrier
{registration}
"""
PROXY = "outbound_proxy=sip:192.168.1.20:5070\\;lr"
ELSEWHERE = "outbound_proxy=sip:proxy.op.example\\;lr"


def found(tmp_path: Path, gate: GateBefore | None, **more: str) -> list[str]:
    blanks = {"endpoint": "", "aor": "", "registration": ""} | more
    (tmp_path / "pjsip.conf").write_text(TRUNK.format(**blanks))
    (tmp_path / "extensions.conf").write_text("[from-trunk]\nexten => s,1,Hangup()\n")
    seen = survey(AuditRequest(tmp_path, gate=gate))
    return [str(one.what) for one in seen.observations if one.check == 114 and one.outcome is Outcome.WEAK]


@pytest.mark.parametrize("way", ["", ELSEWHERE])
def test_a_trunk_and_its_registration_that_know_no_gate_are_named(tmp_path: Path, way: str) -> None:
    assert found(tmp_path, GATE, endpoint=way, registration=way) == [
        "The trunk carrier (PJSIP) reaches the operator without the gate.",
        "The registration carrier goes around the gate.",
    ]


def test_a_trunk_whose_registration_alone_was_forgotten_is_named(tmp_path: Path) -> None:
    assert found(tmp_path, GATE, endpoint=PROXY) == ["The registration carrier goes around the gate."]


def test_a_trunk_that_is_sent_to_the_gate_holds(tmp_path: Path) -> None:
    assert found(tmp_path, GATE, endpoint=PROXY, registration=PROXY) == []
    assert found(tmp_path, GATE, aor=PROXY, registration=PROXY) == []
    assert found(tmp_path, GateBefore(), endpoint=ELSEWHERE, registration=ELSEWHERE) == []


def test_without_a_gate_and_for_trunks_that_may_go_past_it_nothing_is_said(tmp_path: Path) -> None:
    assert found(tmp_path, None) == []
    assert found(tmp_path, GateBefore("192.168.1.20", ("Carrier",))) == []
