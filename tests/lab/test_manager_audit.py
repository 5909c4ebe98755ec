"""The audit over the manager interface of a real Asterisk: what it finds is what the files show."""

from __future__ import annotations

from pathlib import Path

import pytest
from lab.private_copy import files_of
from lab.switch import AMI_SECRET, AMI_USER, RealAsterisk

from veilleur.pbx.asterisk.audit.manager.survey import ask
from veilleur.pbx.asterisk.audit.survey import survey
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.pbx.audit_port import AuditRequest
from veilleur.words.audit import Outcome, Survey

pytestmark = [pytest.mark.lab, pytest.mark.slow]

FOLDER = Path(__file__).parents[1] / "pbx/asterisk/audit/configurations"
GUARD = "[guard]\nsecret=guard-only-3kTz\nread=system,call\nwrite=call,reporting\n"
OF_THE_PLAN = {5, 11, 12, 13, 16, 17, 19, 20, 22, 23, 25, 26, 27, 42, 64}


def weak(found: Survey) -> set[int]:
    return {one.check for one in found.observations if one.outcome is Outcome.WEAK}


@pytest.mark.parametrize(("version", "name"), [("22", "voicemail-dials-out"), ("16", "issabel-4-shape")])
def test_a_running_switch_is_asked_and_shows_what_its_files_show(version: str, name: str) -> None:
    by_files = survey(AuditRequest(FOLDER / name))
    with RealAsterisk(version, files_of(FOLDER / name), GUARD) as switch:
        where = AsteriskSettings(port=switch.ami_port, username=AMI_USER, secret=AMI_SECRET)
        whole = ask(AuditRequest(Path("/")), where)
        guarded = ask(
            AuditRequest(Path("/")),
            AsteriskSettings(port=switch.ami_port, username="guard", secret="guard-only-3kTz"),
        )
    assert weak(whole) & OF_THE_PLAN == weak(by_files) & OF_THE_PLAN
    known = {one.check: str(one.what) for one in guarded.observations if one.outcome is Outcome.UNKNOWN}
    assert "GetConfig" in known[1]
    assert {5, 20} <= weak(guarded)
