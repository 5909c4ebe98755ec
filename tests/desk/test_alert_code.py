"""The word of the alert code: another one with each code that is set."""

from __future__ import annotations

from pathlib import Path

from veilleur.desk.alert_code import generation
from veilleur.guard.alerting.alert_calls import CODE_NAME
from veilleur.guard.passcodes import Passcodes


def test_it_changes_with_the_alert_code_and_with_no_other(tmp_path: Path) -> None:
    journal = tmp_path / "journal.db"
    codes = Passcodes.beside(journal)
    assert generation(journal) == ""
    codes.set(CODE_NAME, "271828")
    first = generation(journal)
    assert first
    codes.set("201", "314159")
    assert generation(journal) == first
    codes.set(CODE_NAME, "271828")
    assert generation(journal) not in ("", first), "the same digits, set once more, are another code"


def test_a_file_that_cannot_be_read_has_none(tmp_path: Path) -> None:
    (tmp_path / "codes.json").write_text("[")
    assert generation(tmp_path / "journal.db") == ""
