"""Sums: what is spent and reserved in each window of a cap, and how fast it may grow.

In: amounts, and the rates of calls that run. Out: an upper bound for any later time, in a few integer
operations however many calls run. What a reader would get wrong: `spent` holds each running call as it was
booked last, perhaps long ago; `bound` adds what all of them can have cost since, and one charging step
each. Whole milliseconds and micro-euros: nothing depends on the order in which amounts are added.
"""

from __future__ import annotations

from dataclasses import dataclass
from sys import intern

from veilleur.detection.business_hours import Windows
from veilleur.words.money import MicroEuro
from veilleur.words.site import Limits

SUMS_KEPT = 32  # of windows gone by: a clock that is set back must not open a cap anew
SUMS_MAX = 2_000
_MS_PER_MINUTE = 60_000


@dataclass(slots=True)
class Sum:
    """One window of one cap. key: "cap_day/739000/"; limit: None for no cap.

    rate: micro-euros a minute of the calls that run. steps: what one more charging step of each costs.
    rate_ms: each call's rate times the milliseconds since 1970 at which it was booked, added up.
    """

    key: str
    code: str
    limit: MicroEuro | None
    spent: MicroEuro = 0
    rate: MicroEuro = 0
    steps: MicroEuro = 0
    rate_ms: int = 0

    def grown(self, at_ms: int) -> MicroEuro:
        """What is spent at a time, give or take the charging steps that have begun."""
        if not self.rate:
            return self.spent
        return self.spent + (self.rate * at_ms - self.rate_ms) // _MS_PER_MINUTE

    def bound(self, at_ms: int) -> MicroEuro:
        """What is spent and reserved at a time at the very most."""
        return self.grown(at_ms) + 1 + self.steps

    def reaches_limit_at(self) -> float | None:
        """The first whole millisecond at which the bound is above the limit, in seconds since 1970 UTC;
        None when it never is."""
        if self.limit is None or self.rate <= 0:
            return None
        above = (self.limit - self.spent - self.steps) * _MS_PER_MINUTE + self.rate_ms
        return -(-above // self.rate) / 1000

    def run(self, rate: MicroEuro, step: MicroEuro, booked_ms: int, sign: int) -> None:
        """A call begins (+1) or ceases (-1) to run."""
        self.rate += sign * rate
        self.steps += sign * step
        self.rate_ms += sign * rate * booked_ms


class Sums:
    """The sums of one site. `of_site` are those that hold now for each call."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._class_limits = dict(limits.per_class_day)
        self._has_own = limits.per_extension_day is not None or bool(self._class_limits)
        self._now: dict[str, Sum] = {}  # the windows that hold, and all of today's
        self._past: dict[str, MicroEuro] = {}  # key -> spent in the last windows gone by
        self._day = 0
        self.of_site: tuple[Sum, ...] = ()  # day, month, and while closed the closed period
        self.running: dict[str, Sum] = {}  # sums of the calls that run

    def of(self, extension: str, number_class: str) -> tuple[Sum, ...]:
        """The sums that a call of this extension and class counts in."""
        sums = self.of_site
        if not self._has_own:
            return sums
        if self._limits.per_extension_day is not None:
            sums += (self._sum("cap_extension_day", self._day, extension),)
        if number_class in self._class_limits:
            sums += (self._sum("cap_class_day", self._day, number_class),)
        return sums

    def turn(self, windows: Windows) -> None:
        """Other windows hold from now; no call runs in them until it says so."""
        for sum_ in self.running.values():
            sum_.rate = sum_.steps = sum_.rate_ms = 0
        self.running.clear()
        self._day = windows.day
        self._hold(windows)
        self._put_away()

    def spent(self, code: str, window: int, at: float) -> MicroEuro:
        """What is spent and reserved in a window, for those who look on."""
        key = f"{code}/{window}/"
        found = self._now.get(key)
        return found.grown(int(at * 1000)) if found is not None else self._past.get(key, 0)

    def save(self) -> dict[str, MicroEuro]:
        """Plain JSON data."""
        return {**self._past, **{key: sum_.spent for key, sum_ in self._now.items()}}

    def load(self, data: dict[str, MicroEuro], windows: Windows) -> None:
        """Go on from saved data; who runs must say so again."""
        self._day = windows.day
        today = str(windows.day)
        self._past = {intern(key): spent for key, spent in data.items()}
        for key in data:
            code, window, of = key.split("/", 2)
            if window == today:
                self._sum(code, windows.day, of)
        self._hold(windows)
        self._put_away()

    def _hold(self, windows: Windows) -> None:
        sums = [self._sum("cap_day", windows.day, ""), self._sum("cap_month", windows.month, "")]
        if windows.closed:
            sums.append(self._sum("cap_closed_hours", windows.closed, ""))
        self.of_site = tuple(sums)

    def _limit(self, code: str, of: str) -> MicroEuro | None:
        limits = self._limits
        if code == "cap_class_day":
            return self._class_limits.get(of)
        return {
            "cap_day": limits.day,
            "cap_month": limits.month,
            "cap_closed_hours": limits.closed_hours,
            "cap_extension_day": limits.per_extension_day,
        }[code]

    def _sum(self, code: str, window: int, of: str) -> Sum:
        key = f"{code}/{window}/{of}"
        found = self._now.get(key)
        if found is None:
            if len(self._now) >= SUMS_MAX:
                self._make_room()
            key = intern(key)  # all sites have the same days
            found = self._now[key] = Sum(key, code, self._limit(code, of), self._past.pop(key, 0))
        return found

    def _put_away(self) -> None:
        """Of windows gone by, only what was spent in the last few is kept."""
        held, today = {sum_.key for sum_ in self.of_site}, str(self._day)
        for key in [key for key in self._now if key not in held and key.split("/")[1] != today]:
            spent = self._now.pop(key).spent
            if spent:
                self._past[key] = spent
        while len(self._past) > SUMS_KEPT:
            del self._past[next(iter(self._past))]

    def _make_room(self) -> None:
        """Forget the oldest tenth of the sums that do not count now, all at once."""
        held = {sum_.key for sum_ in self.of_site}
        idle = [key for key in self._now if key not in held and key not in self.running]
        for key in idle[: SUMS_MAX // 10]:
            del self._now[key]


def passed(sums: tuple[Sum, ...], growth: MicroEuro) -> str:
    """Code of the first cap that would be passed with so much more; "" when none is."""
    for sum_ in sums:
        if sum_.limit is not None and sum_.spent + growth > sum_.limit:
            return sum_.code
    return ""


def surely_fits(sums: tuple[Sum, ...], growth: MicroEuro, at_ms: int) -> bool:
    """Whether so much more fits, whatever the calls that run have cost since they were booked."""
    for sum_ in sums:  # noqa: SIM110 - asked at each call, and a generator costs more than the sums
        if sum_.limit is not None and sum_.bound(at_ms) + growth > sum_.limit:
            return False
    return True
