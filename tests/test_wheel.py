"""Veilleur as `pipx install` gives it: from the built wheel, in an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[1]
CONSTRAINTS = str(ROOT / "constraints.txt")


@pytest.fixture(scope="module")
def veilleur(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed command."""
    folder = tmp_path_factory.mktemp("wheel")
    quiet = ["--quiet", "--disable-pip-version-check"]
    _must([sys.executable, "-m", "pip", "wheel", *quiet, "--no-deps", "--wheel-dir", str(folder), str(ROOT)])
    (wheel,) = folder.glob("veilleur-*.whl")
    _must([sys.executable, "-m", "venv", str(folder / "own")])
    python = folder / "own" / "bin" / "python"
    _must([str(python), "-m", "pip", "install", *quiet, "--constraint", CONSTRAINTS, str(wheel)])
    return folder / "own" / "bin" / "veilleur"


def _must(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=_environment())
    assert done.returncode == 0, done.stderr


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def _run(veilleur: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(veilleur), *words], cwd=folder, env=_environment(), capture_output=True, text=True, check=False
    )


def test_it_plays_a_night_and_examines_a_file_in_french(veilleur: Path, tmp_path: Path) -> None:
    night = _run(veilleur, tmp_path, "demo", "--lang", "fr")
    assert (night.returncode, night.stderr) == (0, "")
    assert "Aurait été perdu sans Veilleur" in night.stdout

    made = _run(veilleur, tmp_path, "simulate", "--out", "Master.csv", "--attack", "A", "--days", "30")
    assert made.returncode == 0
    found = _run(veilleur, tmp_path, "check", "Master.csv", "--lang", "fr")
    assert found.returncode == 1, found.stderr
    assert "À faire maintenant" in found.stdout


@pytest.mark.parametrize("words", [("status",), ("price", "0037129012345"), ("formats",), ("desk",)])
def test_no_command_lacks_a_file_of_its_own(veilleur: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    done = _run(veilleur, tmp_path, *words, "--lang", "en")
    assert done.returncode in (0, 2), done.stderr
    assert "Traceback" not in done.stderr
