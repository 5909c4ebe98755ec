"""A legal hold freezes an incident's time from retention, and the chain of a year stays verifiable."""

from __future__ import annotations

from pathlib import Path

import pytest

from veilleur.history.holds import hold_note, holds
from veilleur.journal import Journal, JournalReader, verify
from veilleur.words.events import CallStarted

SITE = "Garage Martin"
DAY_S = 86_400.0
START = 1_760_000_000.0
HELD_DAYS = range(100, 108)


@pytest.fixture
def a_year(tmp_path: Path) -> Path:
    """A call each day of a year, and a hold on a week of it."""
    path = tmp_path / "journal.db"
    journal = Journal(path)
    for day in range(365):
        at = START + day * DAY_S
        journal.append_event(SITE, CallStarted(at, at, f"c{day}", f"00331990{day:05d}", extension="104"))
    begin, end = START + HELD_DAYS[0] * DAY_S, START + HELD_DAYS[-1] * DAY_S
    at = START + 365 * DAY_S
    journal.append_note(SITE, at, hold_note("i3", begin, end, is_held=True, by="paul"))
    journal.close()
    return path


def forget_all(path: Path) -> int:
    journal = Journal(path)
    reader = JournalReader(path)
    try:
        kept = tuple(holds(reader, SITE).values())
        return journal.forget_personal(SITE, START + 360 * DAY_S, START + 366 * DAY_S, kept=kept)
    finally:
        reader.close()
        journal.close()


def days_with_numbers(path: Path) -> set[int]:
    reader = JournalReader(path)
    try:
        return {
            int(entry.data["call"][1:]) for entry in reader.entries(kind="event") if "number" in entry.data
        }
    finally:
        reader.close()


def test_what_is_held_stays_and_the_rest_goes_and_the_chain_is_whole(a_year: Path) -> None:
    assert forget_all(a_year) == 360 - len(HELD_DAYS)
    assert days_with_numbers(a_year) == {*HELD_DAYS, *range(360, 365)}
    assert verify(a_year).is_whole


def test_after_its_release_it_goes_too(a_year: Path) -> None:
    journal = Journal(a_year)
    journal.append_note(SITE, START + 366 * DAY_S, hold_note("i3", 0.0, 0.0, is_held=False, by="paul"))
    journal.close()
    forget_all(a_year)
    assert days_with_numbers(a_year) == set(range(360, 365))
    assert verify(a_year).is_whole


def test_the_oldest_that_may_go_is_not_the_one_that_is_held(a_year: Path) -> None:
    forget_all(a_year)
    reader = JournalReader(a_year)
    try:
        kept = tuple(holds(reader, SITE).values())
        assert reader.oldest_personal(SITE) == START + HELD_DAYS[0] * DAY_S
        assert reader.oldest_personal(SITE, kept) == START + 360 * DAY_S
    finally:
        reader.close()
