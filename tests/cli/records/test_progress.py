"""How far a command has come: lines with a share and what is left, where there is no terminal."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.cli.standard_error import without_progress

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
    assert without_progress("\n".join([*said, "veilleur: x: is left out."])) == ["veilleur: x: is left out."]
    steps = {line.partition(":")[0] for line in said}
    assert {"Examining"} <= steps or {"Examining, 1 of 2", "Examining, 2 of 2"} <= steps


def test_a_bill_and_its_records_say_how_far_they_are_read(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (file.parent / "veilleur.toml").write_text(
        '[site]\nname = "F"\ncountry = "FR"\ntimezone = "Europe/Paris"\n'
    )
    run(monkeypatch, "reconcile", str(file), str(file), "--lang", "en")
    said = [line for line in capsys.readouterr().err.splitlines() if line.startswith("Reading: ")]
    assert len(said) > 3
    assert all("left" in line for line in said)


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


BAR = """
import sys
from veilleur.cli.records import progress
progress.LOOK_EVERY = 100
sys.argv = ["veilleur", *{words}]
from veilleur.cli import main
main()
"""


def on_a_terminal(folder: Path, *words: str) -> str:
    """What a command draws on standard error, which is a terminal, while its output goes elsewhere."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", BAR.format(words=list(words))],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
    ) as process:
        os.close(theirs)
        drawn = b""
        try:
            while data := os.read(ours, 65536):
                drawn += data
        except OSError:  # the other side of a terminal has gone
            pass
        process.wait()
    os.close(ours)
    return drawn.decode(errors="replace")


@pytest.mark.parametrize(
    "words",
    [
        ("check", "calls.csv", "--lang", "fr"),
        pytest.param(("replay", "calls.csv", "--lang", "fr"), marks=pytest.mark.slow),
        pytest.param(("learn", "calls.csv", "--lang", "fr"), marks=pytest.mark.slow),
        pytest.param(("limits", "fit", "calls.csv", "--lang", "fr"), marks=pytest.mark.slow),
        pytest.param(("formats", "try", "calls.csv", "--lang", "fr"), marks=pytest.mark.slow),
    ],
    ids=lambda words: words[0],
)
def test_a_terminal_gets_a_bar_with_percent_and_what_is_left(words: tuple[str, ...], file: Path) -> None:
    (file.parent / "veilleur.toml").write_text('[site]\nname = "Garage"\ncountry = "FR"\n')
    drawn = on_a_terminal(file.parent, *words)
    assert "Lecture" in drawn
    assert "100%" in drawn
    assert "0:00:0" in drawn
