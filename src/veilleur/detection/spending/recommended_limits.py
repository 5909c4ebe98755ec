"""Recommended limits: multiples of the dearest day, closed period and month of a company's past.

In: calls of the past with their cost. Out: Limits, rounded up to ten euros, never below the defaults.
Pitfall: a cap that stands alone must be tight, for it is all there is; a cap behind a judge is the last
resort and may be wide, or it stops more honest calls than the judge does. The multiples are those with few
expected euros on the calibration's companies (docs/calibration/limits.md, `veilleur bench limits`).
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from veilleur.detection.business_hours import Calendar
from veilleur.words.money import MicroEuro, micro_euros
from veilleur.words.site import Limits, Site

TEN_EUROS = micro_euros(10)
MONTH_DAYS = 31
DEAREST_DAY_OF_MONTH = 0.15  # who spends a month's money on few days; expert estimate


class Multiples(NamedTuple):
    """How many times the dearest window of the past a limit is.

    window: of the dearest day and closed period. month: of the dearest 31 days in a row. closed_by_day: the
    limit of a closed period, however little was ever spent in one, as a multiple of the dearest day: a
    company that calls abroad all day long will once finish such a call after hours.
    """

    window: float
    month: float
    closed_by_day: float = 0.0


BEHIND_THE_JUDGE = Multiples(4.0, 2.7, 2.0)
ALONE = Multiples(2.0, 1.33, 0.5)


class Dearest(NamedTuple):
    """The dearest windows of a past. month: 31 days in a row. classes: (class word, its dearest day).

    days: how long that past is.
    """

    closed_hours: MicroEuro
    day: MicroEuro
    month: MicroEuro
    classes: tuple[tuple[str, MicroEuro], ...]
    days: int


class Spending:
    """What a company spent on calls that caps count, by window."""

    def __init__(self, site: Site) -> None:
        self._calendar = Calendar(site)
        self._closed: dict[int, MicroEuro] = defaultdict(int)
        self._days: dict[int, MicroEuro] = defaultdict(int)
        self._classes: dict[tuple[str, int], MicroEuro] = defaultdict(int)
        self._first = self._last = 0  # days that the past reaches over; 0: none

    def add(self, at: float, cost: MicroEuro, number_class: str = "") -> None:
        """One call. at: when it began, seconds since 1970 UTC."""
        windows = self._calendar.windows(at)
        self._days[windows.day] += cost
        self._saw(windows.day)
        if number_class:
            self._classes[number_class, windows.day] += cost
        if windows.closed:
            self._closed[windows.closed] += cost

    def seen(self, at: float) -> None:
        """The past reaches to this time, whether or not money was spent then."""
        self._saw(self._calendar.windows(at).day)

    def _saw(self, day: int) -> None:
        self._first, self._last = min(self._first or day, day), max(self._last, day)

    def limits(self, multiples: Multiples = BEHIND_THE_JUDGE) -> Limits:
        """The limits that fit it. A short past is taken as it is."""
        dearest = self.dearest(is_projected=False)
        return limits_after(dearest.closed_hours, dearest.day, dearest.month, multiples)

    def dearest(self, *, is_projected: bool = True) -> Dearest:
        """Its dearest windows. is_projected: a past shorter than a month stands for a whole one."""
        days = self._days
        month = max(
            (sum(days.get(day + ahead, 0) for ahead in range(MONTH_DAYS)) for day in list(days)), default=0
        )
        length = self._last - self._first + 1 if self._last else 0
        if is_projected and 0 < length < MONTH_DAYS:
            month = month * MONTH_DAYS // length
        classes: dict[str, MicroEuro] = {}
        for (number_class, _day), cost in self._classes.items():
            classes[number_class] = max(classes.get(number_class, 0), cost)
        return Dearest(
            closed_hours=max(self._closed.values(), default=0),
            day=max(days.values(), default=0),
            month=month,
            classes=tuple(sorted(classes.items())),
            days=length,
        )


def limits_after(
    closed: MicroEuro, day: MicroEuro, month: MicroEuro, multiples: Multiples = BEHIND_THE_JUDGE
) -> Limits:
    """The limits for a company whose dearest closed period, day and 31 days in a row had these costs."""
    default = Limits()
    return Limits(
        closed_hours=_limit(default.closed_hours, multiples.window * closed, multiples.closed_by_day * day),
        day=_limit(default.day, multiples.window * day),
        month=_limit(default.month, multiples.month * month),
    )


def _limit(least: MicroEuro | None, *wanted: float) -> MicroEuro:
    return max(least or 0, -(-int(max(wanted)) // TEN_EUROS) * TEN_EUROS)
