"""docs/json.md describes every object that `audit`, `check` and `replay` print, and nothing else."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]
from tests.cli.check.test_command import check
from tests.cli.records.test_replay import run
from tests.evidence import stories

AUDITED = Path(__file__).parents[2] / "pbx/asterisk/audit/configurations/menu-with-a-dial-tone"
DOCUMENT = Path(__file__).parents[3] / "docs/json.md"
SCHEMAS: dict[str, dict[str, Any]] = {
    title: json.loads(schema)
    for title, schema in re.findall(
        r"^### ([a-z ]+)$.*?^```json$(.*?)^```$", DOCUMENT.read_text("utf-8"), re.M | re.S
    )
}


def seen(command: str, *outputs: str) -> set[str]:
    """The titles of the schemas that these lines were held against."""
    titles = set()
    for line in "".join(outputs).splitlines():
        found = json.loads(line)
        title = found["type"] if found["type"] in SCHEMAS else f"{command} {found['type']}"
        Draft202012Validator(SCHEMAS[title], format_checker=FormatChecker()).validate(found)
        if title != "progress":  # printed where the machine is slow
            titles.add(title)
    return titles


@pytest.fixture
def attacked(tmp_path: Path) -> Path:
    file = stories.written(
        tmp_path, "Master.csv", stories.office(), stories.clinic_pump(), stories.boiler(day=12)
    )
    file.write_text(file.read_text() + "garbage\n")
    return file


def test_the_schemas_are_schemas() -> None:
    assert len(SCHEMAS) == 11
    for schema in SCHEMAS.values():
        Draft202012Validator.check_schema(schema)


def test_check_prints_what_is_described(tmp_path: Path, attacked: Path) -> None:
    done = check(tmp_path, attacked.name, "--json")
    titles = seen("check", done.stdout, done.stderr)
    assert titles == {"check incident", "check notice", "check summary", "warning"}
    first = json.loads(done.stdout.splitlines()[0])["incident"]
    assert first["began_at_iso"].endswith("+01:00")
    assert first["began_at_iso"].startswith("2026-03-23T22:30")
    assert first["answered_calls"] == first["calls"] == 111
    last = json.loads(done.stdout.splitlines()[-1])["summary"]
    assert (last["grade"], last["cost_source"]) == ("fraud", "estimate")


def test_replay_prints_what_is_described(tmp_path: Path, attacked: Path) -> None:
    done = run(tmp_path, attacked.name, "--json")
    titles = seen("replay", done.stdout.decode(), done.stderr.decode())
    assert titles == {"replay call", "replay summary", "warning"}
    pumped = [one for line in done.stdout.splitlines() if (one := json.loads(line)).get("extension") == "104"]
    assert pumped
    assert all("\u2022" in one["number"] for one in pumped if one["territory"] != "FR")


def test_an_error_is_an_object_too(tmp_path: Path) -> None:
    done = check(tmp_path, "missing.csv", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert seen("check", done.stderr) == {"error"}
    replayed: subprocess.CompletedProcess[bytes] = run(tmp_path, "missing.csv", "--json")
    assert seen("replay", replayed.stderr.decode()) == {"error"}


def audit(*words: str) -> str:
    """What `veilleur audit` prints with --json."""
    command = [sys.executable, "-m", "veilleur", "audit", *words, "--json"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def test_audit_prints_what_is_described(tmp_path: Path) -> None:
    shutil.copytree(AUDITED, tmp_path / "machine")
    config = tmp_path / "veilleur.toml"
    config.write_text(f'[site]\nname = "G"\n[journal]\nfile = "{tmp_path}/journal.db"\n')
    words = (str(tmp_path / "machine"), "--config", str(config))
    assert seen("audit", audit(*words)) == {"audit finding", "audit audit"}
    again = audit(*words, "--since", "last")
    assert seen("audit", again) == {"audit finding", "audit audit"}
    assert '"is_new": false' in again
    assert seen("audit", audit(*words, "--test-emergency")) == {"audit emergency"}
