"""Prices fitted from the calls of a bill."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veilleur.numbering.bills.fitting import PricedCall, fitted
from veilleur.words.money import Price, micro_euros

CENT = 10_000


def calls(price: Price, lengths: list[int], rounding: int = 1) -> list[PricedCall]:
    return [PricedCall(s, round(price.cost(s) / rounding) * rounding) for s in lengths]


@pytest.mark.parametrize("step", [1, 30, 60])
@pytest.mark.parametrize("fee", ["0", "0.12", "0.50"])
def test_price_and_fee_of_a_bill_in_cents(step: int, fee: str) -> None:
    price = Price(micro_euros("0.45"), micro_euros(fee), step, step)
    rng = random.Random(7)
    found = fitted(calls(price, [rng.randrange(20, 1500) for _ in range(40)], CENT)).price
    assert found.step_s == step
    assert found.per_minute == pytest.approx(price.per_minute, rel=0.02)
    assert found.connection == pytest.approx(price.connection, abs=CENT)


def test_a_fifth_of_calls_priced_otherwise_moves_nothing() -> None:
    price = Price(micro_euros("0.45"), micro_euros("0.10"))
    honest = calls(price, list(range(60, 1660, 50)))
    odd = [PricedCall(call.seconds, call.amount // 3) for call in honest[::5]]
    found = fitted([call for place, call in enumerate(honest) if place % 5] + odd).price
    assert found.per_minute == pytest.approx(price.per_minute, rel=0.02)
    assert found.connection == pytest.approx(price.connection, rel=0.1)


def test_one_call_gives_a_price_a_minute_without_a_fee() -> None:
    assert fitted([PricedCall(1800, micro_euros("13.5"))]).price == Price(micro_euros("0.45"))


@given(
    per_minute=st.integers(10_000, 5_000_000),
    fee=st.integers(0, 3_000_000),
    lengths=st.lists(st.integers(1, 7200), min_size=1, max_size=60),
)
def test_what_is_fitted_explains_exact_bills(per_minute: int, fee: int, lengths: list[int]) -> None:
    price = Price(per_minute, fee)
    found = fitted(calls(price, lengths)).price
    assert found.per_minute >= 0
    assert found.connection >= 0
    for seconds in (
        {min(lengths), max(lengths)} if len(set(lengths)) >= 3 and max(lengths) - min(lengths) >= 30 else ()
    ):
        assert found.cost(seconds) == pytest.approx(price.cost(seconds), rel=0.25, abs=60 * CENT)
