"""`veilleur limits import FILE`: the owner sees what a table becomes, and has it written on a word."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from veilleur.config import load

Run = Callable[..., tuple[int, str, str]]
TABLE = (
    "profileid\tprefix\tdaysoftheweek\tcpm_critical\tcall_duration_critical\ttotal_calls_critical\n"
    "1\t\tMon-Fri\t4\t7200\t30\n1\t\tSat,Sun\t0\t0\t1\n1\t881\tMon-Sun\t0\t0\t1\n1\t870\tMon-Sun\t0\t0\t1\n"
    "1\t371\tMon-Sun\t0\t0\t1\n"
)


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An export beside a configuration that bounds calls abroad already."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "veilleur.toml").write_text(
        '# ours\n[site]\nname = "Firm"\n[limits]\nlongest_call_minutes = {international = 60}\n'
    )
    path = tmp_path / "rules.tsv"
    path.write_text(TABLE)
    return path


def test_nothing_is_written_unasked(table: Path, run: Run) -> None:
    before = Path("veilleur.toml").read_text()
    code, out, err = run("limits", "import", str(table), "--lang", "en")
    assert (code, err, Path("veilleur.toml").read_text()) == (0, "", before)
    assert "satellite = 0" in out
    assert "veilleur answer no --territory LV --for-good" in out
    assert "cpm_critical, total_calls_critical" in out


def test_on_a_word_it_is_written_and_no_limit_of_the_owner_gets_wider(table: Path, run: Run) -> None:
    code, out, err = run("limits", "import", str(table), "--write", "--json")
    assert code == 0, err
    assert json.loads(out)["wrote"] is True
    site = load(Path("veilleur.toml")).site
    assert dict(site.limits.longest_s)["international"] == 3600
    assert dict(site.limits.longest_s)["premium"] == 7200
    assert dict(site.limits.per_class_day) == {"satellite": 0}
    assert site.limits.closed_hours == 0
    assert Path("veilleur.toml").read_text().startswith("# ours\n")
    written = Path("veilleur.toml").read_text()
    assert run("limits", "import", str(table), "--write")[0] == 0
    assert Path("veilleur.toml").read_text() == written


def test_hours_that_are_there_stay(table: Path, run: Run) -> None:
    with Path("veilleur.toml").open("a") as file:
        file.write('[hours]\nmon-sat = "07:00-20:00"\n')
    code, out, _err = run("limits", "import", str(table), "--write", "--lang", "en")
    assert (code, "opening hours already" in out) == (0, True)
    assert 'mon-sat = "07:00-20:00"' in Path("veilleur.toml").read_text()
    assert 'sat = "closed"' not in Path("veilleur.toml").read_text()


def test_one_of_several_profiles_is_named(table: Path, run: Run) -> None:
    table.write_text(TABLE + "2\t\tMon-Sun\t4\t60\t30\n")
    code, _out, err = run("limits", "import", str(table), "--lang", "en")
    assert (code, "1, 2" in err) == (2, True)
    code, out, _err = run("limits", "import", str(table), "--profile", "2", "--json")
    assert json.loads(out)["limits"]["longest_call_minutes"]["premium"] == 1
    assert run("limits", "import", str(table), "--profile", "3", "--lang", "en")[0] == 2


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe" * 50, b"%PDF-1.4\n1 0 obj", b"|" * 5000])
def test_what_is_no_table_is_one_sentence(table: Path, run: Run, content: bytes) -> None:
    table.write_bytes(content)
    code, out, err = run("limits", "import", str(table), "--lang", "en")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "Traceback" not in err


def test_a_folder_and_no_file_are_one_sentence(table: Path, run: Run) -> None:
    for path in (table.parent, table.with_name("absent")):
        code, _out, err = run("limits", "import", str(path), "--lang", "en")
        assert (code, err.count("\n")) == (2, 1)
