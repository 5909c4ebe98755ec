"""Exposure, against its formula: expected loss of what was allowed, halved every three days."""

from __future__ import annotations

import json

import pytest

from veilleur.detection.judge.memory.exposure import Exposure

DAY_S = 86_400.0


def test_what_an_attack_took_it_is_expected_to_take_again() -> None:
    exposure = Exposure()
    exposure.add(0.0, 0.1, 20e6)
    exposure.add(1.5 * DAY_S, 0.4, 30e6)
    half = 0.5**0.5
    expected = (0.1 * 20e6 * half + 0.4 * 30e6) / 0.4
    assert exposure.ahead(1.5 * DAY_S) == pytest.approx(expected)
    assert exposure.ahead(4.5 * DAY_S) == pytest.approx(expected / 2)
    assert exposure.ahead(0.0) == pytest.approx(expected)  # a time before the last call decays nothing


def test_the_likeliest_call_counts_and_its_certainty_fades_too() -> None:
    exposure = Exposure()
    exposure.add(0.0, 0.4, 10e6)
    exposure.add(3 * DAY_S, 0.1, 10e6)
    assert exposure.ahead(3 * DAY_S) == pytest.approx((0.4 * 10e6 / 2 + 0.1 * 10e6) / 0.2)


def test_every_company_s_day_exposes_nothing() -> None:
    exposure = Exposure()
    exposure.add(0.0, 0.0019, 10e6)
    assert exposure.ahead(0.0) == 0.0
    exposure.add(0.0, 0.0021, 10e6)
    assert exposure.ahead(0.0) == pytest.approx(10e6)


def test_exposure_survives_a_restart_and_ends_when_somebody_confirms() -> None:
    exposure, again = Exposure(), Exposure()
    exposure.add(0.0, 0.1, 20e6)
    again.load(json.loads(json.dumps(exposure.save())))
    assert again.ahead(DAY_S) == exposure.ahead(DAY_S) > 0.0
    again.reset()
    assert again.ahead(DAY_S) == 0.0
