"""A price list from the calls of a bill, and the deck that reads it."""

from __future__ import annotations

from pathlib import Path

from veilleur.numbering import DialPlan, PriceDeck
from veilleur.numbering.bills.price_list import BilledCall, as_text, price_list
from veilleur.numbering.deck_files import read_deck
from veilleur.words.money import micro_euros
from veilleur.words.site import Site

PLAN = DialPlan(Site())


def billed(number: str, seconds: float, eur: float) -> BilledCall:
    return BilledCall(PLAN.destination(number), seconds, micro_euros(eur))


def test_a_country_at_one_price_is_one_row_and_its_fee_is_kept_apart(tmp_path: Path) -> None:
    calls = [billed(f"00371{n}9012345", 60 * n, 0.10 + 0.5 * n) for n in (2, 2, 6, 4, 8)]
    prices = price_list(calls)
    assert set(prices) == {"371"}
    file = tmp_path / "prices.csv"
    file.write_text(as_text(prices, ["Learned\nfrom a bill."]))
    deck = PriceDeck(read_deck(file))
    found = DialPlan(Site(), deck).explain("0037126000000")
    assert found.price_source == "deck 371"
    assert found.destination.usual == found.destination.cautious


def test_what_the_bill_does_not_show_of_a_country_costs_as_its_dearest_range() -> None:
    fixed = [billed("004930120000", 60 * n, 0.02 * n) for n in range(1, 6)]
    mobile = [billed("004915112345678", 60 * n, 0.30 * n) for n in range(1, 6)]
    prices = price_list(fixed + mobile)
    assert set(prices) == {"49", "4930"}
    assert prices["49"].price.per_minute == micro_euros("0.30")
    assert prices["4930"].price.per_minute == micro_euros("0.02")


def test_calls_at_nothing_teach_nothing_and_special_numbers_stand_by_themselves() -> None:
    prices = price_list(
        [
            billed("0033199001234", 60, 0),
            billed("0892123456", 60, 0.40),
            billed("0899123456", 60, 0.80),
            billed("118712", 60, 5.98),
        ]
    )
    assert set(prices) == {"33892", "33899", "118712"}
