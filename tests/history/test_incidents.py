"""Incidents read from a journal: what the watch remembers, and what only its decisions still show."""

from __future__ import annotations

from pathlib import Path

import pytest

from veilleur.config import JournalSection, Settings
from veilleur.history import incidents
from veilleur.journal import Journal
from veilleur.words.decisions import Decision, DecisionKind, Subject
from veilleur.words.errors import JournalError
from veilleur.words.events import UndoRequested
from veilleur.words.site import Site

AT = 1_795_000_000.0
SITE = Site(name="Garage Martin")


def decision(number: int, kind: DecisionKind, subject: Subject, *, incident: str = "i7") -> Decision:
    return Decision(
        id=f"d{number}",
        at=AT + number,
        kind=kind,
        subject=subject,
        target=f"c{number}",
        incident=incident,
        extension="104",
        number="+37129990000",
        saved_cost=1_000_000,
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(site=SITE, journal=JournalSection(tmp_path / "journal.db"))


def written(settings: Settings, *decisions: Decision, undone: str = "") -> None:
    journal = Journal(settings.journal.file)
    for one in decisions:
        journal.append_decision(SITE.name, one)
    if undone:
        journal.append_event(SITE.name, UndoRequested(AT, AT, undone, "owner"))
    journal.flush()
    journal.close()


def test_an_incident_that_the_watch_has_forgotten_is_known_by_its_decisions(settings: Settings) -> None:
    written(
        settings,
        decision(1, DecisionKind.REFUSE, Subject.REQUEST),
        decision(2, DecisionKind.CUT, Subject.CALL),
        decision(3, DecisionKind.ALERT, Subject.CALL),
    )
    (found,) = incidents.read(settings)
    assert (found.incident.id, found.incident.began_at, found.incident.last_at) == ("i7", AT + 1, AT + 3)
    assert found.incident.calls_stopped == 2
    assert found.incident.saved_cost == 3_000_000
    assert found.incident.is_announced
    assert not found.incident.is_open
    assert [one.id for one in found.decisions] == ["d1", "d2", "d3"]


def test_what_a_person_took_back_is_named(settings: Settings) -> None:
    written(
        settings,
        decision(1, DecisionKind.UNDO, Subject.FORWARD),
        decision(2, DecisionKind.LOCK, Subject.MAILBOX),
        undone="d1",
    )
    (found,) = incidents.read(settings)
    assert found.taken_back == ("d1",)


def test_without_a_journal_there_is_an_error_and_not_an_empty_list(settings: Settings) -> None:
    with pytest.raises(JournalError):
        incidents.read(settings)
