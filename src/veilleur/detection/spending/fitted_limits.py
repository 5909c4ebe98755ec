"""Fitted limits: what a site may spend follows what it spent on calls that the judge vouches for.

In: the cost of vouched calls, and nights. Out: a limit for each closed period, day, month, and day of each
class of destination. A site whose past is not known starts wide, for the judge does the work and a cap is the
last resort (`START`); after a month each limit is a multiple of the dearest such window of the last months
(`Multiples`), at least the default one. A young month is projected from the days there are, a week at least.
Pitfall: a limit is at most twice the lowest that was in force in the last 31 days, or twice that of the start
where this is more. That is the ratchet: it looks at every night of that time and not at the last one, so no
order of cheap and dear nights passes it, nor does a clock that is set, for ages are counted in the watch's
own time, which never goes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from veilleur.detection.business_hours import Windows
from veilleur.detection.spending.recommended_limits import (
    BEHIND_THE_JUDGE,
    DEAREST_DAY_OF_MONTH,
    MONTH_DAYS,
    TEN_EUROS,
    Multiples,
    limits_after,
)
from veilleur.words.destinations import CAPPED_CLASSES
from veilleur.words.money import MicroEuro, micro_euros
from veilleur.words.site import Limits

CLOSED, DAY, MONTH, CLASS = "closed_hours", "day", "month", "class "
KEYED = "codes"  # what right codes may open
CODES = {CLOSED: "cap_closed_hours", DAY: "cap_day", MONTH: "cap_month"}  # of the caps behind them
CLASS_NAMES = tuple(sorted(f"{CLASS}{one.value}" for one in CAPPED_CLASSES))
RATCHET_S = 31 * 86_400.0
RISES_AT_MOST = 2  # times, within RATCHET_S
# What the codes of one extension may open in 30 days: this many of the dearest honest days, at least this.
# Half of both stopped more honest calls on companies of no published run (docs/calibration/limits.md).
KEYED_DAYS, KEYED_LEAST = 2.0, micro_euros(100)
NIGHT_AT_LEAST_S = 20 * 3_600.0  # between two fits: the shortest local day has 23 hours
BLOCK_DAYS = 28  # the dearest windows are remembered by blocks of this many days
BLOCKS_KEPT = 5  # this one and the four before: 16 to 20 weeks
PERIODS_KEPT = 4
PROJECTED_FROM_DAYS = 7  # that a month is projected from: every day of the week once
START_DAYS = 31  # for which the limits do not fall below those of the start
# What a site begins with that says nothing of its past: the width from which honest calls are stopped no more
# than by fitted limits, on companies of no published run (docs/calibration/limits.md).
START = Limits(closed_hours=micro_euros(100), day=micro_euros(400), month=micro_euros(2_000))
CEILING_TIMES = 10  # the default ceiling, in fitted months
CEILING_LEAST = micro_euros(1_000)


@lru_cache(maxsize=64)
def least_of(limits: Limits) -> Mapping[str, MicroEuro]:
    """The floors: a fitted limit is never below the default one; a class has the day's."""
    default = Limits()
    day = limits.day or default.day or 0
    return {
        CLOSED: limits.closed_hours or default.closed_hours or 0,
        DAY: day,
        MONTH: limits.month or default.month or 0,
        KEYED: limits.codes or KEYED_LEAST,
        **dict.fromkeys(CLASS_NAMES, day),
    }


@lru_cache(maxsize=64)
def start_of(limits: Limits) -> Mapping[str, MicroEuro]:
    """What a site begins with: wide where nothing is known, else what fits the month its owner names."""
    floors = least_of(limits)
    month = limits.usual_month
    start = START if month is None else limits_after(0, int(month * DEAREST_DAY_OF_MONTH), month)
    # What fits the day: else codes alone would start narrow, and rise from there twofold at most.
    keyed = int((start.day or 0) * KEYED_DAYS / BEHIND_THE_JUDGE.window)
    wanted = {CLOSED: start.closed_hours, DAY: start.day, MONTH: start.month, KEYED: keyed}
    return {name: max(floor, wanted.get(name, start.day) or 0) for name, floor in floors.items()}


def keyed_beside(limits: Limits) -> MicroEuro | None:
    """What right codes may open where the limits are written; None where a day has no limit either."""
    if limits.codes is not None or limits.day is None:
        return limits.codes
    return max(KEYED_LEAST, int(limits.day * KEYED_DAYS / BEHIND_THE_JUDGE.window))


class FittedLimits:
    """The fitting limits of one site. values: name -> the limit that is in force as fitted; fitted_at:
    the last night."""

    __slots__ = (
        "_base_is_final",
        "_base_month",
        "_began",
        "_ceiling",
        "_days",
        "_floors",
        "_known_start",
        "_multiples",
        "_nights",
        "_peaks",
        "_pending",
        "_periods",
        "_start",
        "fitted_at",
        "values",
    )

    def __init__(self, limits: Limits, multiples: Multiples = BEHIND_THE_JUDGE) -> None:
        self._multiples = multiples
        self._ceiling = limits.ceiling_month
        self._floors = least_of(limits)
        self._known_start = start_of(limits)  # as configured
        self._start = self._known_start  # or as fitted to the past that was given
        self._began: tuple[float, int] | None = None  # watch's time and day of the first look
        self.fitted_at = 0.0
        # Of it the default ceiling is a multiple.
        self._base_month = self._floors[MONTH] if limits.usual_month is None else self._start[MONTH]
        self._base_is_final = False
        self._pending: dict[str, MicroEuro] = {}  # since the last night
        self._days: dict[int, MicroEuro] = {}  # of the last 31
        self._periods: dict[int, MicroEuro] = {}  # the last closed ones
        self._peaks: dict[int, dict[str, MicroEuro]] = {}  # block -> name -> its dearest window
        self._nights: list[tuple[float, dict[str, MicroEuro]]] = []  # from when which limits were in force
        self.values: dict[str, MicroEuro] = {name: self._held(amount) for name, amount in self._start.items()}

    @property
    def ceiling(self) -> MicroEuro:
        """What no limit passes: as written, else ten fitted months of what is known of the past, and from its
        end those of the first month lived."""
        if self._ceiling is not None:
            return self._ceiling
        return max(CEILING_LEAST, CEILING_TIMES * self._base_month)

    @property
    def floors(self) -> Mapping[str, MicroEuro]:
        """What each limit is at least once it fits, whatever the ceiling."""
        return self._floors

    def start(self, name: str) -> MicroEuro:
        """What a limit begins with where no past was given, under the ceiling."""
        return self._held(self._known_start[name])

    def is_at_start(self, name: str, day: int) -> bool:
        """Whether a limit is what the site began with, above what a known past would give."""
        start = self._start[name]
        return self._is_young(day) and self._floors[name] < start and self.values[name] == self._held(start)

    def spend(self, windows: Windows, number_class: str, cost: MicroEuro) -> None:
        """A vouched call ended in these windows."""
        names = [f"{DAY} {windows.day}", f"{CLASS}{number_class} {windows.day}"]
        if windows.closed:
            names.append(f"{CLOSED} {windows.closed}")
        for name in names:
            if name in self._pending or len(self._pending) < 64:
                self._pending[name] = self._pending.get(name, 0) + cost

    def forget_pending(self) -> None:
        """What was spent since the last night is not to be learned: there was an attack."""
        self._pending.clear()

    def night(self, at: float, windows: Windows) -> bool:
        """A local midnight has passed: fit again. Gives whether it did; once a night, whatever the clock."""
        if self._began is None:
            self._began = at, windows.day
            self.fitted_at = at
            self._nights.append((at, dict(self.values)))
            return False
        if at < self.fitted_at + NIGHT_AT_LEAST_S:
            return False
        self.fitted_at = at
        self._take_pending(windows.day)
        wanted = self._wanted(windows.day)
        fitted_month = wanted[MONTH]
        if self._is_young(windows.day):
            wanted = {name: max(amount, self._start[name]) for name, amount in wanted.items()}
        self._put_in_force(at, self._bounded(at, wanted))
        if not self._base_is_final:
            fits = min(fitted_month, self.values[MONTH])
            self._base_is_final = at >= self._began[0] + RATCHET_S
            # A month that nobody knew is known better each night; it closes nothing before it is over.
            self._base_month = fits if self._base_is_final else max(self._base_month, fits)
        return True

    def start_from(self, at: float, windows: Windows, dearest: dict[str, MicroEuro]) -> None:
        """The owner gave the company's past: the limits that fit it are in force at once."""
        self._pending.clear()
        block = self._peaks.setdefault(windows.day // BLOCK_DAYS, {})
        for name, amount in dearest.items():
            block[name] = max(block.get(name, 0), amount)
        # Known for a month already: nothing is projected from here on.
        self._began = min(self._began[0] if self._began else at, at), windows.day - MONTH_DAYS
        self.fitted_at = at
        wanted = self._wanted(windows.day)
        self._start = wanted
        self._base_month, self._base_is_final = wanted[MONTH], True
        self._nights.clear()
        self._put_in_force(at, {name: self._held(amount) for name, amount in wanted.items()})

    def dearest(self, name: str, day: int) -> MicroEuro:
        """The dearest such window that is remembered; of a young month, as projected."""
        found = max((peaks.get(name, 0) for peaks in self._peaks.values()), default=0)
        if name != MONTH:
            return found
        seen = sum(amount for one, amount in self._days.items() if day - MONTH_DAYS <= one < day)
        days = day - self._began[1] if self._began else 0
        return max(found, seen * MONTH_DAYS // max(PROJECTED_FROM_DAYS, min(days, MONTH_DAYS)))

    # --- inside -------------------------------------------------------------------------------

    def _take_pending(self, today: int) -> None:
        block = self._peaks.setdefault(today // BLOCK_DAYS, {})
        for key, cost in self._pending.items():
            name, _, number = key.rpartition(" ")
            if name == DAY:
                total = self._days[int(number)] = self._days.get(int(number), 0) + cost
            elif name == CLOSED:
                total = self._periods[int(number)] = self._periods.get(int(number), 0) + cost
            else:
                total = cost
            block[name] = max(block.get(name, 0), total)
        self._pending.clear()
        self._days = {day: cost for day, cost in self._days.items() if today - MONTH_DAYS <= day <= today}
        for period in sorted(self._periods)[:-PERIODS_KEPT]:
            del self._periods[period]
        if self._began is not None and today - self._began[1] >= MONTH_DAYS:
            block[MONTH] = max(block.get(MONTH, 0), sum(self._days.values()))
        oldest = today // BLOCK_DAYS - BLOCKS_KEPT + 1
        self._peaks = {number: one for number, one in self._peaks.items() if number >= oldest and one}

    def _wanted(self, day: int) -> dict[str, MicroEuro]:
        multiples, dearest_day = self._multiples, self.dearest(DAY, day)
        wanted = {
            CLOSED: max(multiples.window * self.dearest(CLOSED, day), multiples.closed_by_day * dearest_day),
            DAY: multiples.window * dearest_day,
            # A month holds at least one such day: else what a day may cost closes the month.
            MONTH: max(multiples.month * self.dearest(MONTH, day), multiples.window * dearest_day),
            KEYED: KEYED_DAYS * dearest_day,
            **{name: multiples.window * self.dearest(name, day) for name in CLASS_NAMES},
        }
        return {
            name: max(self._floors[name], -(-int(amount) // TEN_EUROS) * TEN_EUROS)
            for name, amount in wanted.items()
        }

    def _is_young(self, day: int) -> bool:
        """Whether too little of the past is known for the limits to fall to it."""
        return self._began is None or day - self._began[1] < START_DAYS

    def _bounded(self, at: float, wanted: dict[str, MicroEuro]) -> dict[str, MicroEuro]:
        lowest = dict(self.values)
        ended = at
        for began, values in reversed(self._nights):
            if ended <= at - RATCHET_S:
                break
            for name, amount in values.items():
                lowest[name] = min(lowest[name], amount)
            ended = began
        return {
            name: self._held(min(amount, RISES_AT_MOST * max(lowest[name], self._start[name])))
            for name, amount in wanted.items()
        }

    def _held(self, amount: MicroEuro) -> MicroEuro:
        return min(amount, self.ceiling)

    def _put_in_force(self, at: float, values: dict[str, MicroEuro]) -> None:
        if values != self.values or not self._nights:
            self._nights.append((at, values))
        # The one before those of the last month goes: what began earlier and ended in it stays.
        while len(self._nights) > 1 and self._nights[1][0] <= at - RATCHET_S:
            del self._nights[0]
        self.values = values

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "began": self._began,
            "fitted_at": self.fitted_at,
            "base": [self._base_month, self._base_is_final],
            "pending": self._pending,
            "days": {str(day): cost for day, cost in self._days.items()},
            "periods": {str(period): cost for period, cost in self._periods.items()},
            "peaks": {str(block): peaks for block, peaks in self._peaks.items()},
            "start": None if self._start == self._known_start else dict(self._start),
            "nights": [[at, self._above_floors(values)] for at, values in self._nights],
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        began = data["began"]
        self._began = None if began is None else (began[0], began[1])
        self.fitted_at = data["fitted_at"]
        self._base_month, self._base_is_final = data["base"]
        self._pending = data["pending"]
        self._days = {int(day): cost for day, cost in data["days"].items()}
        self._periods = {int(period): cost for period, cost in data["periods"].items()}
        self._peaks = {int(block): peaks for block, peaks in data["peaks"].items()}
        self._nights = [
            (at, {name: values.get(name, self._held(floor)) for name, floor in self._floors.items()})
            for at, values in data["nights"]
        ]
        if self._nights:
            self.values = {name: self._held(amount) for name, amount in self._nights[-1][1].items()}
        # The version before knew no start: a site that had fitted limits then keeps to those.
        known = data.get("start", self.values if self._base_is_final else None)
        self._start = self._known_start if known is None else dict(known)

    def _above_floors(self, values: dict[str, MicroEuro]) -> dict[str, MicroEuro]:
        """A site that spends little keeps nothing: most do."""
        return {name: amount for name, amount in values.items() if amount != self._held(self._floors[name])}
