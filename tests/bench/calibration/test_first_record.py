"""First hostile records: the fit finds what it should, and the tree's weights are the committed output."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from veilleur.bench.calibration import first_record
from veilleur.bench.calibration.first_record import WEIGHT_PENALTY, Sample, bins, fit, live
from veilleur.bench.calibration.judge import FITTED_KINDS, SEEDS
from veilleur.detection.judge.first_record_model import FEATURES
from veilleur.detection.judge.parameters import MISSED_ATTACK_COST
from veilleur.detection.signals.weights import FIRST_RECORD_SHIFT_DB, FIRST_RECORD_WEIGHTS
from veilleur.words.money import MICRO_EUROS_PER_EURO

FOLDER = Path(__file__).parents[3] / "docs" / "calibration"


def test_the_weights_in_the_tree_are_those_that_the_calibration_wrote() -> None:
    written = json.loads((FOLDER / "first-records.json").read_text(encoding="utf-8"))
    assert written["weights"] == FIRST_RECORD_WEIGHTS
    assert written["shift_db"] == FIRST_RECORD_SHIFT_DB
    assert written["untold_eur"] * MICRO_EUROS_PER_EURO == MISSED_ATTACK_COST
    assert written["seeds"] == list(SEEDS)
    assert set(written["seeds"]).isdisjoint(written["curve_seeds"])


def test_the_fit_finds_the_weight_of_a_mark_and_of_a_useless_one_none() -> None:
    rng = Random(11)
    samples = []
    for _ in range(6000):
        hostile = rng.random() < 0.5
        informative, useless = rng.gauss(6.0 if hostile else 0.0, 6.0), rng.gauss(0.0, 6.0)
        samples.append(Sample((informative, useless, *[0.0] * (len(FEATURES) - 2)), hostile))
    weights, shift_db = fit(samples, 1.0)
    expected = 6.0 / 36.0 * 4.343  # of two bells so far apart, in decibans for each
    assert weights[FEATURES[0]] == pytest.approx(expected, abs=0.07)
    assert weights[FEATURES[1]] == pytest.approx(0.0, abs=0.05)
    rare, rare_db = fit(samples, 0.01)
    assert rare == weights
    assert rare_db == pytest.approx(shift_db - 20.0, abs=0.02)
    assert WEIGHT_PENALTY > 0


def test_bins_count_each_record_once() -> None:
    samples = [Sample((db, *[0.0] * (len(FEATURES) - 1)), db > 0) for db in (-90.0, -30.0, 0.0, 40.0)]
    found = bins(samples, 0.01)
    assert sum(one.honest + one.hostile for one in found) == len(samples)
    assert all(0.0 <= one.said <= 1.0 for one in found)


def test_a_company_and_its_attackers_live_the_same_life_twice() -> None:
    one = live("craftsman", SEEDS[0])
    assert one == live("craftsman", SEEDS[0])
    assert {sample.hostile for sample in one.samples} == {True, False}
    assert one.alerts == 0  # who only listens alerts nobody


def test_the_dearer_an_attack_without_an_alert_the_more_are_alerted() -> None:
    deaf, keen = live("office", SEEDS[0], 1), live("office", SEEDS[0], 100 * MISSED_ATTACK_COST)
    assert sum(deaf.alerted) <= sum(keen.alerted)
    assert deaf.alerts < keen.alerts


@pytest.mark.slow
def test_the_same_seeds_give_the_same_page() -> None:
    seeds = SEEDS[:1]
    one, two = (first_record.calibrate(seeds, 2) for _ in range(2))
    assert first_record.markdown(one) == first_record.markdown(two)
    assert one.attacks > len(FITTED_KINDS)
