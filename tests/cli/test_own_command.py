"""A line that a newcomer copies runs from where they stand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from veilleur.cli.own_command import own_command


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout after `make run`, in which one stands."""
    commands = tmp_path / ".venv" / "bin"
    commands.mkdir(parents=True)
    for name in ("python", "veilleur"):
        (commands / name).write_text("#!/bin/sh\n")
        (commands / name).chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(commands / "python"))
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.chdir(tmp_path)
    return commands


def test_what_no_shell_finds_is_named_by_its_path(environment: Path) -> None:
    assert own_command() == ".venv/bin/veilleur"


def test_what_every_shell_finds_is_named_by_its_word(
    environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(environment))
    assert own_command() == "veilleur"


def test_another_veilleur_on_the_path_is_not_this_one(
    environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "veilleur").write_text("#!/bin/sh\n")
    (other / "veilleur").chmod(0o755)
    monkeypatch.setenv("PATH", str(other))
    assert own_command() == ".venv/bin/veilleur"


def test_from_another_folder_the_whole_path_is_given(
    environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "else where").mkdir()
    monkeypatch.chdir(tmp_path / "else where")
    assert own_command() == str(environment / "veilleur")
