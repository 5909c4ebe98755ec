"""The calls of a guard's journal, and the times of which it can claim nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from veilleur.evidence.journal_calls import seen_calls
from veilleur.evidence.reconcile import reading
from veilleur.evidence.reconcile.calls import BilledCall
from veilleur.evidence.reconcile.differences import Kind, Reconciled, reconcile
from veilleur.journal import Journal, JournalReader
from veilleur.numbering import DialPlan
from veilleur.words import events as ev
from veilleur.words.calls import Direction
from veilleur.words.site import Site

SITE = Site(name="Garage Martin", outside_line="", extensions=("1XX",))
DAY = 1_780_000_000.0
NUMBER = "0037129990000"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A morning with a call, an hour without sight, a call at a stop, a call of records."""
    path = tmp_path / "journal.db"
    journal = Journal(path)

    def write(*events: ev.Event) -> None:
        for event in events:
            journal.append_event(SITE.name, event)

    write(*called(DAY, "a", 60))
    write(
        ev.FeedLost(DAY + 3_600, DAY + 3_600, "asterisk"),
        ev.FeedRestored(DAY + 7_200, DAY + 7_200, "asterisk"),
    )
    write(ev.CallStarted(DAY + 9_000, DAY + 9_000, "b", NUMBER, extension="101"))
    write(ev.GuardStarted(DAY + 9_600, DAY + 9_600, "test", DAY + 9_030))
    write(ev.CallRecorded(
        DAY + 12_000, DAY + 12_300, "c", Direction.OUT, "101", NUMBER, billed_s=120.0, answered=True
    ))  # fmt: skip
    write(*called(DAY + 20_000, "d", 30))
    journal.close()
    return path


def called(at: float, call: str, seconds: float) -> list[ev.Event]:
    return [
        ev.CallStarted(at, at, call, NUMBER, extension="101"),
        ev.CallAnswered(at + 5, at + 5, call),
        ev.CallEnded(at + 5 + seconds, at + 5 + seconds, call),
    ]


def against(path: Path, *times: float) -> Reconciled:
    seen = reading.journal_calls(path, SITE, DialPlan(SITE))
    lines = [
        BilledCall(
            line=line,
            at=at,
            called="+37129990000",
            number=NUMBER,
            extension="",
            seconds=60.0,
            charged=1_000_000,
        )
        for line, at in enumerate(times, start=1)
    ]
    return reconcile(lines, seen.calls, None, seen.unseen)


def test_a_call_is_known_by_the_entry_of_its_end_or_by_its_record(path: Path) -> None:
    reader = JournalReader(path)
    calls = seen_calls(reader, SITE.name).calls
    reader.close()
    assert [(one.call.call, one.call.billed_s, one.entry) for one in calls] == [
        ("a", 60.0, 3),
        ("c", 120.0, 8),
        ("d", 30.0, 11),
    ]


def test_what_was_billed_while_the_guard_saw_nothing_is_not_disputed(path: Path) -> None:
    found = against(path, DAY + 5, DAY + 5_000, DAY + 9_000, DAY + 9_300, DAY + 15_000)
    assert [(one.kind, one.line) for one in found.differences] == [(Kind.NEVER_MADE, 5)]
    assert (found.matched, found.uncovered) == (1, 3)


def test_a_time_whose_numbers_retention_has_deleted_is_not_disputed(path: Path) -> None:
    journal = Journal(path)
    journal.forget_personal(SITE.name, DAY + 15_000, DAY + 30_000)
    journal.close()
    found = against(path, DAY + 5, DAY + 12_005, DAY + 17_000)
    assert [(one.kind, one.line) for one in found.differences] == [(Kind.NEVER_MADE, 3)]
    assert found.uncovered == 2
