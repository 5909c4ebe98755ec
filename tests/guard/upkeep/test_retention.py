"""Retention deletes what is old, and nothing on the word of one clock."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veilleur.guard.upkeep.retention import DELETED_AT_ONCE_S, JUMP_MAX_S, WEEK_S, Retention

NOW = 1_795_176_000.0
YEAR_S = 365 * 86_400.0
DAY_S = 86_400.0


def test_a_guard_that_runs_day_by_day_deletes_what_is_older_than_a_year() -> None:
    retention = Retention(YEAR_S, last_at=NOW - DAY_S, started_at=NOW)
    assert retention.before(NOW + WEEK_S, NOW - YEAR_S - 3 * DAY_S) == NOW + WEEK_S - YEAR_S


@pytest.mark.parametrize("years", [1, 2, 10])
def test_a_start_with_the_clock_years_ahead_deletes_nothing(years: int) -> None:
    retention = Retention(YEAR_S, last_at=NOW, started_at=NOW + years * YEAR_S)
    assert retention.is_held(NOW + years * YEAR_S + 1)
    assert retention.before(NOW + years * YEAR_S + 1, NOW - 20 * DAY_S) is None


def test_a_person_who_says_that_the_clock_is_right_lets_it_go_on_in_small_steps() -> None:
    later = NOW + 2 * YEAR_S
    retention = Retention(YEAR_S, last_at=NOW, started_at=later)
    retention.confirm_clock()
    oldest = NOW - 20 * DAY_S
    assert retention.before(later, oldest) == oldest + DELETED_AT_ONCE_S


def test_a_week_of_uptime_is_believed_too() -> None:
    later = NOW + 2 * JUMP_MAX_S
    retention = Retention(YEAR_S, last_at=NOW, started_at=later)
    assert retention.is_held(later + WEEK_S - 1)
    assert not retention.is_held(later + WEEK_S)


def test_a_small_jump_counts_only_what_the_guard_lived_itself() -> None:
    retention = Retention(YEAR_S, last_at=NOW, started_at=NOW + 10 * DAY_S)
    assert retention.before(NOW + 11 * DAY_S, NOW - 2 * YEAR_S) == NOW - 2 * YEAR_S + DELETED_AT_ONCE_S
    oldest = NOW + DAY_S - YEAR_S - 1.0
    assert retention.before(NOW + 11 * DAY_S, oldest) == NOW + DAY_S - YEAR_S


def test_a_clock_that_is_behind_deletes_nothing() -> None:
    retention = Retention(YEAR_S, last_at=NOW, started_at=NOW)
    assert retention.before(NOW, NOW - 10 * DAY_S) is None


@given(
    step=st.floats(-20 * YEAR_S, 20 * YEAR_S),
    ran=st.floats(0, WEEK_S - 1),
    age=st.floats(0, 3 * YEAR_S),
)
def test_within_the_first_week_nothing_younger_than_the_journal_bears_out_is_deleted(
    step: float, ran: float, age: float
) -> None:
    started = max(NOW, NOW + step)  # the guard's time begins at the journal's end at least
    retention = Retention(YEAR_S, last_at=NOW, started_at=started)
    before = retention.before(started + ran, NOW - age)
    if before is not None:
        assert before <= NOW + ran - YEAR_S + 1e-3
        assert before <= NOW - age + DELETED_AT_ONCE_S


def test_it_runs_once_a_day() -> None:
    retention = Retention(YEAR_S, last_at=NOW, started_at=NOW)
    assert retention.is_due(NOW + 1)
    assert not retention.is_due(NOW + 2)
    assert retention.is_due(NOW + 1 + DAY_S)
