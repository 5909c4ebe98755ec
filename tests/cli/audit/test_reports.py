"""The report in each format, and the questions that files cannot answer."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

Run = Callable[..., tuple[int, str, str]]
FOLDER = Path(__file__).parents[2] / "pbx/asterisk/audit/configurations"
# The part of SARIF 2.1.0 (OASIS) that what we write must keep to.
SARIF: dict[str, Any] = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "required": ["tool", "results"],
                "properties": {
                    "results": {
                        "type": "array",
                        "items": {
                            "required": ["ruleId", "ruleIndex", "level", "message", "locations"],
                            "properties": {
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": {"required": ["text"]},
                                "ruleIndex": {"type": "integer", "minimum": 0},
                            },
                        },
                    }
                },
            },
        },
    },
}


def written(run: Run, name: str, file: Path, *words: str) -> bytes:
    """The report of a configuration in the format that a file's ending says."""
    code, out, err = run("audit", str(FOLDER / name), "-o", str(file), *words)
    assert (code, out, err) == (1, "", "")
    return file.read_bytes()


@pytest.mark.parametrize("name", ["implanted", "menu-with-a-dial-tone", "weak-everywhere", "hostile"])
def test_sarif_has_a_rule_and_a_place_for_each_result(run: Run, tmp_path: Path, name: str) -> None:
    log = json.loads(written(run, name, tmp_path / "a.sarif"))
    Draft202012Validator(SARIF).validate(log)
    (one,) = log["runs"]
    rules = one["tool"]["driver"]["rules"]
    for result in one["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]


def test_the_page_needs_nothing_else_and_escapes_what_strangers_wrote(run: Run, tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "weak-everywhere", tmp_path / "machine")
    manager = tmp_path / "machine/manager.conf"
    manager.write_text(manager.read_text().replace("[admin]", "[<script>alert(1)</script>]"))
    page = tmp_path / "a.html"
    assert run("audit", str(tmp_path / "machine"), "-o", str(page), "--lang", "fr")[0] == 1
    text = page.read_text()
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert "http" not in text.replace("http-equiv", "").partition("<main>")[0]
    assert "default-src 'none'" in text


def test_a_pdf_is_made_by_the_ending_and_wants_a_file(run: Run, tmp_path: Path) -> None:
    assert written(run, "implanted", tmp_path / "a.pdf").startswith(b"%PDF-")
    assert run("audit", str(FOLDER / "hardened-22"), "--format", "pdf")[0] == 2
    assert run("audit", str(FOLDER / "hardened-22"), "--format", "odt")[0] == 2


def asked(run: Run, monkeypatch: pytest.MonkeyPatch, keyed: str, *words: str) -> tuple[int, str, str]:
    """The command with what a person keys."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(keyed))
    return run("audit", *words)


def test_questions_begin_with_the_worst_and_go_on_where_they_stopped(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    machine = str(FOLDER / "hardened-22")
    code, _out, err = asked(run, monkeypatch, "n\ny\nq\n", machine, "--ask")
    assert "18. [critical]" in err
    assert code == 1
    answers = json.loads((tmp_path / "audit-answers.json").read_text())["answers"]
    assert sorted(answers.values()) == ["no", "yes"]
    code, out, err = asked(run, monkeypatch, "?\n", machine, "--ask", "--json")
    assert "18. [critical]" not in err
    findings = [json.loads(line) for line in out.splitlines()]
    assert [one["finding"]["number"] for one in findings if one["type"] == "finding"] == [18]
    code, out, _err = asked(run, monkeypatch, "", machine)
    assert code == 1


def test_a_switch_without_files_is_audited_by_questions_alone(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = asked(run, monkeypatch, "o\n" * 64, str(tmp_path), "--ask", "--lang", "fr")
    assert code == 0
    assert err.count("Est-ce le cas") == 64
    assert "Note\u00a0: 100 sur 100" in out


@pytest.mark.parametrize("text", ["{", "[]", '{"answers": 3}', '{"answers": {"x": "yes"}}', "\x00"])
def test_a_file_of_answers_that_is_none_is_an_error(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "audit-answers.json").write_text(text)
    assert run("audit", str(FOLDER / "hardened-22"))[0] == 2
