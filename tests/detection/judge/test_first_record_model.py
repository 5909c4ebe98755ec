"""The first records of an attack against honest ones, and the activity of a site that is kept for it."""

from __future__ import annotations

import json
from math import log10

import pytest

from veilleur.detection.judge.first_record_model import (
    FEATURES,
    first_record_db,
    first_record_features,
)
from veilleur.detection.judge.memory.site_activity import Activity, SiteActivity
from veilleur.detection.judge.parameters import TELEPHONES_FOLLOWED
from veilleur.detection.judge_port import CallFacts, Moment
from veilleur.detection.signals.weights import FIRST_RECORD_SHIFT_DB, FIRST_RECORD_WEIGHTS
from veilleur.numbering import DialPlan, PriceDeck
from veilleur.words.calls import Origin, Vantage
from veilleur.words.decisions import Reason
from veilleur.words.site import Site

MONDAY, DAY_S = 1_773_043_200.0, 86_400.0
BURN = 5_000_000  # micro-euros
QUIET = Activity(3.0, 0.0, 60.0)


def facts(answered_s: float = 120.0, outside_caller: str = "") -> CallFacts:
    destination = DialPlan(Site(), PriceDeck()).destination("00221339900110")
    return CallFacts(
        Moment(MONDAY, 9, 0, True, 1), "c1", "104", destination, Origin.EXTENSION, Vantage.RECORDS,
        outside_caller, answered_s=answered_s,
    )  # fmt: skip


def odds_db(answered_s: float = 120.0, activity: Activity = QUIET, outside_caller: str = "") -> float:
    why = (Reason("new_territory_site", 8),)
    return first_record_db(
        first_record_features(facts(answered_s, outside_caller), BURN, why, 1e-3, activity)
    )


def test_there_is_a_feature_for_each_name() -> None:
    assert len(first_record_features(facts(), BURN, (), 0.0, QUIET)) == len(FEATURES)


def test_a_long_call_tells_more_and_a_short_test_call_excuses_nothing() -> None:
    assert odds_db(1200.0) > odds_db(120.0)
    assert odds_db(5.0) == odds_db(0.0) == odds_db(50.0)


def test_a_telephone_that_calls_again_and_again_tells_more_and_a_busy_company_less() -> None:
    assert odds_db(activity=Activity(3.0, 4.0, 60.0)) > odds_db()
    assert odds_db(activity=Activity(300.0, 0.0, 60.0)) < odds_db()


def test_a_call_that_comes_from_outside_tells_more() -> None:
    assert odds_db(outside_caller="+22133000000") > odds_db()


def observe(site: SiteActivity, extension: str, at: float) -> Activity:
    """Count one more record; gives the activity before it."""
    before = site.before(extension, at)
    site.record(extension, at, before)
    return before


def test_the_activity_of_a_telephone_is_forgotten_within_hours_that_of_the_site_in_months() -> None:
    site = SiteActivity()
    for minute in range(5):
        observe(site, "104", MONDAY + 60 * minute)
    soon = observe(site, "104", MONDAY + 360)
    assert 4.0 < soon.telephone <= 5.0
    later = observe(site, "104", MONDAY + DAY_S)
    assert later.telephone < 0.01
    assert 5.0 < later.site < 6.0
    assert later.age_days == 1.0


def test_a_record_that_comes_late_changes_nothing_of_the_time() -> None:
    site = SiteActivity()
    observe(site, "104", MONDAY)
    assert observe(site, "104", MONDAY - 3600).telephone == 1.0


def test_many_telephones_take_no_more_room_and_the_activity_survives_a_restart() -> None:
    site = SiteActivity()
    for place in range(50):
        observe(site, f"{100 + place}", MONDAY + place)
    saved = json.loads(json.dumps(site.save()))
    assert len(saved[-1]) == TELEPHONES_FOLLOWED
    again = SiteActivity()
    again.load(saved)
    assert observe(again, "149", MONDAY + 60) == observe(site, "149", MONDAY + 60)


def test_each_feature_is_its_ratio_in_decibans() -> None:
    record = facts(600.0, "+22133000000")
    why = (
        Reason("new_territory_site", 8),
        Reason("price_high", 5),
        Reason("burst", 20),
        Reason("range_risk", 3),
    )
    found = dict(
        zip(
            FEATURES,
            first_record_features(record, 7_000_000, why, 1e-3, Activity(9.0, 1.0, 99.0)),
            strict=True,
        )
    )
    assert found == pytest.approx(
        {
            "odds": -30.0,
            "time": 0.0,
            "place": 8.0,
            "price": 5.0 + 3.0,
            "number": 0.0,
            "extension": 0.0,
            "origin": 0.0,
            "rhythm": 20.0,
            "burn": 10 * log10(7.0 + 0.05),
            "long": 10.0,  # ten times a minute
            "detour": 10.0,
            "age": 20.0,
            "site": 10.0,
            "telephone": 10 * log10(2.0),
            "new_country": 10.0,
        }
    )


def test_the_log_odds_are_the_weighted_sum_of_the_features_and_a_shift() -> None:
    features = tuple(float(place) for place in range(len(FEATURES)))
    expected = sum(FIRST_RECORD_WEIGHTS[name] * place for place, name in enumerate(FEATURES))
    assert first_record_db(features) == pytest.approx(expected + FIRST_RECORD_SHIFT_DB)


def test_activity_halves_every_thirty_days_for_the_site_and_every_half_hour_for_a_telephone() -> None:
    site = SiteActivity()
    observe(site, "104", MONDAY)
    observe(site, "104", MONDAY + 1800)
    soon = site.before("104", MONDAY + 3600)
    assert soon.telephone == pytest.approx((0.5 + 1.0) * 0.5)
    later = site.before("104", MONDAY + 1800 + 30 * DAY_S)
    assert later.site == pytest.approx((0.5 ** (1800 / (30 * DAY_S)) + 1.0) * 0.5)
    assert later.age_days == pytest.approx(30 + 1800 / DAY_S)
