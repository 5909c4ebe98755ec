"""Configurations of FreeSWITCH, written by us, each with the checks that do not hold there and no others."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path

import pytest

from veilleur.pbx.audit_port import AuditRequest
from veilleur.pbx.freeswitch.audit.survey import recognises, survey
from veilleur.words.audit import Observation, Outcome

FOLDER = Path(__file__).parent / "configurations"
EXPECTED: dict[str, set[int]] = {
    "vanilla": {1, 2, 20, 38, 40, 44, 45},
    "fusionpbx-like": {20, 42, 44, 45},
    "fusionpbx-two-domains": {2, 20, 42, 45},
    "hardened": set(),
    "broken": {38, 39, 40, 45},
}


def weaknesses(name: str) -> list[Observation]:
    """What does not hold there."""
    found = survey(AuditRequest(FOLDER / name))
    return [one for one in found.observations if one.outcome is Outcome.WEAK]


@pytest.mark.parametrize("name", EXPECTED)
def test_each_has_its_weaknesses_and_no_others(name: str) -> None:
    assert recognises(FOLDER / name)
    assert {one.check for one in weaknesses(name)} == EXPECTED[name]


def test_what_is_commented_out_counts_for_nothing() -> None:
    assert [one for one in weaknesses("fusionpbx-like") if one.check == 39] == []


def test_a_relay_in_the_public_context_shows_its_path() -> None:
    (found,) = [one for one in weaknesses("fusionpbx-like") if one.check == 42]
    assert found.path == ("[public]", "^(\\d+)$", "relay")
    assert found.place == "etc/freeswitch/dialplan/public.xml:3"


def test_an_incoming_call_that_is_sent_on_to_the_caller_s_own_number_is_a_way_out() -> None:
    (found,) = [one for one in weaknesses("fusionpbx-two-domains") if one.check == 42]
    assert found.path[-2:] == ("transfer ${caller_id_number} XML b.example.net", "operator.all")


def test_an_expression_of_odd_brackets_prints_nothing(tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "vanilla", tmp_path / "odd")
    changed = 0
    for path in (tmp_path / "odd").rglob("*.xml"):
        path.write_text(path.read_text().replace('expression="^', 'expression="^[[0-9]?'))
        changed += '"^[[0-9]?' in path.read_text()
    assert changed
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        survey(AuditRequest(tmp_path / "odd"))


def test_no_observation_holds_a_code_or_a_secret() -> None:
    text = " ".join(f"{one.what} {one.about} {one.path}" for name in EXPECTED for one in weaknesses(name))
    assert [one for one in ("ClueCon", "Kd7vRm2xQz9tWb4n", "847203", "1234") if one in text] == []
