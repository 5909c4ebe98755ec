"""A file that ends its reader, or shows a fault of ours: each command says so in one sentence."""

from __future__ import annotations

import marshal
import os
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from veilleur.cli import main
from veilleur.records import RowsOfChild, in_child
from veilleur.records.reader import Reader
from veilleur.words.errors import InputError

CONFIGURATION = '[site]\nname = "Firm"\ncountry = "FR"\ntimezone = "Europe/Paris"\n'
COMMANDS = {
    "check": ("check", "FILE"),
    "replay": ("replay", "FILE"),
    "learn": ("learn", "FILE"),
    "learn prices": ("learn", "--prices", "FILE"),
    "limits fit": ("limits", "fit", "FILE"),
    "reconcile": ("reconcile", "FILE", "FILE"),
    "formats try": ("formats", "try", "FILE"),
    "formats describe": ("formats", "describe", "FILE"),
}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An afternoon of calls, beside a configuration."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "veilleur.toml").write_text(CONFIGURATION, encoding="utf-8")
    begin = datetime(2026, 6, 1, 9)
    rows = [f"{begin + timedelta(minutes=place)};Outbound;101;0199000201;60;0.10" for place in range(60)]
    path = tmp_path / "calls.csv"
    heading = "Start time;Direction;Extension;Number;Duration (s);Cost EUR\n"
    path.write_text(heading + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["veilleur", *arguments, "--lang", "en"])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def spoilt(monkeypatch: pytest.MonkeyPatch, harm: Callable[[], None]) -> None:
    """What looks into a stranger's file does harm; the tests' own process is none that may look."""
    parent = os.getpid()

    def harmful(*_of: object, **_named: object) -> Iterator[Any]:
        assert os.getpid() != parent, "read in the command's own process"
        harm()
        yield from ()

    for place in (
        "veilleur.records.files.text_source.opened",
        "veilleur.records.files.text_source.numbered_lines",
        "veilleur.records.reader.numbered_lines",
        "veilleur.evidence.reconcile.reading.numbered_lines",
    ):
        monkeypatch.setattr(place, harmful, raising=False)
    monkeypatch.setattr(Reader, "_read_file", harmful)


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def out_of_room() -> None:
    raise MemoryError


def faulty() -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize("harm", [killed, out_of_room], ids=["killed", "memory"])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_reader_that_is_ended_is_one_sentence_and_a_wrong_input(
    command: str,
    harm: Callable[[], None],
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    spoilt(monkeypatch, harm)
    assert run(monkeypatch, *(str(file) if one == "FILE" else one for one in COMMANDS[command])) == 2
    assert "takes more time or memory to read than it may" in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
def test_a_fault_of_ours_in_the_reader_is_one_sentence_and_70(
    command: str, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spoilt(monkeypatch, faulty)
    assert run(monkeypatch, *(str(file) if one == "FILE" else one for one in COMMANDS[command])) == 70
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert len([line for line in said.splitlines() if line.startswith("veilleur: ")]) == 1


def test_a_price_list_is_read_by_a_child(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = os.getpid()

    def reading(_path: Path) -> dict[str, Any]:
        assert os.getpid() != parent
        os.kill(os.getpid(), signal.SIGKILL)
        return {}

    monkeypatch.setattr("veilleur.evidence.reconcile.reading.read_deck", reading)
    assert run(monkeypatch, "reconcile", str(file), str(file), "--tariff", str(file)) == 2


@pytest.mark.parametrize(
    "answer",
    [
        (1 << 62).to_bytes(8),
        (4).to_bytes(8) + b"\xff\xff\xff\xff",
        (9).to_bytes(8) + marshal.dumps("no message")[:9],
        (len(marshal.dumps(7))).to_bytes(8) + marshal.dumps(7),
    ],
    ids=["endless", "no data", "cut off", "no message"],
)
def test_what_a_child_that_was_taken_over_sends_harms_nobody(
    answer: bytes, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("veilleur.records.confined.sent", lambda stream, _kind, _data: stream.write(answer))
    with pytest.raises(InputError, match="more time or memory"):
        in_child(file, lambda: 1)


def test_rows_of_a_child_come_as_they_are_made_and_say_how_far_they_are(file: Path) -> None:
    rows = RowsOfChild([file], lambda: iter([([1, 2], 0.5), ([3], 1.0)]))
    seen = [(row, rows.share_read) for row in rows]
    assert seen == [(1, 0.5), (2, 0.5), (3, 1.0)]
