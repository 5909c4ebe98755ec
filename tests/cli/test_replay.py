"""`veilleur replay` on a Master.csv: a quiet day, then a night of calls to Cuba."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

FIELDS = {
    *("id", "at", "decision", "decided_at"),
    *("billed_seconds", "cost_eur", "cost_unwatched_eur", "reasons"),
}


def row(place: int, start: str, end: str, number: str, billed: int) -> str:
    channel = f'"PJSIP/101-{place:08x}","PJSIP/carrier-{place:08x}"'
    times = f'"{start}","{start}","{end}"'
    return (
        f'"","101","{number}","from-internal","""101"" <101>",{channel},"Dial","PJSIP/{number}@carrier",'
        f'{times},{billed},{billed},"ANSWERED","DOCUMENTATION","{1_790_000_000 + place}.{place}",""'
    )


def replayed(folder: Path, vantage: str) -> tuple[int, list[dict[str, object]]]:
    words = ["replay", "Master.csv", "--vantage", vantage, "--json"]
    program = [sys.executable, "-c", "from veilleur.cli import main; main()", *words]
    done = subprocess.run(program, cwd=folder, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [
        row(n, f"2026-11-20 {9 + n:02}:00:00", f"2026-11-20 {9 + n:02}:03:00", "0199000010", 180)
        for n in range(6)
    ]
    rows += [
        row(10 + n, f"2026-11-21 02:{n:02}:00", f"2026-11-21 02:{n + 20:02}:00", f"00535550012{n:02}", 1200)
        for n in range(30)
    ]
    (tmp_path / "Master.csv").write_text("\n".join(rows) + "\n")
    return tmp_path


@pytest.mark.parametrize("vantage", ["asked", "live"])
def test_the_night_is_stopped_and_the_day_is_let_through(folder: Path, vantage: str) -> None:
    code, lines = replayed(folder, vantage)

    calls, summary = lines[:-1], lines[-1]["summary"]
    assert code == 1
    assert len(calls) == 36
    assert calls[0]["id"] == "1790000000.0"
    assert {
        "id",
        "at",
        "decision",
        "decided_at",
        "billed_seconds",
        "cost_eur",
        "cost_unwatched_eur",
        "reasons",
    } == (set(calls[0]))
    assert [call["decision"] for call in calls[:6]] == ["allow"] * 6
    assert isinstance(summary, dict)
    assert summary["cost_eur"] <= 11  # the cap of the closed hours and one charging step
    assert summary["cost_unwatched_eur"] > 100


def test_a_refused_or_asked_call_bills_nothing(folder: Path) -> None:
    _code, lines = replayed(folder, "asked")
    held = [line for line in lines[:-1] if line["decision"] in ("refuse", "ask")]
    assert held
    assert all(line["billed_seconds"] == 0 and line["cost_eur"] == 0 for line in held)


def test_an_unknown_vantage_is_one_sentence(folder: Path) -> None:
    assert replayed(folder, "moon")[0] == 2
