"""What other hours would have done with the calls of the journal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from veilleur.config import JournalSection, Settings
from veilleur.history.preview import PastCalls, Preview, Trial, preview
from veilleur.journal import Journal
from veilleur.words.calls import Vantage
from veilleur.words.events import CallAnswered, CallEnded, CallStarted
from veilleur.words.site import Hours, Limits, Site

MONDAY = 1_795_424_400.0  # Monday 23 November 2026, 10:00 in Paris
DAY = 86_400.0
BELGIUM = "00032000000019"
BEFORE = Site(name="Garage Martin", limits=Limits(closed_hours=1_000_000, fitting=()))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A journal with a call abroad each morning of ten working days."""
    settings = Settings(site=BEFORE, journal=JournalSection(tmp_path / "journal.db"))
    journal_of_mornings(settings)
    return settings


def journal_of_mornings(settings: Settings, begin: float = MONDAY) -> None:
    """Write that journal."""
    journal = Journal(settings.journal.file)
    for number in range(12):
        at, name = begin + number * DAY, f"c{number}"
        if number % 7 > 4:
            continue
        started = CallStarted(at=at, seen_at=at, call=name, number=BELGIUM, extension="104")
        for event in (started, CallAnswered(at + 5, at + 5, name), CallEnded(at + 3_605, at + 3_605, name)):
            journal.append_event("Garage Martin", event)
    journal.flush()
    journal.close()


def look(settings: Settings, after: Site, hostile: frozenset[str] = frozenset()) -> Preview:
    return preview(settings, Vantage.ASKED, after, MONDAY + 20 * DAY, hostile)


def test_the_same_hours_change_nothing(settings: Settings) -> None:
    found = look(settings, BEFORE)
    assert found.calls == 10
    assert found.honest_stopped[0] == found.honest_stopped[1]
    assert found.examples == ()


def test_to_be_closed_in_the_morning_would_have_stopped_calls(settings: Settings) -> None:
    afternoons = replace(BEFORE, hours=Hours(ranges=(*(((14 * 60, 18 * 60),),) * 5, (), ())))
    found = look(settings, afternoons)
    assert found.honest_stopped[1] > found.honest_stopped[0]
    assert found.cost[1] < found.cost[0]
    assert 0 < len(found.examples) <= 3
    assert all(one.is_stopped and one.extension == "104" for one in found.examples)
    assert found.since == MONDAY


def test_calls_of_attacks_are_counted_apart(settings: Settings) -> None:
    afternoons = replace(BEFORE, hours=Hours(ranges=(*(((14 * 60, 18 * 60),),) * 5, (), ())))
    every = frozenset(f"c{number}" for number in range(12))
    found = look(settings, afternoons, every)
    assert found.honest_stopped == (0, 0)
    assert found.hostile_stopped[1] > found.hostile_stopped[0]


def test_an_empty_journal_is_said(tmp_path: Path) -> None:
    settings = Settings(site=BEFORE, journal=JournalSection(tmp_path / "journal.db"))
    Journal(settings.journal.file).close()
    assert look(settings, BEFORE).calls == 0


def test_what_was_read_is_read_on(settings: Settings) -> None:
    past, now = PastCalls(settings, Vantage.ASKED), MONDAY + 60 * DAY
    assert past.preview(Trial(BEFORE), Trial(BEFORE), now, frozenset()).calls == 10
    journal_of_mornings(settings, MONDAY + 28 * DAY)
    found = past.preview(Trial(BEFORE), Trial(BEFORE), now, frozenset())
    assert found.calls == 20
    assert found == preview(settings, Vantage.ASKED, BEFORE, now, frozenset())


def test_calls_that_no_rule_can_touch_are_counted_with_their_cost(settings: Settings) -> None:
    journal = Journal(settings.journal.file)
    at = MONDAY + 14 * DAY
    started = CallStarted(at=at, seen_at=at, call="n", number="00199001234", extension="104")
    for event in (started, CallAnswered(at + 5, at + 5, "n"), CallEnded(at + 605, at + 605, "n")):
        journal.append_event("Garage Martin", event)
    journal.flush()
    journal.close()
    assert look(settings, BEFORE).calls == 11


def test_a_country_that_may_not_pass_would_have_been_stopped(settings: Settings) -> None:
    past, now = PastCalls(settings, Vantage.ASKED), MONDAY + 20 * DAY
    found = past.preview(Trial(BEFORE), Trial(BEFORE, (("territory", "BE", False),)), now, frozenset())
    assert found.honest_stopped[1] == 10
    assert len(found.examples) == 1, "each number once"
