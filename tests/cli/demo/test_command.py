"""The demo tells its story truly: to machines, to people, in two languages, and gives no digits away."""

from __future__ import annotations

import json
from pathlib import Path

from typer import Typer
from typer.testing import CliRunner

from veilleur.cli.demo.command import command
from veilleur.journal import verify
from veilleur.simulation.nights.demo_night import story

FAST = ["--speed", "10000"]


def run(*options: str) -> str:
    app = Typer()
    app.command()(command)
    result = CliRunner().invoke(app, [*FAST, *options])
    assert result.exit_code == 0, result.output
    return result.output


def test_machines_get_json_lines_and_a_summary():
    lines = [json.loads(line) for line in run("--json", "--lang", "en").splitlines()]
    summary = lines[-1]["summary"]
    assert verify(Path(summary["journal"])).is_whole
    assert summary["lost_eur"] < summary["would_have_lost_eur"]
    assert summary["emergency_through"] is True
    assert summary["honest_through"] == summary["honest"]
    assert {"guessing", "ended"} <= {line.get("what") for line in lines}


def test_people_read_what_was_lost_and_where_the_journal_is():
    text = run("--lang", "fr")
    assert "Le vrai Veilleur surveille un standard simulé" in text
    assert "Perdu" in text
    assert "veilleur verify" in text


def test_no_dialled_number_and_no_guess_is_shown_whole():
    text = run("--lang", "en")
    acts, _pins = story(1)
    for act in acts:
        if len(act.number) > 6:
            assert act.number[-8:] not in text
    assert "Incorrect password" not in text
