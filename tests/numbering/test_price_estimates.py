"""Usual and cautious prices: what they are, which of them caps count, and what they never do."""

from __future__ import annotations

import pytest

from veilleur.numbering import DialPlan, PriceDeck
from veilleur.numbering.price_table import ESTIMATES, SOURCES
from veilleur.numbering.territories import COUNTRY_CODES, SUBPREFIXES
from veilleur.words.money import FREE, Price, micro_euros
from veilleur.words.site import Site, Tariff

PLAN = DialPlan(Site())
DEAREST_LINE = micro_euros("25.88") * 6 // 5  # aircraft, with tax


def test_every_territory_has_an_estimate_with_its_sources() -> None:
    assert set(COUNTRY_CODES.values()) | set(SUBPREFIXES.values()) <= set(ESTIMATES) | {"AQ"}
    for row in ESTIMATES.values():
        assert row.sources.startswith("=") or set(row.sources) <= set(SOURCES)
        assert float(row.usual_fixed) <= float(row.cautious_fixed)
        assert float(row.usual_mobile) <= float(row.cautious_mobile)


def test_fixed_and_mobile_telephones_are_priced_apart() -> None:
    fixed, mobile = PLAN.destination("004930120000"), PLAN.destination("004915112345678")
    assert fixed.usual.per_minute < mobile.usual.per_minute
    assert fixed.price == fixed.usual


@pytest.mark.parametrize(
    ("minutes", "number", "bill"), [(146 * 60, "00263772123456", 6500), (598, "005351234567", 890)]
)
def test_frauds_whose_bill_is_known_lie_within_the_range(minutes: float, number: str, bill: int) -> None:
    found = PLAN.destination(number)
    usual, cautious = found.usual.cost(60 * minutes), found.cautious.cost(60 * minutes)
    assert 0.8 < usual / micro_euros(bill) < 1.25
    assert cautious > micro_euros(bill)


@pytest.mark.parametrize(
    "number", ["00870776123456", "00881631234567", "00882161234567", "00883510001234", "00979123456789"]
)
def test_nothing_known_is_dearer_than_a_satellite_or_a_network_without_a_country(number: str) -> None:
    found = PLAN.destination(number)
    if not number.startswith("00979"):
        assert found.cautious.per_minute > DEAREST_LINE
        assert found.usual.per_minute >= micro_euros("7.10")
    assert found.cautious.cost(180) >= found.price.cost(180) >= found.usual.cost(180)


def test_an_unknown_number_is_reserved_dearer_than_anything() -> None:
    assert PLAN.destination("00999123456789").cautious.per_minute > DEAREST_LINE


def test_a_number_that_is_none_of_its_country_is_counted_at_the_cautious_price() -> None:
    found = PLAN.destination("0037112345")  # too short for Latvia
    assert found.price == found.cautious > found.usual


def test_the_sites_own_price_is_no_estimate() -> None:
    plan = DialPlan(Site(), PriceDeck({"371": Price(micro_euros("0.90"))}))
    found = plan.destination("0037129012345")
    assert found.usual == found.cautious == found.price == Price(micro_euros("0.90"))
    assert found.estimate is None


def test_what_a_plan_covers_costs_nothing_at_all() -> None:
    found = DialPlan(Site(tariff=Tariff(flat=("DE fixed",)))).destination("004930120000")
    assert found.usual == found.cautious == found.price == FREE


@pytest.mark.parametrize(
    ("word", "covered", "not_covered"),
    [
        ("DOM", ["0262123456", "0696123456"], ["004930120000"]),
        ("EEA fixed", ["004930120000", "004722123456"], ["004915112345678", "0041441234567"]),
        ("EU mobile", ["004915112345678"], ["004791234567", "004930120000"]),
    ],
)
def test_a_plan_may_name_several_territories_at_once(
    word: str, covered: list[str], not_covered: list[str]
) -> None:
    plan = DialPlan(Site(tariff=Tariff(flat=(word,))))
    assert all(plan.destination(number).price == FREE for number in covered)
    assert all(plan.destination(number).price != FREE for number in not_covered)
