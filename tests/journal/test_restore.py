"""Law 7: a restart loses nothing that was journalled and decides as if it had not happened."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veilleur.config import load_text
from veilleur.detection import Watch
from veilleur.journal import Journal, JournalReader
from veilleur.journal.restore import Wrong, bring_back
from veilleur.words import events as ev
from veilleur.words.calls import Origin, Vantage
from veilleur.words.decisions import Decision

CONFIG = (
    '[site]\nname = "Garage Martin"\nextensions = ["10X"]\n[judge]\nmode = "enforce"\n[limits]\nday_eur = 3\n'
)
SETTINGS = load_text(CONFIG)
NUMBERING = SETTINGS.numbering()
FRIDAY = 1_795_190_400.0
THIEF = "+263771000000"
HONEST = ("00199001234", "000322000001", "0112", "00261910000")
HOSTILE = ("00037129990000", "000881612345678", "0005355500123")


def a_life(seed: int, steps: int = 120) -> Iterator[ev.Event]:
    """Honest calls, guessing, a forward, hostile calls, ticks, feeds lost: whatever a site lives through."""
    chance = random.Random(seed)
    at, running = FRIDAY, list[str]()
    yield ev.GuardStarted(at, at, "test")
    yield ev.Snapshot(at, at, "asterisk")
    yield ev.FeedRestored(at, at, "asterisk")
    for n in range(steps):
        at += chance.choice((0.1, 1.0, 20.0, 600.0, 7_200.0))
        name, extension = f"c{n}", f"10{chance.randint(1, 6)}"
        kind = chance.randrange(9)
        if kind < 3:
            number = chance.choice(HONEST if kind else HOSTILE)
            origin = Origin.EXTENSION if kind else Origin.FORWARD
            yield ev.CallRequested(at, at, f"r{n}", extension, number, origin)
            yield ev.CallStarted(at + 0.1, at + 0.1, name, number, f"r{n}", extension, origin)
            yield ev.CallAnswered(at + 0.2, at + 0.2, name)
            running.append(name)
        elif kind == 3 and running:
            yield ev.CallEnded(at, at, running.pop(chance.randrange(len(running))))
        elif kind == 4:
            yield ev.PinRefused(at, at, "104@default", f"v{n}", THIEF, True)
        elif kind == 5:
            yield ev.PinAccepted(at, at, "104@default", f"v{n}", THIEF, True)
            yield ev.ForwardSet(at + 5, at + 5, "104", "CF", chance.choice(HOSTILE))
        elif kind == 6:
            yield chance.choice((ev.FeedLost(at, at, "asterisk"), ev.FeedRestored(at, at, "asterisk")))
        elif kind == 7:
            yield chance.choice((ev.Paused(at, at, at + 600), ev.Resumed(at, at)))
        else:
            yield ev.Tick(at, at)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.data())
def test_wherever_it_was_cut_off_it_goes_on_as_if_it_had_not_been(seed: int, data: st.DataObject) -> None:
    events = list(a_life(seed))
    cut_at = data.draw(st.integers(1, len(events)), label="killed after event")
    kept_at = data.draw(st.integers(0, cut_at), label="state kept after event")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        journal, watch = Journal(path), Watch(SETTINGS.site, NUMBERING, vantage=Vantage.ASKED)
        for place, event in enumerate(events[:cut_at], 1):
            watch.step(event)
            journal.append_event("Garage Martin", event)
            if place == kept_at:
                journal.checkpoint("Garage Martin", event.seen_at, watch.save_as_json())
        journal.close()

        again = bring_back(JournalReader(path), SETTINGS.site, NUMBERING, Vantage.ASKED)

        assert again.replayed == cut_at - kept_at
        assert again.watch.save() == watch.save()
        assert again.watch.wake_at == watch.wake_at
        rest = events[cut_at:]
        decided: list[list[Decision]] = [watch.step(event) for event in rest]
        assert [again.watch.step(event) for event in rest] == decided


def lived(path: Path, events: list[ev.Event]) -> Watch:
    journal, watch = Journal(path), Watch(SETTINGS.site, NUMBERING, vantage=Vantage.ASKED)
    for event in events:
        watch.step(event)
        journal.append_event("Garage Martin", event)
    journal.checkpoint("Garage Martin", events[-1].seen_at, watch.save_as_json())
    journal.close()
    return watch


@pytest.mark.parametrize(
    "statement",
    [
        """UPDATE checkpoints SET state = replace(state, '"paused_until": 0', '"paused_until": 9e9')""",
        "UPDATE checkpoints SET state = '{}'",
        "UPDATE checkpoints SET state = 'no JSON'",
        "UPDATE checkpoints SET seq = seq - 1",
        "DELETE FROM checkpoints",
    ],
)
def test_a_state_that_was_tampered_with_is_not_believed_and_the_events_are(
    tmp_path: Path, statement: str
) -> None:
    path = tmp_path / "journal.db"
    events = list(a_life(7))
    watch = lived(path, events)
    with sqlite3.connect(path) as connection:
        connection.execute(statement)

    again = bring_back(JournalReader(path), SETTINGS.site, NUMBERING, Vantage.ASKED)
    assert again.watch.save() == watch.save()


def test_a_state_of_another_version_is_replaced_by_the_events(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.db"
    events = list(a_life(8))
    with monkeypatch.context() as older:
        older.setattr("veilleur.detection.watch.STATE_VERSION", -1)
        lived(path, events)
    again = bring_back(JournalReader(path), SETTINGS.site, NUMBERING, Vantage.ASKED)
    assert again.replayed == len(events)


def test_events_of_a_newer_version_are_passed_over_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = Journal(path)
    journal._append("Garage Martin", FRIDAY, "event", {"event": "MindRead", "at": 1.0}, {}, False)
    journal._append("Garage Martin", FRIDAY, "event", {"event": "Tick", "hue": "red"}, {}, False)
    journal.append_event("Garage Martin", ev.Tick(FRIDAY, FRIDAY))
    journal.close()
    again = bring_back(JournalReader(path), SETTINGS.site, NUMBERING, Vantage.ASKED)
    assert (again.replayed, again.unreadable, again.last_seq) == (1, 2, 3)


def test_one_damaged_entry_ends_the_replay_and_not_the_start(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    events = list(a_life(9))
    lived(path, events)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE entries SET public = '{' WHERE seq = 5")
        connection.execute("DELETE FROM checkpoints")
    again = bring_back(JournalReader(path), SETTINGS.site, NUMBERING, Vantage.ASKED)
    assert again.replayed == 4
    assert again.wrong == Wrong(5, "Entry 5 was changed: its content does not give its hash.")


def test_without_a_kept_state_a_long_past_does_not_hold_the_guard_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("veilleur.journal.restore.REPLAYED_MAX", 40)
    path = tmp_path / "journal.db"
    events = list(a_life(10))
    lived(path, events)
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM checkpoints")
    again = bring_back(JournalReader(path), SETTINGS.site, NUMBERING, Vantage.ASKED)
    assert again.replayed == 40
    assert again.begins_after == len(events) - 40
