"""`veilleur replay` on a Master.csv: a quiet day, then a night of calls to Cuba."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.standard_error import without_progress
from tests.evidence import stories

FIELDS = {
    *("id", "at", "decision", "decided_at"),
    *("billed_seconds", "cost_eur", "cost_unwatched_eur", "reasons"),
    *("type", "version", "at_iso", "decided_at_iso", "extension", "number", "territory", "class", "origin"),
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
    assert set(calls[0]) == FIELDS
    assert [call["decision"] for call in calls[:6]] == ["allow"] * 6
    assert isinstance(summary, dict)
    # Limits that fit start wide: while calls only run, the judge lets some minutes pass before it is sure.
    assert summary["cost_eur"] <= {"asked": 11, "live": 30}[vantage]
    assert summary["cost_unwatched_eur"] > 100


def test_a_refused_or_asked_call_bills_nothing(folder: Path) -> None:
    _code, lines = replayed(folder, "asked")
    held = [line for line in lines[:-1] if line["decision"] in ("refuse", "ask")]
    assert held
    assert all(line["billed_seconds"] == 0 and line["cost_eur"] == 0 for line in held)


def test_an_unknown_vantage_is_one_sentence(folder: Path) -> None:
    assert replayed(folder, "moon")[0] == 2


@pytest.mark.slow
def test_the_summary_adds_up_what_the_lines_say(folder: Path) -> None:
    for vantage in ("records", "live", "asked"):
        _code, lines = replayed(folder, vantage)
        calls, summary = lines[:-1], lines[-1]["summary"]
        assert isinstance(summary, dict)
        assert lines[-1]["type"] == "summary"
        assert all(set(call) == FIELDS for call in calls)
        assert [call["at"] for call in calls] == sorted(call["at"] for call in calls)  # type: ignore[type-var]
        for decision in ("allow", "ask", "refuse", "cut"):
            assert summary[decision] == sum(call["decision"] == decision for call in calls)
        assert summary["calls"] == len(calls)
        assert summary["cost_eur"] == pytest.approx(sum(float(str(call["cost_eur"])) for call in calls))
        assert summary["cost_unwatched_eur"] == pytest.approx(
            sum(float(str(call["cost_unwatched_eur"])) for call in calls)
        )


def test_from_records_nothing_is_stopped_before_the_first_record_appears(folder: Path) -> None:
    code, lines = replayed(folder, "records")
    calls = lines[6:-1]
    ended = float(str(calls[0]["at"])) + 1200
    assert code == 1
    for call in calls:
        if float(str(call["at"])) < ended:
            assert call["billed_seconds"] == 1200
            assert float(str(call["decided_at"])) >= ended
        if call["decision"] == "refuse":
            assert call["billed_seconds"] == call["cost_eur"] == 0
    assert calls[-1]["decision"] == "refuse"


def run(folder: Path, *words: str, given: bytes = b"", lang: str = "C") -> subprocess.CompletedProcess[bytes]:
    program = [sys.executable, "-c", "from veilleur.cli import main; main()", "replay", *words]
    environment = {"LANG": lang, "PATH": "/usr/bin:/bin", "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    done = subprocess.run(program, cwd=folder, input=given, capture_output=True, env=environment, check=False)
    assert b"Traceback" not in done.stderr, done.stderr
    return done


@pytest.mark.slow
def test_rotated_packed_and_piped_files_give_the_same_lines(folder: Path) -> None:
    text = (folder / "Master.csv").read_bytes()
    rows = text.splitlines(keepends=True)
    (folder / "Master.csv.1").write_bytes(b"".join(rows[:20]))
    (folder / "Master.csv.2.gz").write_bytes(gzip.compress(b"".join(rows[15:])))
    whole = run(folder, "Master.csv", "--json")
    assert whole.returncode == 1
    assert run(folder, "Master.csv.2.gz", "Master.csv.1", "--json").stdout == whole.stdout
    assert run(folder, "-", "--json", given=text).stdout == whole.stdout


def test_bad_lines_are_named_on_stderr_and_the_rest_is_played(folder: Path) -> None:
    before = run(folder, "Master.csv", "--json").stdout
    rows = (folder / "Master.csv").read_bytes().splitlines(keepends=True)
    rows.insert(3, b"this is no record\n")
    (folder / "Master.csv").write_bytes(b"".join(rows))
    done = run(folder, "Master.csv", "--json")
    assert done.stdout == before
    (said,) = without_progress(done.stderr.decode())
    warning = json.loads(said)["warning"]
    assert (warning["file"], warning["line"]) == ("Master.csv", 4)


def test_whoever_reads_only_the_first_line_gets_no_traceback(folder: Path) -> None:
    program = (
        f"{sys.executable} -c 'from veilleur.cli import main; main()' replay Master.csv --json | head -1"
    )
    done = subprocess.run(program, shell=True, cwd=folder, capture_output=True, check=False)
    assert done.stdout.count(b"\n") == 1
    assert without_progress(done.stderr.decode()) == []


@pytest.mark.slow
def test_people_get_a_page_in_their_language(folder: Path) -> None:
    french = run(folder, "Master.csv", lang="fr_FR.UTF-8").stdout.decode()
    assert "refusé" in french
    assert "\nSur 36\u00a0appels sortants\u00a0: " in french
    assert "Coût avec Veilleur" in french
    english = run(folder, "Master.csv").stdout.decode()
    assert "\nOf 36\u00a0outgoing calls: " in english


@pytest.mark.slow
def test_a_quiet_file_is_exit_0_and_an_unusable_one_exit_2(folder: Path) -> None:
    rows = (folder / "Master.csv").read_bytes().splitlines(keepends=True)
    (folder / "quiet.csv").write_bytes(b"".join(rows[:6]))
    (folder / "letter.txt").write_text("Dear Sir,\n" * 20)
    assert run(folder, "quiet.csv", "--json").returncode == 0
    for words in (
        ["letter.txt"],
        ["missing.csv"],
        ["quiet.csv", "letter.txt"],
        ["quiet.csv", "--vantage", "x"],
    ):
        done = run(folder, *words, "--json")
        assert done.returncode == 2, words
        assert done.stdout == b""
        assert json.loads(done.stderr)["type"] == "error"


def exporter(folder: Path, days: int = 30) -> Path:
    """Three calls of six minutes each working day to the same customers in Belgium, for more than the cap."""
    rows = []
    for day in range(days):
        if day % 7 > 4:  # the story begins on a Monday
            continue
        date = f"2026-06-{day + 1:02}"
        rows += [
            row(100 * day + n, f"{date} {9 + n:02}:00:00", f"{date} {9 + n:02}:06:00", f"00322699001{n}", 360)
            for n in range(3)
        ]
    path = folder / "exporter.csv"
    path.write_text("\n".join(rows) + "\n")
    return path


@pytest.mark.parametrize("vantage", ["asked", "live"])
def test_what_only_a_cap_stops_is_told_but_is_no_fraud(tmp_path: Path, vantage: str) -> None:
    exporter(tmp_path)
    (tmp_path / "veilleur.toml").write_text("[limits]\nday_eur = 0.5\n")
    words = ("exporter.csv", "--config", "veilleur.toml", "--vantage", vantage, "--json")
    done = run(tmp_path, *words)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    stopped = [line for line in lines[:-1] if line["decision"] in ("refuse", "cut")]
    assert stopped
    assert {line["reasons"][0] for line in stopped} == {"cap_day"}
    assert done.returncode == 0
    limits = lines[-1]["summary"]["limits"]
    assert limits["calls_stopped"] == len(stopped)
    assert sum(limits["days"].values()) == len(stopped)
    assert limits["fitting"]["day_eur"] > 0.5
    said = run(tmp_path, *words[:-1], "--lang", "en").stdout
    assert f"would have stopped {len(stopped)}" in said.decode().replace("\u00a0", " ")
    assert b"veilleur limits fit" in said


def test_a_boiler_that_dials_by_itself_all_night_is_no_fraud_in_records(tmp_path: Path) -> None:
    rows = []
    for n in range(90):
        minute = 2 * n
        at = f"2026-11-21 {minute // 60:02}:{minute % 60:02}"
        rows.append(row(n, f"{at}:00", f"{at}:30", "0899000000", 30))
    (tmp_path / "boiler.csv").write_text("\n".join(rows) + "\n")
    done = run(tmp_path, "boiler.csv", "--vantage", "records", "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert any("faulty_dialler" in line["reasons"] for line in lines[:-1])
    assert lines[-1]["summary"]["refuse"] == lines[-1]["summary"]["cut"] == 0


def test_a_configuration_that_the_file_contradicts_is_named_first_and_the_file_is_believed(
    tmp_path: Path,
) -> None:
    behind_zero = [call._replace(number=f"0{call.number}") for call in stories.office()]
    file = stories.written(tmp_path, "Master.csv", behind_zero)
    honest = run(tmp_path, file.name, "--json").stdout.splitlines()
    (tmp_path / "veilleur.toml").write_text('[site]\nname = "Clinic"\noutside_line = ""\n')
    first = run(tmp_path, file.name, "--lang", "en").stdout.splitlines()[0]
    assert first.startswith(b"Note: for an outside line, veilleur.toml says no digit, but the file shows 0.")
    mended = run(tmp_path, file.name, "--json").stdout.splitlines()
    summary = json.loads(mended[-1])["summary"]
    assert summary["contradictions"] == [{"key": "outside_line", "said": "", "shown": "0"}]
    assert "contradictions" not in json.loads(honest[-1])["summary"]
    refused = sum(json.loads(line)["decision"] == "refuse" for line in mended[:-1])
    assert refused == 0
