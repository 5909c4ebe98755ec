"""`veilleur cases`: what a check has kept is named, and forgotten when its owner says so."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

from tests.evidence import stories

from veilleur.cli.check.cases import MONTH_S

Run = Callable[..., tuple[int, str, str]]


def checked(folder: Path, run: Run) -> str:
    """Check a file with an attack and a bad line; the name of the case."""
    file = stories.written(folder, "Master.csv", stories.office(), stories.clinic_pump())
    file.write_text(file.read_text() + "this is no record\n")
    assert run("check", "Master.csv")[0] == 1
    [case] = [path for path in (folder / "veilleur-cases").iterdir() if path.is_dir()]
    return case.name


def test_a_case_and_the_lines_not_understood_are_listed_and_forgotten(tmp_path: Path, run: Run) -> None:
    name = checked(tmp_path, run)
    code, told, _ = run("cases")
    assert code == 0
    assert f"{name}  opened on " in told
    assert "111\u00a0calls" in told
    assert "lines-not-understood.txt" in told
    assert run("cases", "forget", name, "lines-not-understood.txt")[0] == 0
    assert list((tmp_path / "veilleur-cases").iterdir()) == []
    assert "Nothing is kept" in run("cases")[1]


def test_only_what_is_old_enough_is_forgotten_by_age(tmp_path: Path, run: Run) -> None:
    name = checked(tmp_path, run)
    manifest = tmp_path / "veilleur-cases" / name / "case.json"
    assert run("cases", "forget", "--older-than", "12")[1] == ""
    assert manifest.exists()
    told = json.loads(manifest.read_text())
    manifest.chmod(0o600)
    manifest.write_text(json.dumps({**told, "opened_at": time.time() - 13 * MONTH_S}))
    assert name in run("cases", "forget", "--older-than", "12")[1]
    assert not manifest.exists()
    assert (tmp_path / "veilleur-cases" / "lines-not-understood.txt").exists()


def test_a_case_that_is_not_there_and_no_choice_at_all_are_one_sentence(tmp_path: Path, run: Run) -> None:
    for words in (["forget", "../.."], ["forget"], ["burn"], ["forget", "x", "--older-than", "3"]):
        code, told, error = run("cases", *words)
        assert code == 2
        assert told == ""
        assert error.count("\n") == 1
