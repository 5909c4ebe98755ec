"""How far our prices are from a price list: a list of a real operator, with a price by prefix.

In: a list that `[tariff] file` could name, a site. Out: ratios over its prefixes.
Pitfall: the list's amounts are taken as they are; where they are without VAT say so, since ours are with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from statistics import quantiles
from typing import NamedTuple

from veilleur.numbering import DialPlan
from veilleur.words.money import Price
from veilleur.words.site import Site

A_CALL_S = 180.0
VAT = 1.2  # of France, in our prices
ANY_DIGITS = "5555555555"
E164_DIGITS = 11


class PriceRatios(NamedTuple):
    """prefixes: those with a price that leave the home country. covered: the share that our cautious price is
    not below. usual: our usual price as a multiple of the list's, at 5, 25, 50, 75 and 95 % of them."""

    prefixes: int
    usual: tuple[float, ...]
    covered: float


def price_ratios(prices: Mapping[str, Price], site: Site, *, is_without_vat: bool) -> PriceRatios | None:
    """The ratios for a call of three minutes; None for a list of fewer than two prices."""
    plan, usual, covered = DialPlan(site), [], 0
    for prefix, price in prices.items():
        theirs = price.cost(A_CALL_S) * (VAT if is_without_vat else 1.0)
        number = "+" + prefix + ANY_DIGITS[: max(0, E164_DIGITS - len(prefix))]
        found = plan.destination(number)
        if theirs <= 0 or not found.is_capped:
            continue
        usual.append(found.usual.cost(A_CALL_S) / theirs)
        covered += found.cautious.cost(A_CALL_S) >= theirs
    if len(usual) < 2:
        return None
    cuts = quantiles(usual, n=20, method="inclusive")
    return PriceRatios(len(usual), tuple(cuts[place] for place in (0, 4, 9, 14, 18)), covered / len(usual))


def table(name: str, found: PriceRatios) -> str:
    """The same as a table of Markdown."""
    shown = " | ".join(f"{ratio:.2f}" for ratio in found.usual)
    return (
        "| list | prefixes | usual, of the list: 5 % | 25 % | median | 75 % | 95 % | cautious not below |\n"
        "|---|---|---|---|---|---|---|---|\n"
        f"| {name} | {found.prefixes:,} | {shown} | {found.covered:.1%} |"
    )
