"""Runs of calls that a machine may have made: how far gaps and lengths may differ."""

from __future__ import annotations

import pytest

from veilleur.detection.judge.memory.autodiallers import Run, is_alike, next_run

HOUR_S = 3600.0


def run_of(gap_s: float, length_s: float, last_length_s: float, last_gap_s: float) -> int:
    """Calls of the run after two calls a gap apart and a last one."""
    run = next_run(next_run(None, 0.0, length_s), gap_s, length_s)
    return next_run(run, gap_s + last_gap_s, last_length_s).calls


@pytest.mark.parametrize(
    ("gap_s", "last_gap_s", "calls"),
    [
        (20.0, 25.0, 3),  # five seconds
        (20.0, 25.1, 1),
        (1000.0, 1100.0, 3),  # or a tenth of the gap
        (1000.0, 1100.5, 1),
        (6 * HOUR_S, 6 * HOUR_S, 3),  # no longer pause than six hours
        (6.01 * HOUR_S, 6.01 * HOUR_S, 1),
    ],
)
def test_gaps_are_equal_within_five_seconds_or_a_tenth(gap_s: float, last_gap_s: float, calls: int) -> None:
    assert run_of(gap_s, 10.0, 10.0, last_gap_s) == calls


@pytest.mark.parametrize(
    ("one_s", "other_s", "alike"),
    [(8.0, 11.0, True), (8.0, 11.1, False), (75.0, 100.0, True), (74.0, 100.0, False)],
)
def test_lengths_are_alike_within_three_seconds_or_a_quarter(
    one_s: float, other_s: float, alike: bool
) -> None:
    assert is_alike(one_s, other_s) is alike


def test_a_call_of_more_than_three_minutes_is_no_machine_s() -> None:
    assert run_of(1000.0, 180.0, 180.0, 1000.0) == 3
    assert run_of(1000.0, 181.0, 181.0, 1000.0) == 1


def test_two_short_calls_may_still_be_a_machine_s() -> None:
    assert Run(0.0, 0.0, 180.0, 1, tries=2).may_be_machine
    assert not Run(0.0, 0.0, 180.0, 1, tries=3).may_be_machine
    assert not Run(0.0, 0.0, 181.0, 1, tries=2).may_be_machine
