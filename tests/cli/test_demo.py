"""The demo tells its story truly: to machines, to people, in two languages, and gives no digits away."""

from __future__ import annotations

import json

from typer import Typer
from typer.testing import CliRunner

from veilleur.cli.demo import command
from veilleur.simulation.night import story

FAST = ["--speed", "1000000"]


def run(*options: str) -> str:
    app = Typer()
    app.command()(command)
    result = CliRunner().invoke(app, [*FAST, *options])
    assert result.exit_code == 0, result.output
    return result.output


def test_machines_get_json_lines_and_a_summary():
    lines = [json.loads(line) for line in run("--json", "--lang", "en").splitlines()]
    summary = lines[-1]["summary"]
    assert summary["guard"] is False
    assert summary["hostile_held"] > 0
    assert summary["lost_eur"] < summary["would_have_lost_eur"]
    assert summary["emergency_through"] is True
    assert summary["honest_through"] == summary["honest"]
    assert {"guessing", "pin", "forward", "held", "ended"} <= {line.get("what") for line in lines}


def test_people_read_what_was_lost_and_that_no_guard_was_there():
    text = run("--lang", "fr")
    assert "Le gardien n'est pas encore branché" in text
    assert "Perdu" in text
    assert "Cuba +5355500••••" in text


def test_no_dialled_number_and_no_guess_is_shown_whole():
    text = run("--lang", "en")
    acts, _pins = story(1)
    for act in acts:
        if len(act.number) > 6:
            assert act.number[-8:] not in text
    assert "Incorrect password" not in text
