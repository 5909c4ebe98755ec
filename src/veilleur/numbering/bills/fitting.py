"""What calls of one prefix cost, from what a bill says of each: price a minute, fee a call, charging step.

In: answered calls with the amount that the bill gives. Out: `FittedPrice`.
Statistics: slope and intercept by Theil and Sen, medians of pairs and of residuals, so that a fifth of the
calls may be priced otherwise (evening rate, a credit) without moving them. Of the charging steps the one is
taken whose residuals, without the largest fifth, are least; the second unless another is clearly better.
Pitfall: calls of equal length say nothing of a fee; then all is price a minute, which is what they cost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import ceil
from statistics import median
from typing import NamedTuple

from veilleur.words.money import MicroEuro, Price

STEPS_S = (1, 6, 10, 30, 60)
PAIRS_AT_MOST = 4_000
LEAST_CALLS_FOR_FEE = 3
LEAST_SPREAD_S = 30.0  # between the shortest and the longest call, to know a fee
SMALLEST_FEE: MicroEuro = 4_000  # below it is rounding
RESIDUALS_COUNTED = 0.8
CLEARLY_BETTER = 0.5  # residuals of another step, of those of the second


class PricedCall(NamedTuple):
    """One answered call of a bill."""

    seconds: float
    amount: MicroEuro


class FittedPrice(NamedTuple):
    """calls: how many it was learned from; error: by how much single amounts differ from it, at the
    mean of the four fifths that differ least."""

    price: Price
    calls: int
    error: MicroEuro


def fitted(calls: Sequence[PricedCall]) -> FittedPrice:
    """The price that explains these calls best. There must be one at least, and none of 0 seconds."""
    by_second = _with_step(calls, 1)
    best = min((_with_step(calls, step) for step in STEPS_S[1:]), key=lambda one: one.error)
    return best if best.error < CLEARLY_BETTER * by_second.error else by_second


def _with_step(calls: Sequence[PricedCall], step: int) -> FittedPrice:
    points = [(ceil(call.seconds / step) * step / 60.0, call.amount) for call in calls]
    slopes = [(y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in _pairs(points) if x1 != x2]
    lengths = [call.seconds for call in calls]
    per_minute, fee = median(y / x for x, y in points), 0.0
    if len(calls) >= LEAST_CALLS_FOR_FEE and slopes and max(lengths) - min(lengths) >= LEAST_SPREAD_S:
        slope = max(0.0, median(slopes))
        above = median(y - slope * x for x, y in points)
        if above >= SMALLEST_FEE:
            per_minute, fee = slope, above
    price = Price(round(per_minute), round(fee), step, step)
    residuals = sorted(abs(y - fee - per_minute * x) for x, y in points)
    counted = residuals[: max(1, ceil(len(residuals) * RESIDUALS_COUNTED))]
    return FittedPrice(price, len(calls), round(sum(counted) / len(counted)))


def _pairs(points: Sequence[tuple[float, int]]) -> Iterator[tuple[tuple[float, int], tuple[float, int]]]:
    """Pairs of points; of many the ones at fixed distances, so that two runs give the same."""
    if len(points) * (len(points) - 1) // 2 <= PAIRS_AT_MOST:
        yield from combinations(points, 2)
        return
    left = PAIRS_AT_MOST
    for distance in range(1, len(points)):
        for place in range(len(points) - distance):
            yield points[place], points[place + distance]
            left -= 1
            if not left:
                return
