"""The past at set-up: what lies on this machine is offered, learned on a yes, and never stops set-up."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.evidence import stories

from veilleur.cli import main
from veilleur.config import load
from veilleur.journal import JournalReader
from veilleur.journal.restore import bring_back
from veilleur.pbx.registry import sections
from veilleur.words.money import micro_euros

CUBA = "0053555123456"


class Installer:
    """Runs set-up in a folder with the switch's own records; answers the question about them."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.asked = folder, ""
        self._monkeypatch = monkeypatch
        calls = [
            stories.call(stories.moment(day, 10.0), "101", CUBA, 1_800.0) for day in range(40) if day % 7 < 5
        ]
        self.records = stories.written(folder, "Master.csv", stories.office(40), calls)
        monkeypatch.chdir(folder)
        monkeypatch.setenv("LANG", "C")

    def sets_up(self, *words: str, answer: str | None = None) -> int:
        def answers(question: str) -> str:
            if question.startswith("Read the past calls"):
                self.asked = question
                return answer or ""
            return ""

        self._monkeypatch.setattr(sys.stdin, "isatty", lambda: answer is not None)
        self._monkeypatch.setattr("builtins.input", answers)
        base = ("setup", "asterisk", "--offline", "--cdr-file", str(self.records), "--outside-line", "")
        self._monkeypatch.setattr(sys, "argv", ["veilleur", *base, "--extensions", "1XX", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0)

    def day_limit(self) -> int | None:
        """What the guard would begin with, brought back from its journal."""
        settings = load(self.folder / "veilleur.toml", sections())
        reader = JournalReader(settings.journal.file)
        try:
            watch = bring_back(reader, settings.site, settings.numbering(), settings.vantage).watch
        finally:
            reader.close()
        return watch.rooms.limits.amount("day")

    @property
    def has_learned(self) -> bool:
        return (self.folder / "var/journal.db").exists()


@pytest.fixture
def installer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installer:
    return Installer(tmp_path, monkeypatch)


def test_enter_learns_what_lies_there_and_the_limits_fit_from_the_first_night(installer: Installer) -> None:
    assert installer.sets_up(answer="") == 0
    assert "Master.csv" in installer.asked
    limit = installer.day_limit()
    assert limit is not None
    assert limit != micro_euros(400)  # not the start of a site whose past is not known


def test_a_no_and_a_run_without_a_terminal_learn_nothing(installer: Installer) -> None:
    assert installer.sets_up(answer="no") == 0
    assert not installer.has_learned
    assert installer.sets_up() == 0
    assert not installer.has_learned


def test_an_option_learns_without_a_question(installer: Installer) -> None:
    assert installer.sets_up("--yes", "--learn") == 0
    assert installer.asked == ""
    assert installer.has_learned


def test_a_past_that_cannot_be_read_leaves_set_up_done(
    installer: Installer, capsys: pytest.CaptureFixture[str]
) -> None:
    installer.records.write_bytes(b"\x00\x01 no records at all")
    assert installer.sets_up("--learn") == 0
    assert (installer.folder / "veilleur.toml").exists()
    assert "does it later" in capsys.readouterr().err
