"""`veilleur audit` as an owner runs it: exit codes, one page, JSON, the journal, what changed since."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from veilleur.journal import JournalReader

Run = Callable[..., tuple[int, str, str]]
FOLDER = Path(__file__).parents[2] / "pbx/asterisk/audit/configurations"
SITE = '[site]\nname = "Garage Martin"\nextensions = ["2XX"]\n'


def objects(out: str, kind: str) -> list[dict[str, Any]]:
    """The objects of one type that were printed."""
    found = [json.loads(line) for line in out.splitlines()]
    return [one[kind] for one in found if one["type"] == kind]


def test_a_hardened_machine_is_quiet(run: Run) -> None:
    code, out, err = run("audit", str(FOLDER / "hardened-22"))
    assert (code, err) == (0, "")
    assert "Score: 100 of 100" in out
    assert "No weakness found." in out


def test_an_entered_machine_has_score_zero_and_the_signs_come_first(run: Run) -> None:
    code, out, _err = run("audit", str(FOLDER / "implanted"), "--lang", "fr")
    assert code == 1
    assert "Note\u00a0: 0 sur 100" in out
    assert "Des traces montrent que quelqu’un est entré." in out
    first = next(line for line in out.splitlines() if line[:1].isdigit() and "[critique]" in line)
    assert int(first.partition(".")[0]) > 100


@pytest.mark.parametrize("columns", ["80", "40"])
@pytest.mark.parametrize("name", ["hostile", "weak-everywhere", "implanted"])
def test_the_page_fits_and_obeys_no_stranger(
    run: Run, monkeypatch: pytest.MonkeyPatch, columns: str, name: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for lang in ("fr", "en"):
        _code, out, _err = run("audit", str(FOLDER / name), "--lang", lang)
        assert max(map(len, out.splitlines())) <= int(columns)
        assert "\x1b" not in out
        assert "\u202e" not in out
        assert "\x07" not in out


def test_fail_on_says_from_which_severity_on_it_fails(run: Run) -> None:
    machine = str(FOLDER / "forward-from-outside")
    assert run("audit", machine, "--fail-on", "critical")[0] == 1
    only_high = str(FOLDER / "hardened-22/etc/asterisk")
    assert run("audit", only_high, "--fail-on", "low")[0] == 0
    code, _out, err = run("audit", machine, "--fail-on", "dreadful")
    assert (code, "critical, high, medium or low" in err) == (2, True)


def test_a_folder_of_something_else_is_an_error(run: Run, tmp_path: Path) -> None:
    code, _out, err = run("audit", str(tmp_path))
    assert (code, "no files of a switch" in err) == (2, True)
    assert run("audit", str(tmp_path / "nothing"))[0] == 2


def test_json_gives_each_weakness_and_a_summary(run: Run) -> None:
    code, out, _err = run("audit", str(FOLDER / "menu-with-a-dial-tone"), "--json")
    assert code == 1
    found = {one["number"]: one for one in objects(out, "finding")}
    assert found[13]["severity"] == "critical"
    assert found[13]["observations"][0]["path"][0] == "[from-trunk]"
    (summary,) = objects(out, "audit")
    assert summary["weak"]["critical"] == sum(one["severity"] == "critical" for one in found.values())
    assert {*summary["holds"], *summary["unknown"], *found} >= set(range(1, 65))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with a copy of a hardened machine, in whose folder commands run."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "veilleur.toml").write_text(SITE)
    shutil.copytree(FOLDER / "hardened-22", tmp_path / "machine")
    return tmp_path


def notes(site: Path) -> list[dict[str, Any]]:
    """The audits that the journal has."""
    path = next(site.rglob("journal.db"))
    reader = JournalReader(path)
    try:
        return [one.data for one in reader.entries(kind="note", holding='"note":"audit"')]
    finally:
        reader.close()


def test_each_audit_is_a_dated_proof_and_since_shows_what_changed(run: Run, site: Path) -> None:
    assert run("audit", "machine")[0] == 0
    assert notes(site)[0]["score"] == 100
    boxes = site / "machine/etc/asterisk/voicemail.conf"
    boxes.write_text(boxes.read_text().replace("847203", "1234"))
    code, out, _err = run("audit", "machine", "--since", "last", "--json")
    assert code == 1
    (summary,) = objects(out, "audit")
    assert summary["drift"]["score_before"] == 100
    assert summary["drift"]["files"] == ["etc/asterisk/voicemail.conf"]
    assert len(summary["drift"]["new"]) == 2
    assert {one["number"] for one in objects(out, "finding")} == {1, 2}
    boxes.write_text(boxes.read_text().replace("1234", "847203"))
    _code, out, _err = run("audit", "machine", "--since", "last")
    assert "0 new, 2 fixed, 1 file changed" in " ".join(out.split())
    assert len(notes(site)) == 3
    assert run("verify")[0] == 0


def test_the_journal_keeps_no_name_and_no_number_of_a_mailbox(run: Run, site: Path) -> None:
    boxes = site / "machine/etc/asterisk/voicemail.conf"
    boxes.write_text(boxes.read_text().replace("847203", "1234"))
    run("audit", "machine")
    text = json.dumps(notes(site))
    assert [one for one in ("201", "1234", "Reception") if f'"{one}"' in text] == []


def test_an_audit_that_is_not_to_be_kept_leaves_no_journal(run: Run, site: Path) -> None:
    run("audit", "machine", "--no-keep")
    assert list(site.rglob("journal.db")) == []


def test_since_an_audit_that_never_was_is_an_error(run: Run, site: Path) -> None:
    assert run("audit", "machine", "--since", "last")[0] == 2
    assert run("audit", "machine", "--since", "yesterday")[0] == 2


def test_emergency_numbers_go_out_or_are_named(run: Run) -> None:
    code, out, _err = run("audit", str(FOLDER / "hardened-22"), "--test-emergency")
    assert code == 0
    assert [out.count(f"{number} from [internal]: goes out.") for number in (112, 15, 17, 18)] == [1] * 4
    code, out, _err = run("audit", str(FOLDER / "weak-everywhere"), "--test-emergency", "--json")
    assert code == 1
    assert [one["number"] for one in objects(out, "emergency") if not one["goes_out"]] == ["15"]
