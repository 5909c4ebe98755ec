"""`veilleur setup` on a machine with FreePBX: it answers itself what FreePBX says, and asks the rest."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from lab.freepbx.database import PASSWORD, FreePbxDatabase
from tests.pbx.asterisk.freepbx.machine import COMPANY, made

from veilleur.cli import main
from veilleur.config import load
from veilleur.control.page_code import PageCode
from veilleur.pbx.asterisk.adapter import ADAPTER
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.pbx.registry import sections

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "machine"
    monkeypatch.setattr(ADAPTER.setup, "root", root, raising=False)
    return root


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "C")

    def run_words(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["veilleur", "setup", "asterisk", *words, "--offline"])
        with pytest.raises(SystemExit) as ended:
            main()
        out = capsys.readouterr()
        return int(ended.value.code or 0), out.out, out.err

    return run_words


def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return ""

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr("builtins.input", answer)
    return asked


@pytest.mark.slow
def test_three_questions_are_left_and_the_rest_is_read_from_the_database(
    run: Run, machine: Path, database: FreePbxDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.add("asterisk", COMPANY)
    made(machine, login_file=database.login_file)
    asked = at_a_terminal(monkeypatch)
    code, out, err = run()

    assert code == 0
    assert [question.partition(" ")[0] for question in asked] == ["Name", "Opening", "What", "Read"]
    settings = load(tmp_path / "veilleur.toml", sections())
    site, switch = settings.site, settings.switch
    assert (site.country, site.timezone, site.outside_line) == ("BE", "Europe/Brussels", "0")
    assert site.extensions == ("112", "2XX")
    assert site.trunks == ("PJSIP/carrier", "SIP/192.0.2.9", "SIP/spare", "DAHDI/*")
    assert site.emergency_numbers == ("3237",)
    assert isinstance(switch, AsteriskSettings)
    assert switch.cdr_database == str(machine / "etc/freepbx.conf")
    for text in (
        "Emergency route Urgences: 112, 3237, 0899700700",
        "Outbound route Sortie: 0+0|ZXXXXXXXX, 0|00.",
    ):
        assert text in err
    assert "; ----- extensions_custom.conf" in out
    assert PASSWORD not in out + err + (tmp_path / "veilleur.toml").read_text()


def test_without_the_database_the_generated_dialplan_answers_and_the_country_is_asked(
    run: Run, machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(machine)
    asked = at_a_terminal(monkeypatch)
    code, _out, err = run()
    assert code == 0
    assert [question.partition(" ")[0] for question in asked] == ["Name", "Country", "Opening", "What"]
    site = load(tmp_path / "veilleur.toml", sections()).site
    assert (site.extensions, site.trunks, site.outside_line) == (("2XX",), ("SIP/carrier",), "0")
    assert "FreePBX recognised by" in err


def test_the_machine_s_time_zone_says_the_country(
    run: Run, machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(machine)
    (machine / "etc/timezone").write_text("Europe/Madrid\n")
    asked = at_a_terminal(monkeypatch)
    assert run()[0] == 0
    assert len(asked) == 3
    assert load(tmp_path / "veilleur.toml", sections()).site.country == "ES"


def test_what_a_person_gives_goes_before_what_freepbx_says(run: Run, machine: Path, tmp_path: Path) -> None:
    made(machine)
    assert run("--extensions", "30X", "--trunks", "", "--country", "CH")[0] == 0
    site = load(tmp_path / "veilleur.toml", sections()).site
    assert (site.extensions, site.trunks, site.country) == (("30X",), (), "CH")


def test_plain_another_machine_and_a_machine_without_freepbx_are_asked_as_ever(
    run: Run, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = at_a_terminal(monkeypatch)
    run("--force")
    without = len(asked)
    made(machine)
    for words in (("--plain",), ("--host", "192.0.2.7")):
        asked.clear()
        _code, _out, err = run(*words, "--force")
        assert len(asked) > 8
        assert "FreePBX recognised" not in err
    assert without == 13


def test_a_second_run_keeps_the_emergency_numbers_that_the_owner_added(
    run: Run, machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(machine)
    assert run("--emergency-numbers", "3237")[0] == 0
    path = tmp_path / "veilleur.toml"
    path.write_text(path.read_text().replace('["3237"]', '["118", "3237"]'))
    assert run("--emergency-numbers", "3237", "--force")[0] == 0
    assert load(path, sections()).site.emergency_numbers == ("118", "3237")
    assert run("--force")[0] == 0
    assert load(path, sections()).site.emergency_numbers == ("118", "3237")


def test_a_second_run_without_a_terminal_takes_up_new_telephones_and_trunks(
    run: Run, machine: Path, tmp_path: Path
) -> None:
    made(machine)
    assert run("--extensions", "20X,301")[0] == 0
    generated = machine / "etc/asterisk/extensions_additional.conf"
    generated.write_text(
        generated.read_text()
        .replace("[ext-local]\n", "[ext-local]\nexten => 412,1,Macro(exten-vm,novm,412)\n")
        .replace("[globals]\n", "[globals]\nOUT_7 = PJSIP/spare\nOUT_7_SUFFIX =\n")
    )
    code, _out, err = run("--force")
    assert code == 0
    site = load(tmp_path / "veilleur.toml", sections()).site
    assert site.extensions[:2] == ("20X", "301"), "what a person gave stays"
    assert "412" in site.extensions
    assert site.trunks == ("SIP/carrier", "PJSIP/spare")
    assert "since the last set-up" in err
    once = (tmp_path / "veilleur.toml").read_bytes()
    code, _out, err = run("--force")
    assert "since the last set-up" not in err
    assert (tmp_path / "veilleur.toml").read_bytes() == once


def test_the_page_gets_a_code_that_is_shown_once_and_kept_as_a_hash(
    run: Run, machine: Path, tmp_path: Path
) -> None:
    made(machine)
    path = tmp_path / "veilleur.toml"
    code, out, err = run("--page")
    assert code == 0
    shown = re.findall(r"\b\w{4}-\w{4}-\w{4}\b", out + err)
    assert len(shown) == 1
    settings = load(path, sections())
    assert (str(settings.page_socket), settings.page_user) == ("/run/veilleur/page.sock", "asterisk")
    assert PageCode(settings.page_code).is_right(shown[0])
    assert shown[0] not in path.read_text()
    path.write_text(path.read_text().replace("[guard]\n", '[guard]\nlanguage = "fr"\n'))
    code, out, err = run("--force")
    assert not re.findall(r"\b\w{4}-\w{4}-\w{4}\b", out + err), "shown once"
    again = load(path, sections())
    assert (again.page_code, again.language) == (settings.page_code, "fr")
    assert run("--page", "--force")[0] == 0
    renewed = load(path, sections())
    assert renewed.page_code != settings.page_code
    assert renewed.language == "fr"


def test_with_json_what_was_found_is_data(run: Run, machine: Path) -> None:
    made(machine)
    _code, out, _err = run("--json")
    notices = {one["code"] for one in json.loads(out)["notices"]}
    assert {"freepbx_found", "freepbx_read", "freepbx_route"} <= notices
