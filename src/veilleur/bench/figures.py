"""Statistics of the bench: intervals, percentiles, and expected euros per site-year.

In: results of `measure`. Out: figures with their 95 % intervals.
Pitfall: the bootstrap draws companies again, not calls, since the results of one company are correlated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from math import ceil, sqrt
from random import Random
from statistics import fmean, median
from typing import NamedTuple

from veilleur.bench.measure import STOPPED, AttackResult, HonestResult

YEAR_DAYS = 365.25
QUARTER_DAYS = YEAR_DAYS / 4
RESAMPLES = 400


class Interval(NamedTuple):
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:,.2f} ({self.low:,.2f} to {self.high:,.2f})"


class Constants(NamedTuple):
    """What the headline weighs with: attacks per site-year, euros per honest call stopped, per question."""

    attacks_per_site_year: float = 0.1
    honest_call_stopped_eur: float = 15.0
    question_eur: float = 0.5


SWEEP = tuple(
    Constants(rate, stopped, question)
    for rate in (0.02, 0.05, 0.063, 0.1, 0.2, 0.5)  # 0.063: 27 % of British firms in five years (ITSPA 2019)
    for stopped in (5.0, 15.0, 50.0)
    for question in (0.2, 0.5, 2.0)
)


def wilson(hits: int, tries: int, z: float = 1.96) -> Interval:
    """The 95 % interval of a share (Wilson 1927)."""
    if tries == 0:
        return Interval(0.0, 0.0, 1.0)
    share, square = hits / tries, z * z
    middle = (share + square / (2 * tries)) / (1 + square / tries)
    half = z * sqrt(share * (1 - share) / tries + square / (4 * tries * tries)) / (1 + square / tries)
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def bootstrap(values: Sequence[float], figure: Callable[[Sequence[float]], float] = fmean) -> Interval:
    """A figure of independent values with its 95 % interval, by a percentile bootstrap with a fixed seed."""
    if not values:
        return Interval(0.0, 0.0, 0.0)
    rng = Random(len(values))  # noqa: S311
    drawn = sorted(figure(rng.choices(values, k=len(values))) for _ in range(RESAMPLES))
    return Interval(figure(values), drawn[int(0.025 * RESAMPLES)], drawn[int(0.975 * RESAMPLES)])


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return percentile(values, 0.95)


class Money(NamedTuple):
    """Leaks of a group of attacks under one rule: euros, with intervals."""

    attacks: int
    median: Interval
    p95: Interval
    worst: float
    mean: Interval


def money(results: Sequence[AttackResult]) -> Money:
    """Median, p95, worst and mean of the euros that passed."""
    euros = [one.euros for one in results]
    return Money(
        len(euros), bootstrap(euros, median), bootstrap(euros, p95), max(euros, default=0.0), bootstrap(euros)
    )


def recall(results: Sequence[AttackResult]) -> tuple[int, int]:
    """Attacks detected, of those that made a call or were detected before they could."""
    counted = [one for one in results if one.tried or one.detected]
    return sum(one.detected for one in counted), len(counted)


def per_quarter(results: Sequence[HonestResult], what: Iterable[str]) -> Interval:
    """How often something befell honest people, per site-quarter."""
    names = tuple(what)
    rates = [sum(one.counts.get(n, 0) for n in names) / (one.days / QUARTER_DAYS) for one in results]
    return bootstrap(rates)


class SiteYear(NamedTuple):
    """What one company yields to the headline, per year: euros leaked per attack, honest stops, questions."""

    leak_per_attack: float
    collateral_per_attack: float
    stopped: float
    asked: float

    def expected(self, constants: Constants) -> float:
        """Euros per site-year."""
        return (
            constants.attacks_per_site_year
            * (self.leak_per_attack + self.collateral_per_attack * constants.honest_call_stopped_eur)
            + self.stopped * constants.honest_call_stopped_eur
            + self.asked * constants.question_eur
        )


def site_years(hostile: Sequence[AttackResult], honest: Sequence[HonestResult]) -> list[SiteYear]:
    """One line per company of one rule at one vantage; every kind of attack weighs the same."""
    leaks: dict[tuple[str, int], list[AttackResult]] = defaultdict(list)
    for one in hostile:
        leaks[one.kind, one.seed].append(one)
    lines = []
    for life in honest:
        mine, years = leaks[life.kind, life.seed], life.days / YEAR_DAYS
        lines.append(
            SiteYear(
                fmean(one.euros for one in mine) if mine else 0.0,
                fmean(one.collateral for one in mine) if mine else 0.0,
                sum(life.counts.get(name, 0) for name in STOPPED) / years,
                life.counts.get("asked", 0) / years,
            )
        )
    return lines


def expected_value(lines: Sequence[SiteYear], constants: Constants) -> float:
    """Expected euros per site-year, mean over companies, without an interval."""
    return fmean(line.expected(constants) for line in lines) if lines else 0.0


def expected(lines: Sequence[SiteYear], constants: Constants | None = None) -> Interval:
    """Expected euros per site-year, mean over companies."""
    return bootstrap([line.expected(constants or Constants()) for line in lines])
