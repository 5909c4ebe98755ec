"""Sums: what is spent and reserved in each window of a cap, and how fast it may grow.

In: amounts, and the rates of calls that run. Out: an upper bound for any later time, in a few integer
operations however many calls run. What a reader would get wrong: `spent` holds each running call as it was
booked last, perhaps long ago; `bound` adds what all of them can have cost since, and one charging step
each. Whole milliseconds and micro-euros: nothing depends on the order in which amounts are added.
"""

from __future__ import annotations

from dataclasses import dataclass

from veilleur.detection.hours import Windows
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
        self._all: dict[str, Sum] = {}
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
        self._forget(len(self._all) - SUMS_KEPT)

    def spent(self, code: str, window: int, at: float) -> MicroEuro:
        """What is spent and reserved in a window, for those who look on."""
        found = self._all.get(f"{code}/{window}/")
        return found.grown(int(at * 1000)) if found is not None else 0

    def save(self) -> dict[str, MicroEuro]:
        """Plain JSON data."""
        return {key: sum_.spent for key, sum_ in self._all.items()}

    def load(self, data: dict[str, MicroEuro], windows: Windows) -> None:
        """Go on from saved data; who runs must say so again."""
        self._day = windows.day
        for key, spent in data.items():
            code, _window, of = key.split("/", 2)
            self._all[key] = Sum(key, code, self._limit(code, of), spent)
        self._hold(windows)

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
        found = self._all.get(key)
        if found is None:
            if len(self._all) >= SUMS_MAX:
                self._forget(1, today_too=True)
            found = self._all[key] = Sum(key, code, self._limit(code, of))
        return found

    def _forget(self, count: int, today_too: bool = False) -> None:
        """Forget so many of the oldest sums that do not count now."""
        if count <= 0:
            return
        now = {sum_.key for sum_ in self.of_site}
        today = str(self._day)
        idle = [
            key
            for key in self._all
            if key not in now and key not in self.running and (today_too or key.split("/")[1] != today)
        ]
        for key in idle[:count]:
            del self._all[key]


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
