"""What is kept about one person is shown to who asks, and goes when it must, without harm to the proof."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.test_owner_commands import THIEF, a_night

from veilleur.config import Settings, load
from veilleur.guard import Guard
from veilleur.guard.commands import GuardCommands
from veilleur.journal import Journal, JournalReader, verify
from veilleur.pbx.registry import sections
from veilleur.words.errors import InputError
from veilleur.words.events import CallEnded, CallRequested, CallStarted, Registered

Run = Callable[..., tuple[int, str, str]]
DAY_S = 86_400.0
CUSTOMER = "00199001234"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    config = tmp_path / "veilleur.toml"
    config.write_text('[site]\nname = "G"\nextensions = ["2XX"]\n[asterisk]\nport = 1\n')
    return load(config, sections())


@pytest.fixture
def year(settings: Settings, tmp_path: Path) -> Path:
    """A journal a year old, in which 204 and 301 call the same customer each week."""
    path = tmp_path / settings.journal.file
    journal = Journal(path)
    now = time.time()
    for week in range(52):
        at = now - (52 - week) * 7 * DAY_S
        for extension in ("204", "301"):
            name = f"{week}-{extension}"
            journal.append_event("G", CallRequested(at, at, f"r{name}", extension, CUSTOMER))
        journal.append_event("G", Registered(at, at, "204", "198.51.100.7", "Phone of 204"))
    journal.close()
    return path


def _names(path: Path) -> list[str]:
    return [
        str(entry.data.get("extension") or entry.data.get("account"))
        for entry in JournalReader(path).entries()
    ]


def test_a_person_can_have_all_that_is_kept_about_them(year: Path, run: Run) -> None:
    code, out, err = run("personal", "show", "204", "--json")
    assert (code, err) == (0, "")
    entries = [json.loads(line) for line in out.splitlines()]
    assert len(entries) == 104
    assert not [one for one in entries if one["data"].get("extension") == "301"]

    code, out, _err = run("personal", "show", "204", "--lang", "fr")
    assert code == 0
    assert "104 entrées" in out.replace("\u202f", " ")
    assert "12 mois" in out


def test_a_number_is_found_in_every_spelling(year: Path, run: Run) -> None:
    for spelling in (CUSTOMER, "0199001234", "+33199001234", "+33 1 99 00 12 34"):
        code, out, _err = run("personal", "show", spelling, "--json")
        assert code == 0
        assert len(out.splitlines()) == 104, spelling
    assert "Nothing is kept" in run("personal", "show", "00199001235")[1]
    assert "Nothing is kept" in run("personal", "show", "20")[1]


def test_without_a_yes_nothing_is_deleted(year: Path, run: Run) -> None:
    code, out, _err = run("personal", "forget", "204")
    assert code == 0
    assert "--yes" in out
    assert _names(year).count("204") == 104


def test_a_person_is_forgotten_in_a_journal_a_year_old_and_it_stays_whole(year: Path, run: Run) -> None:
    code, out, err = run("personal", "forget", "204", "--yes", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == {"deleted": 104, "kept": 0}

    assert verify(year).findings == []
    assert "204" not in _names(year)
    assert _names(year).count("301") == 52
    held = b"".join(file.read_bytes() for file in year.parent.iterdir())
    assert b'"204"' not in held
    assert b"Phone of 204" not in held
    assert "Nothing is kept" in run("personal", "show", "204")[1]
    assert run("personal", "forget", "204", "--yes", "--json")[1] == '{"deleted": 0, "kept": 0}\n'


def test_a_hole_that_was_cut_beside_the_forgotten_entries_is_still_found(year: Path, run: Run) -> None:
    run("personal", "forget", "204", "--yes")
    connection = sqlite3.connect(year)
    with connection:
        connection.execute("DELETE FROM personal WHERE seq = (SELECT max(seq) FROM personal)")
    connection.close()
    assert [one.code for one in verify(year).findings] == ["personal_missing"]


def test_the_evidence_of_an_attack_stays_unless_it_is_named(tmp_path: Path, run: Run) -> None:
    config = tmp_path / "veilleur.toml"
    config.write_text(
        '[site]\nname = "Garage Martin"\nextensions = ["10X"]\n'
        '[judge]\nmode = "enforce"\n[asterisk]\nport = 1\n'
    )
    a_night(config, began_at=time.time() - 90_300)
    path = tmp_path / load(config, sections()).journal.file

    answer = json.loads(run("personal", "forget", THIEF, "--yes", "--json")[1])
    assert answer["deleted"] == 0
    assert answer["kept"] > 5
    assert "104" in run("incidents", "i1", "--lang", "fr")[1]

    answer = json.loads(run("personal", "forget", "104", "--yes", "--with-incidents", "--json")[1])
    assert (answer["deleted"] > 5, answer["kept"]) == (True, 0)
    assert verify(path).is_whole
    assert run("incidents", "i1", "--lang", "fr")[0] == 0


@pytest.mark.parametrize("who", ["", "-", "nobody", "2" * 50, "\x1b[2J"])
def test_who_is_nobody_is_one_sentence(settings: Settings, run: Run, who: str) -> None:
    code, out, err = run("personal", "show", "--", who)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "\x1b" not in err


async def test_a_running_guard_forgets_a_person_in_its_watch_and_its_journal(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    guard = Guard(settings, send_head=lambda _line: None)
    orders = GuardCommands(guard).do
    now = guard.clock.now()
    guard.receive(Registered(now, now, "204", "198.51.100.7", "Phone"))
    guard.decide(CallRequested(now, now, "ask1", "204", CUSTOMER))
    guard.receive(CallStarted(now, now, "leg1", CUSTOMER, "ask1", "204"))

    with pytest.raises(InputError, match="going on"):
        await orders({"do": "forget", "who": "204"}, 0)
    guard.receive(CallEnded(now + 1, now + 1, "leg1"))
    answer = await orders({"do": "forget", "who": "204"}, 0)

    assert answer["deleted"] >= 3, answer
    assert "204" not in guard.watch.save()["accounts"]["known"]
    await guard._stop()
    path = tmp_path / settings.journal.file
    assert verify(path).is_whole
    kept = JournalReader(path).checkpoint("G")
    assert kept is not None
    assert '"204"' not in kept[1]
    again = Guard(settings, send_head=lambda _line: None)  # it starts from that
    assert "204" not in again.watch.save()["accounts"]["known"]
    again.journal.close()


async def test_a_line_that_is_not_monitored_by_name_has_nothing_kept(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.chdir(tmp_path)
    config = tmp_path / "veilleur.toml"
    config.write_text(config.read_text() + '[privacy]\nunnamed_extensions = ["204"]\n')
    guard = Guard(load(config, sections()), send_head=lambda _line: None)
    now = guard.clock.now()
    for extension in ("204", "205"):
        guard.decide(CallRequested(now, now, f"ask-{extension}", extension, CUSTOMER))
    await guard._stop()

    assert "Nothing is kept" in run("personal", "show", "204")[1]
    assert run("personal", "show", "205", "--json")[1]
    assert run("personal", "forget", "204", "--yes")[0] == 0
    assert verify(tmp_path / settings.journal.file).is_whole
