"""`veilleur price` says what a number is, what it costs and why."""

from __future__ import annotations

import json
import sys

import pytest

from veilleur.cli.app import main


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    sys.argv = ["veilleur", "price", *words]
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    return capsys.readouterr().out


@pytest.fixture(autouse=True)
def _own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", list(sys.argv))


def test_each_number_has_one_line_with_its_reason(capsys) -> None:
    lines = run(capsys, "--lang", "fr", "00037120000001", "0899000000", "xyz").splitlines()
    assert len(lines) == 3
    assert "Lettonie" in lines[0]
    assert "0 lu comme «\u00a0pour sortir\u00a0»" in lines[0]
    assert "surtaxé" in lines[1]
    assert "incompris" in lines[2]


def test_a_satellite_number_names_the_source_of_our_rule(capsys) -> None:
    assert "ITU-T E.164" in run(capsys, "--lang", "en", "0088216000001")


def test_machines_get_one_object_per_number(capsys) -> None:
    found = json.loads(run(capsys, "--json", "0088216000001"))
    assert found["class"] == "satellite"
    assert found["rule"] == "correction:thuraya"
    assert found["eur_per_minute"] > 0


def test_a_hostile_number_prints_no_control_characters(capsys) -> None:
    assert "\x1b" not in run(capsys, "0037\x1b[31m120000001")
