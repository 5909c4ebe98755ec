"""Evidence and likelihood of one call: each log-likelihood ratio against its definition."""

from __future__ import annotations

from math import log, log10

import pytest
from scipy.stats import norm
from tests.detection.test_judge_laws import MONDAY, abroad, facts

from veilleur.detection.judge.call_evidence import call_evidence, lasting_db, length_db, within_limits
from veilleur.detection.judge.call_likelihood import call_likelihood
from veilleur.detection.profile.destination_prior import destination_prior
from veilleur.detection.profile.familiarity import Familiarity
from veilleur.words.calls import Origin
from veilleur.words.destinations import Destination, NumberClass
from veilleur.words.money import Price, micro_euros

USUAL = Familiarity(
    rate=0.5,
    time=2.0,
    place=0.04,
    place_site=0.03,
    place_days=2.0,
    own_place=0.0,
    extension=0.25,
    extensions=5,
    origin=0.02,
    number=0.0,
    new_number=0.4,
    new_network=None,
    log_seconds=4.63,
)
CALL = facts(MONDAY, "CU")  # at eight on a Monday, open; 2 euros a minute, no risk of the range
SHARE, RATIO = 0.02 * (0.35 / 2) ** 2, 2 / 0.75
ATTACK = 0.9 * SHARE * RATIO + 0.1 * 0.03  # P(place | attack): by price, or one of the company's own
PREMIUM = Destination("0899", "+33899", "FR", NumberClass.PREMIUM, 0, Price(micro_euros("0.8")))


def llr_db(call=CALL, usual: Familiarity = USUAL) -> dict[str, float]:
    return call_evidence(call, destination_prior(call.destination), usual).llr_db


def db(ratio: float) -> float:
    return 10 * log10(ratio)


def test_hour_place_price_number_and_extension_each_weigh_their_likelihood_ratio() -> None:
    assert llr_db() == pytest.approx(
        {
            "open_hours": -db(2.0),
            "known_territory": db(ATTACK / 0.04) - db(RATIO),
            "price_high": db(RATIO),
            "new_number": db(0.97 / 0.4),
            "usual_extension": -db(0.25 * 5),
        }
    )


@pytest.mark.parametrize(
    ("is_open", "density", "code"),
    [
        (True, 2.0, "open_hours"),
        (True, 0.1, "new_hour"),
        (False, 2.0, "usual_hour"),
        (False, 0.1, "closed_hours"),
    ],
)
def test_an_hour_weighs_the_inverse_of_its_density(is_open: bool, density: float, code: str) -> None:
    call = CALL._replace(moment=CALL.moment._replace(is_open=is_open))
    assert llr_db(call, USUAL._replace(time=density))[code] == pytest.approx(-db(density))


def test_a_new_country_is_shown_even_where_it_weighs_nothing() -> None:
    found = llr_db(usual=USUAL._replace(place=0.5, place_days=0.0))
    assert found["new_territory_site"] == 0.0
    assert "new_number" not in found  # in a new place every number is new


def test_a_place_is_known_from_a_tenth_of_a_day_on() -> None:
    assert "new_territory_site" in llr_db(usual=USUAL._replace(place_days=0.099))
    assert "known_territory" in llr_db(usual=USUAL._replace(place_days=0.101))


def test_evidence_below_half_a_deciban_is_left_out() -> None:
    assert "open_hours" not in llr_db(usual=USUAL._replace(time=10**0.049))
    assert "open_hours" in llr_db(usual=USUAL._replace(time=10**0.051))


def test_a_place_rare_for_the_site_or_new_for_the_telephone_has_the_same_weight_by_another_name() -> None:
    rare = USUAL._replace(place=0.0001)
    expected = pytest.approx(db(ATTACK / 0.0001) - db(RATIO))
    assert llr_db(usual=rare)["new_territory_extension"] == expected
    assert llr_db(usual=rare._replace(own_place=1.0))["rare_territory"] == expected


def test_a_special_number_is_new_or_known_by_its_class() -> None:
    call = CALL._replace(destination=PREMIUM)
    assert "known_kind_of_number" in llr_db(call, USUAL._replace(place=0.5))
    assert "new_kind_of_number" in llr_db(call, USUAL._replace(place=0.001, place_days=0.0))


@pytest.mark.parametrize(("days", "share"), [(1.0, 0.5), (2.0, 0.75), (5.0, 1 - 0.5**5)])
def test_a_known_number_excuses_up_to_twenty_decibans_half_of_it_after_one_day(
    days: float, share: float
) -> None:
    assert llr_db(usual=USUAL._replace(number=days))["known_number"] == pytest.approx(-20.0 * share)


def test_an_indirect_way_out_and_a_new_network_weigh_their_likelihood_ratio() -> None:
    call = CALL._replace(origin=Origin.FORWARD)
    found = llr_db(call, USUAL._replace(new_network=0.1))
    assert found["forwarded_call_abroad"] == pytest.approx(db(0.25 / 0.02))
    assert found["unknown_network"] == pytest.approx(db(0.5 / 0.1))


@pytest.mark.parametrize("seconds", [2.0, 45.0, 166.0, 600.0, 3600.0])
def test_an_ended_call_weighs_the_ratio_of_two_log_normal_densities(seconds: float) -> None:
    attack, honest = norm(6.1, 1.2), norm(4.63, 1.1)
    expected = 10 / log(10) * (attack.logpdf(log(seconds)) - honest.logpdf(log(seconds)))
    assert length_db(seconds, 4.63) == pytest.approx(expected)
    code = "long_call" if expected > 0 else "usual_length"
    assert llr_db(CALL._replace(answered_s=seconds)).get(code, expected) == pytest.approx(expected)


@pytest.mark.parametrize("seconds", [30.0, 300.0, 700.0])
def test_a_running_call_weighs_the_ratio_of_two_survival_functions(seconds: float) -> None:
    expected = db(norm(6.1, 1.2).sf(log(seconds)) / norm(4.63, 1.1).sf(log(seconds)))
    assert lasting_db(seconds, 4.63) == pytest.approx(expected)


def test_however_long_a_call_runs_its_length_gives_no_more_than_ten_decibans() -> None:
    assert lasting_db(36_000.0, 4.63) == 10.0


def test_each_group_stays_within_its_limits() -> None:
    total, unchanging = within_limits({"closed_hours": 30.0, "long_call": -9.0, "price_high": 5.0})
    assert total == 18.0 - 3.0 + 5.0
    assert unchanging == 18.0 - 3.0  # a company in a regime change keeps its hours and lengths


def test_honest_calls_like_it_an_hour_are_the_rate_over_its_likelihood_ratio() -> None:
    prior = destination_prior(CALL.destination)
    evidence = call_evidence(CALL, prior, USUAL)
    found = call_likelihood(CALL, prior, USUAL, evidence)
    place_db = max(-10.0, db(ATTACK / 0.04) - db(RATIO))
    total = -db(2.0) + place_db + db(RATIO) + db(0.97 / 0.4) - db(0.25 * 5)
    assert found.honest_rate == pytest.approx(0.5 * 10 ** (-total / 10))
    assert found.place_attack == pytest.approx(ATTACK)
    assert (found.number_honest, found.number_attack) == (0.4, 1.0)
    # After a regime change: one call an hour, anywhere, but at the company's hours.
    assert found.change_rate == pytest.approx((1 / 60) / ATTACK * 2.0)
    closed = CALL._replace(moment=CALL.moment._replace(is_open=False))
    again = call_likelihood(closed, prior, USUAL, call_evidence(closed, prior, USUAL))
    assert again.change_rate == pytest.approx(0.001 * found.change_rate)


def test_the_risk_of_a_range_counts_half() -> None:
    risky = CALL._replace(destination=abroad("CU", 1)._replace(risk_db=8))
    assert llr_db(risky)["range_risk"] == 4.0
