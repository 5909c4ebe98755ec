"""How far a command has come: lines with a share and what is left, where there is no terminal."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from veilleur.cli import main
from veilleur.cli.records import progress


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Some weeks of calls, and a command that says at each of them how far it is."""
    monkeypatch.setattr(progress, "LINE_EVERY_S", 0.0)
    monkeypatch.setattr(progress, "LOOK_EVERY", 500)
    monkeypatch.chdir(tmp_path)
    begin = datetime(2026, 6, 1, 9)
    rows = [f"{begin + timedelta(minutes=place)};Outbound;101;0199000201;60" for place in range(3_000)]
    path = tmp_path / "calls.csv"
    path.write_text("Start time;Direction;Extension;Number;Duration (s)\n" + "\n".join(rows) + "\n")
    return path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", ["veilleur", *arguments])
    with pytest.raises(SystemExit):
        main()


@pytest.mark.parametrize("command", ["check", "replay"])
def test_lines_say_the_share_and_what_is_left(
    command: str, file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(monkeypatch, command, str(file), "--lang", "en")
    said = [line for line in capsys.readouterr().err.splitlines() if "left" in line]
    assert any(line.startswith("Reading: ") and "%, about " in line for line in said)
    assert any(line.startswith("Examining: ") for line in said)


def test_with_json_they_are_objects_on_standard_error(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(monkeypatch, "replay", str(file), "--json")
    heard = capsys.readouterr()
    said = [json.loads(line) for line in heard.err.splitlines()]
    shares = [one["progress"]["share"] for one in said if one["progress"]["step"] == "Examining"]
    assert {one["type"] for one in said} == {"progress"}
    assert shares == sorted(shares)
    assert shares
    assert all(json.loads(line)["type"] in ("call", "summary") for line in heard.out.splitlines())


def test_a_small_file_says_nothing(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "LINE_EVERY_S", 60.0)
    run(monkeypatch, "replay", str(file), "--lang", "en")
    assert capsys.readouterr().err == ""
