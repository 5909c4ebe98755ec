"""The part of the journal that is kept for good names nobody, and loses the thread to anybody in time."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from veilleur.journal import Journal, JournalReader, verify
from veilleur.journal.privacy.pseudonyms import MARK, PERIOD_S, bare
from veilleur.words.decisions import Decision, DecisionKind, Subject
from veilleur.words.events import CallRequested, ForwardSet, PinRefused, Tick

SITE = "Garage Martin"
NIGHT = 1_795_000_000.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def _ask(journal: Journal, at: float, extension: str = "204") -> None:
    journal.append_event(SITE, CallRequested(at, at, f"c{at}", extension, "0037129990000"))


def _public(path: Path) -> list[dict[str, object]]:
    connection = sqlite3.connect(path)
    rows = [json.loads(row[0]) for row in connection.execute("SELECT public FROM entries ORDER BY seq")]
    connection.close()
    return rows


def _pseudonyms(path: Path) -> list[tuple[str, str]]:
    connection = sqlite3.connect(path)
    rows = list(connection.execute("SELECT name, word FROM pseudonyms"))
    connection.close()
    return rows


def test_no_extension_or_mailbox_stands_in_the_part_that_is_kept_for_good(path: Path) -> None:
    journal = Journal(path)
    _ask(journal, NIGHT)
    journal.append_event(SITE, PinRefused(NIGHT, NIGHT, "204@default"))
    journal.append_event(SITE, ForwardSet(NIGHT, NIGHT, "204", "CF", "0037129990000"))
    for subject, target in (
        (Subject.MAILBOX, "204@default"),
        (Subject.EXTENSION, "204"),
        (Subject.FORWARD, "204/CF"),
        (Subject.CODE, "204"),
        (Subject.CALLER, "0204"),
    ):
        decision = Decision(
            id="d1", at=NIGHT, kind=DecisionKind.LOCK, subject=subject, target=target, extension="204"
        )
        journal.append_decision(SITE, decision)
    journal.close()

    assert not [one for one in _public(path) if "204" in json.dumps(one).replace(str(NIGHT), "")]
    assert verify(path).is_whole


def test_who_reads_the_journal_reads_the_names_as_long_as_they_are_kept(path: Path) -> None:
    event = CallRequested(NIGHT, NIGHT, "c1", "204", "0037129990000")
    lock = Decision(id="d1", at=NIGHT, kind=DecisionKind.LOCK, subject=Subject.MAILBOX, target="204@default")
    journal = Journal(path)
    journal.append_event(SITE, event)
    journal.append_decision(SITE, lock)
    journal.close()

    entries = list(JournalReader(path).entries())

    assert entries[0].event() == event
    assert entries[1].decision() == lock


def test_one_person_has_one_pseudonym_in_a_month_and_through_a_restart(path: Path) -> None:
    for _ in range(2):
        journal = Journal(path)
        _ask(journal, NIGHT)
        journal.append_event(SITE, PinRefused(NIGHT, NIGHT, "204@default"))
        journal.close()

    words = {bare(str(one.get("extension") or one.get("mailbox")))[0] for one in _public(path)}

    assert len(words) == 1
    assert words.pop().startswith(MARK)


def test_the_same_person_has_another_pseudonym_the_next_month(path: Path) -> None:
    journal = Journal(path)
    _ask(journal, NIGHT)
    _ask(journal, NIGHT + PERIOD_S)
    journal.close()
    first, second = _public(path)
    assert first["extension"] != second["extension"]


def test_retention_throws_away_who_was_meant_and_the_chain_stays_whole(path: Path) -> None:
    journal = Journal(path)
    _ask(journal, NIGHT)
    _ask(journal, NIGHT + 2 * PERIOD_S, extension="301")
    journal.flush()
    journal.forget_personal(SITE, before=NIGHT + 2 * PERIOD_S, now=NIGHT + 3 * PERIOD_S)
    journal.close()

    assert [name for name, _word in _pseudonyms(path)] == ["301"]
    assert b'"204"' not in b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert verify(path).is_whole
    entry = next(JournalReader(path).entries())
    assert entry.forgotten
    assert str(entry.data["extension"]).startswith(MARK)


def test_what_was_forgotten_is_not_left_in_the_log_of_a_guard_that_runs(path: Path) -> None:
    journal = Journal(path)
    _ask(journal, NIGHT)
    journal.flush()
    journal.forget_personal(SITE, before=NIGHT + 1, now=NIGHT + 2)
    journal.flush()
    held = b"".join(file.read_bytes() for file in path.parent.iterdir())
    journal.close()
    assert b"29990000" not in held


def test_a_journal_of_an_older_version_goes_on_and_its_old_entries_stay_as_they_were(path: Path) -> None:
    journal = Journal(path)
    _ask(journal, NIGHT)
    journal.append_note(SITE, NIGHT, {"note": "older", "plain": 1})
    journal.close()
    connection = sqlite3.connect(path)
    with connection:  # as that version left it: no such table
        connection.execute("DROP TABLE pseudonyms")
    connection.close()
    assert verify(path).is_whole

    journal = Journal(path)
    _ask(journal, NIGHT + 1)
    journal.close()

    assert verify(path).is_whole
    assert [entry.data.get("extension") for entry in JournalReader(path).entries()] == ["204", None, "204"]


@pytest.mark.parametrize("name", ["\ud800", "2" * 100_000, "20\x004", "~204", "204@", "@/", "/x"])
def test_a_hostile_name_costs_no_entry(path: Path, name: str) -> None:
    journal = Journal(path)
    _ask(journal, NIGHT, extension=name)
    _ask(journal, NIGHT)
    journal.close()
    assert verify(path).is_whole
    assert [entry.data.get("note") for entry in JournalReader(path).entries()] == [None, None]
    assert all(len(name) < 500 for name, _word in _pseudonyms(path))


@pytest.mark.parametrize("at", [0.0, -1.0, 1e300])
def test_an_impossible_time_costs_no_entry(path: Path, at: float) -> None:
    journal = Journal(path)
    _ask(journal, at)
    journal.close()
    assert [entry.data.get("note") for entry in JournalReader(path).entries()] == [None]


def test_a_table_of_pseudonyms_that_is_damaged_keeps_no_entry_out(path: Path) -> None:
    journal = Journal(path)
    _ask(journal, NIGHT)
    journal.flush()
    with journal._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE pseudonyms SET word = x'00ff', name = x'00'")
    journal._pseudonyms.forget_all()
    _ask(journal, NIGHT + 1)
    journal.append_event(SITE, Tick(NIGHT + 2, NIGHT + 2))
    journal.close()
    assert [entry.kind for entry in JournalReader(path).entries()] == ["event"] * 3
    assert verify(path).is_whole


def test_made_up_names_by_the_thousand_do_not_fill_the_table(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("veilleur.journal.privacy.pseudonyms.NAMES_A_MONTH_MAX", 10)
    journal = Journal(path)
    for number in range(50):
        _ask(journal, NIGHT, extension=f"x{number}")
    journal.close()
    assert len(_pseudonyms(path)) == 10
    assert len({one["extension"] for one in _public(path)}) == 50
