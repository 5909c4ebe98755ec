"""Our prices beside a list of an operator."""

from __future__ import annotations

import pytest

from veilleur.bench.external.prices import price_ratios, table
from veilleur.numbering import DialPlan
from veilleur.words.money import Price
from veilleur.words.site import Site

PREFIXES = ("371291", "53512", "263772", "2126")
PLAN = DialPlan(Site())


def listed(times: float) -> dict[str, Price]:
    """A list that asks `times` our usual price."""
    found = {prefix: PLAN.destination("+" + prefix + "5555555555"[: 11 - len(prefix)]) for prefix in PREFIXES}
    return {prefix: Price(round(one.usual.per_minute * times)) for prefix, one in found.items()}


def test_a_list_at_our_prices_is_at_one_and_covered() -> None:
    found = price_ratios(listed(1.0), Site(), is_without_vat=False)
    assert found is not None
    assert found.prefixes == len(PREFIXES)
    assert found.usual == pytest.approx([1.0] * 5, rel=0.01)
    assert found.covered == 1.0
    assert "1.00" in table("ours", found)


def test_a_list_without_vat_is_compared_with_it() -> None:
    found = price_ratios(listed(1 / 1.2), Site(), is_without_vat=True)
    assert found is not None
    assert found.usual[2] == pytest.approx(1.0, rel=0.01)


def test_a_list_far_dearer_is_not_covered_and_one_of_home_numbers_says_nothing() -> None:
    dear = price_ratios(listed(100.0), Site(), is_without_vat=False)
    assert dear is not None
    assert dear.covered == 0.0
    assert price_ratios({"331": Price(10_000), "332": Price(10_000)}, Site(), is_without_vat=False) is None
