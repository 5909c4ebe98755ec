"""Population priors and the prior of a destination, against the arithmetic of their sources."""

from __future__ import annotations

import pytest

from veilleur.detection.profile.destination_prior import destination_prior
from veilleur.detection.profile.population_priors import (
    ATTACK_ORIGIN_SHARE,
    ORIGIN_SHARE,
    ORIGIN_SHARE_CLOSED,
    euros_per_minute,
    place_share,
    price_ratio,
    week_shape,
)
from veilleur.words.calls import Origin
from veilleur.words.destinations import Destination, NumberClass
from veilleur.words.money import Price, micro_euros
from veilleur.words.site import Hours

WORKDAYS = tuple(((8 * 60, 18 * 60 + 30),) if day < 5 else () for day in range(7))


def destination(
    euros: str, number_class: NumberClass = NumberClass.INTERNATIONAL, risk_db: int = 0, fee: str = "0"
) -> Destination:
    price = Price(micro_euros(euros), micro_euros(fee))
    return Destination("0053555", "+53555", "CU", number_class, risk_db, price)


@pytest.mark.parametrize(
    ("euros", "share"),
    [
        ("0.05", 0.02),  # near and cheap
        ("0.35", 0.02),
        ("0.70", 0.02 / 4),  # twice as expensive, a quarter of the calls
        ("3.50", 0.02 / 100),
        ("50", 0.00005),  # never less than the farthest
    ],
)
def test_honest_calls_abroad_fall_with_the_square_of_the_price(euros: str, share: float) -> None:
    assert place_share(destination(euros)) == pytest.approx(share)


def test_a_fraudulent_call_is_likelier_the_dearer_the_place() -> None:
    assert price_ratio(destination("0.75")) == pytest.approx(1.0)
    assert price_ratio(destination("3")) == pytest.approx(4.0)
    assert price_ratio(destination("0.001")) == pytest.approx(0.05 / 0.75)  # at least five cents a minute


@pytest.mark.parametrize(
    ("number_class", "honest", "attack"),
    [
        (NumberClass.SHARED_COST, 0.20, 0.01),
        (NumberClass.PREMIUM, 0.05, 0.05),
        (NumberClass.PREMIUM_SHORT, 0.06, 0.02),
        (NumberClass.DIRECTORY, 0.03, 0.005),
        (NumberClass.SATELLITE, 0.0004, 0.03),
        (NumberClass.INTERNATIONAL_NETWORK, 0.0002, 0.01),
        (NumberClass.UNASSIGNED, 0.02, 0.03),
    ],
)
def test_a_special_number_has_the_shares_of_its_class_whatever_it_costs(
    number_class: NumberClass, honest: float, attack: float
) -> None:
    for euros in ("0.1", "5"):
        assert place_share(destination(euros, number_class)) == honest
        assert price_ratio(destination(euros, number_class)) == pytest.approx(attack / honest)


def test_a_connection_fee_counts_as_over_ten_minutes() -> None:
    assert euros_per_minute(Price(micro_euros("0.2"), micro_euros("1.5"))) == pytest.approx(0.35)


def test_ways_out_are_rare_but_under_attack() -> None:
    assert ORIGIN_SHARE[Origin.DISA] == 0.002
    assert ORIGIN_SHARE_CLOSED[Origin.TRANSFER] == 0.0005
    assert {origin: share for origin, share in ORIGIN_SHARE_CLOSED.items() if origin != Origin.TRANSFER} == {
        origin: share for origin, share in ORIGIN_SHARE.items() if origin != Origin.TRANSFER
    }
    ratios = {origin: ATTACK_ORIGIN_SHARE[origin] / ORIGIN_SHARE[origin] for origin in Origin}
    assert ratios[Origin.FORWARD] == pytest.approx(12.5)
    assert ratios[Origin.TRANSFER] == pytest.approx(0.05 / 0.015)
    assert ratios[Origin.DISA] == pytest.approx(50.0)
    assert ratios[Origin.VOICEMAIL] == pytest.approx(200.0)
    assert ratios[Origin.EXTENSION] == pytest.approx(0.5 / 0.96)


def test_the_week_of_a_company_open_on_workdays() -> None:
    shape = week_shape(Hours(WORKDAYS))
    # Open: 5 hours a week in each of 10 hours, 2.5 in one; a quarter for each of the 13 others.
    assert shape.hours[24 + 9] == 5.0
    assert shape.shares[24 + 9] == pytest.approx(5.0 / 55.75)
    assert shape.shares[24 + 18] == pytest.approx(2.5 / 55.75)
    # Closed by day (7 to 21): 7 + 10 * 2 + 4.5 + 2 * 7 hours a week.
    assert shape.shares[12] == pytest.approx(2.0 / 45.5)
    assert shape.shares[20] == pytest.approx(7.0 / 45.5)
    # At night: ten hours, each closed on seven days.
    assert shape.shares[3] == pytest.approx(0.1)
    parts = {shape.parts[slot].share for slot in (3, 12, 24 + 9)}
    assert parts == {0.015, 0.055, 0.93}
    assert sum(parts) == pytest.approx(1.0)


@pytest.mark.parametrize("hours", [Hours(WORKDAYS), Hours(always=True), Hours(((),) * 7)])
def test_the_shares_of_each_part_of_the_week_add_up_to_one(hours: Hours) -> None:
    shape = week_shape(hours)
    for part in {shape.parts[slot] for slot in range(48)}:
        assert sum(shape.shares[slot] for slot in part.slots) == pytest.approx(1.0)
        assert all(shape.parts[slot] == part for slot in part.slots)


def test_a_night_shift_runs_over_midnight() -> None:
    shape = week_shape(Hours((((22 * 60, 6 * 60),),) * 7))
    assert [shape.hours[24 + hour] for hour in (21, 22, 23, 0, 5, 6)] == [0.25, 7.0, 7.0, 7.0, 7.0, 0.25]


def test_the_prior_of_a_destination_under_attack_grows_with_price_and_half_the_risk_of_its_range() -> None:
    prior = destination_prior(destination("2", risk_db=8))
    assert prior.share == pytest.approx(0.02 * (0.35 / 2) ** 2)
    assert prior.ratio == pytest.approx(2 / 0.75)
    assert prior.risk_db == 4.0
    assert prior.attack_share == pytest.approx(0.02 * (0.35 / 2) ** 2 * 2 / 0.75 * 10**0.4)
    assert (prior.place, prior.number, prior.per_minute) == ("CU", "n+53555", "2000000")
    assert prior.fraud_call_cost == micro_euros(20)  # ten minutes


def test_a_special_number_at_home_is_known_by_its_class() -> None:
    prior = destination_prior(destination("0.5", NumberClass.PREMIUM))
    assert prior.place == "premium"
