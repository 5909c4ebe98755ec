"""Decayed counts: each count is the sum of its credits, halved every 56 days."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veilleur.detection.profile.decayed_counts import DecayedCounts, decay

CREDITS = st.lists(
    st.tuples(st.integers(0, 600), st.floats(0.01, 1.0)), max_size=30, unique_by=lambda c: c[0]
)


@given(CREDITS, st.integers(0, 150))
def test_a_count_is_the_sum_of_its_credits_each_halved_every_56_days(
    credits_: list[tuple[int, float]], later: int
) -> None:
    counts, day = DecayedCounts(), 0
    for day, credit in sorted(credits_):
        counts.learn("tBE", day, credit)
    expected = sum(credit * 0.5 ** ((day + later - then) / 56.0) for then, credit in credits_)
    assert counts.days("tBE", day + later) == pytest.approx(expected, rel=1e-4)
    assert counts.days_of_each(("tBE", "tCU"), day + later) == [counts.days("tBE", day + later), 0.0]


def test_a_key_gains_one_credit_a_day_however_often_it_is_seen() -> None:
    counts = DecayedCounts()
    assert [counts.learn("n1", 7, 0.5) for _ in range(3)] == [0.5, 0.0, 0.0]
    assert counts.days("n1", 7) == 0.5
    assert counts.last_day("n1") == 7


def test_what_adds_up_does_so_however_often_a_day() -> None:
    counts = DecayedCounts()
    for _ in range(3):
        counts.learn("$n1", 7, 2.5, daily=False)
    assert counts.days("$n1", 7 + 56) == pytest.approx(3.75)


def test_a_day_before_the_last_decays_nothing_and_a_very_late_one_leaves_next_to_nothing() -> None:
    assert decay(-3) == decay(0) == 1.0
    assert decay(5000) == pytest.approx(0.5 ** (800 / 56), rel=1e-12)


def test_a_full_table_evicts_the_weakest_tenth_first() -> None:
    counts = DecayedCounts()
    for n in range(700):
        counts.learn(f"n{n}", 10, (n + 1) / 1000)
    counts.learn("new", 10, 1.0)
    kept = [n for n in range(700) if counts.days(f"n{n}", 10) > 0.0]
    assert kept == list(range(71, 700))  # whatever is no stronger than the 71st weakest goes
    assert counts.days("new", 10) == 1.0


def test_a_full_table_evicts_what_is_nearly_forgotten() -> None:
    counts = DecayedCounts()
    for n in range(700):
        counts.learn(f"n{n}", 10, 0.0201 if n < 100 else 0.0199)
    counts.learn("new", 10, 1.0)
    assert len(counts) == 101


def test_a_forgotten_key_is_gone_and_the_others_survive_a_restart() -> None:
    counts, again = DecayedCounts(), DecayedCounts()
    for key in ("n1", "n2", "n3"):
        counts.learn(key, 20000, 0.25)
    counts.forget("n2")
    again.load(json.loads(json.dumps(counts.save())))
    assert again.days_of_each(("n1", "n2", "n3"), 20056) == [0.125, 0.0, 0.125]
    assert again.last_day("n2") == -1
