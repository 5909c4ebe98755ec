"""`--follow`: calls are told while the file grows, and the command ends when it is told to."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cli.records.test_replay import row
from tests.evidence import stories

PROGRAM = [sys.executable, "-c", "from veilleur.cli import main; main()"]
ENVIRONMENT = {"LANG": "C", "PATH": "/usr/bin:/bin", "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
LONG_S = 120.0  # only a command that hangs is as slow


class Following:
    """A command that follows; its lines as they come."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.process = subprocess.Popen(
            [*PROGRAM, *words], cwd=folder, env=ENVIRONMENT, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )  # fmt: skip
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def line(self) -> str:
        """The next line; waits for it."""
        return self._lines.get(timeout=LONG_S)

    def object(self) -> dict[str, Any]:
        """The next line of JSON."""
        found: dict[str, Any] = json.loads(self.line())
        return found

    def end(self, how: signal.Signals = signal.SIGINT) -> tuple[int, list[str]]:
        """Ask it to end: its exit code and the lines that still came."""
        self.process.send_signal(how)
        code = self.process.wait(LONG_S)
        rest = []
        while (line := self.line()) != "":
            rest.append(line)
        assert self.process.stderr is not None
        assert "Traceback" not in self.process.stderr.read()
        return code, rest

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put("")


Follow = Callable[..., Following]


@pytest.fixture
def follow(tmp_path: Path) -> Iterator[Follow]:
    started: list[Following] = []

    def start(*words: str) -> Following:
        started.append(Following(tmp_path, *words))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.wait()


def quiet(place: int) -> str:
    return row(place, f"2026-11-20 10:{place:02}:00", f"2026-11-20 10:{place:02}:50", "0199000010", 50) + "\n"


def cuban(place: int) -> str:
    begin, end = f"2026-11-21 02:{place:02}:00", f"2026-11-21 02:{place + 20:02}:00"
    return row(place, begin, end, f"00535550012{place:02}", 1200) + "\n"


def test_replay_tells_each_call_as_soon_as_it_is_decided(tmp_path: Path, follow: Follow) -> None:
    file = tmp_path / "Master.csv"
    file.write_text(quiet(1))
    command = follow("replay", "Master.csv", "--json", "--follow")
    assert command.object()["id"] == "1790000001.1"
    with file.open("a") as out:
        out.write(quiet(2))
    assert command.object()["id"] == "1790000002.2"
    file.rename(tmp_path / "Master.csv.1")
    file.write_text("".join(map(cuban, range(10, 40))))
    hostile = [command.object() for _ in range(30)]
    assert hostile[0]["id"] == "1790000010.10"
    assert hostile[-1]["decision"] == "refuse"
    code, rest = command.end()
    assert code == 1
    assert json.loads(rest[-1])["summary"]["calls"] == 32


def test_a_term_signal_is_an_ordinary_end_too(tmp_path: Path, follow: Follow) -> None:
    (tmp_path / "Master.csv").write_text(quiet(1))
    command = follow("replay", "Master.csv", "--json", "--follow")
    assert command.object()["decision"] == "allow"
    code, rest = command.end(signal.SIGTERM)
    assert code == 0
    assert json.loads(rest[0])["summary"]["calls"] == 1


def test_until_idle_tells_what_replay_tells_without_it(tmp_path: Path) -> None:
    (tmp_path / "Master.csv").write_text("".join([*map(quiet, range(6)), *map(cuban, range(10, 40))]))
    told = [
        subprocess.run(
            [*PROGRAM, "replay", "Master.csv", "--json", *words],
            cwd=tmp_path, env=ENVIRONMENT, capture_output=True, check=False, timeout=LONG_S,
        )
        for words in ([], ["--follow", "--until-idle", "0"])
    ]  # fmt: skip
    assert told[0].stdout == told[1].stdout
    assert [one.returncode for one in told] == [1, 1]


@pytest.mark.parametrize(
    "words",
    [["-", "--follow"], ["Master.csv", "--until-idle", "3"], ["missing.csv", "--follow"]],
)
def test_what_cannot_be_followed_is_one_sentence(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "Master.csv").write_text(quiet(1))
    for command in ("replay", "check"):
        done = subprocess.run(
            [*PROGRAM, command, *words], cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True,
            check=False, input="", timeout=LONG_S,
        )  # fmt: skip
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr.startswith("veilleur: ")
        assert done.stderr.count("\n") == 1


def test_check_announces_an_incident_when_it_appears(tmp_path: Path, follow: Follow) -> None:
    file = stories.written(tmp_path, "Master.csv", stories.office())
    attack = stories.written(tmp_path, "attack.csv", stories.clinic_pump()).read_text()
    command = follow("check", "Master.csv", "--json", "--follow")
    first = command.object()
    assert first["summary"]["incidents"] == 0
    with file.open("a") as out:
        out.write(attack)
    incident = command.object()["incident"]
    assert incident["extensions"] == ["104"]
    assert Path(tmp_path, incident["case"], "case.json").is_file()
    code, rest = command.end()
    assert code == 1
    last = json.loads(rest[-1])["summary"]
    assert last["incidents"] == 1
    assert last["outgoing_calls"] == first["summary"]["outgoing_calls"] + 111


def test_check_tells_people_of_it_and_says_at_the_end_what_to_do(tmp_path: Path, follow: Follow) -> None:
    file = stories.written(tmp_path, "Master.csv", stories.office())
    attack = stories.written(tmp_path, "attack.csv", stories.clinic_pump()).read_text()
    command = follow("check", "Master.csv", "--follow", "--lang", "fr")
    while not command.line().startswith("En attente"):
        pass
    with file.open("a") as out:
        out.write(attack)
    while not command.line().startswith("Nouvelle fraude"):
        pass
    code, rest = command.end()
    assert code == 1
    assert "À faire maintenant\n" in rest
