"""The calibration: what it measures is counted right, and it finds a group that is believed too much."""

from __future__ import annotations

from random import Random

import pytest

from veilleur.bench.calibration.judge import (
    FITTED_ATTACKS,
    FITTED_KINDS,
    GROUPS,
    Sample,
    _bins,
    _fit,
    calibrate,
    markdown,
)
from veilleur.simulation import companies


def test_no_kind_that_is_kept_for_the_measure_is_calibrated_on() -> None:
    assert not any(companies.KINDS[kind].held_out for kind in FITTED_KINDS)
    assert {"B", "C", "E"}.isdisjoint(FITTED_ATTACKS)


def test_a_group_that_is_believed_twice_too_much_gets_a_smaller_factor() -> None:
    rng = Random(7)
    samples = []
    for _ in range(40_000):
        true_db = rng.gauss(0.0, 8.0)
        evidence_db = (2.0 * true_db,) + (0.0,) * (len(GROUPS) - 1)
        truth = 10.0 ** (true_db / 10.0)
        odds = 10.0 ** (evidence_db[0] / 10.0)
        hostile = rng.random() < truth / (1.0 + truth)
        samples.append(Sample(odds / (1.0 + odds), odds, evidence_db, hostile))
    factors, shift_db, loss, fitted = _fit(samples, 1.0)
    assert factors[GROUPS[0].value] == pytest.approx(0.5, abs=0.1)
    assert abs(shift_db) < 1.0
    assert fitted < loss


def test_bins_weigh_attackers_down_to_their_rate() -> None:
    nothing = (0.0,) * len(GROUPS)
    samples = [Sample(0.5, 1.0, nothing, hostile) for hostile in (True, True, False)]
    (only,) = _bins(samples, 0.5)
    assert (only.honest, only.hostile) == (1, 2)
    assert only.came_true == pytest.approx(0.5)
    assert only.said == pytest.approx(0.5)


@pytest.mark.slow
def test_the_same_seeds_give_the_same_page_and_what_is_said_comes_true_within_a_decade() -> None:
    one, two = calibrate((70_001,)), calibrate((70_001,))
    assert markdown(one) == markdown(two)
    for span in one.bins:
        if span.hostile >= 20 and span.honest >= 20:
            assert span.said / 10 < span.came_true < span.said * 10
