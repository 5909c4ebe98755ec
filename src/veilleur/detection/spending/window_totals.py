"""Window totals: what is spent and reserved in each window of a cap, and how fast it may grow.

In: amounts, and the rates of calls that run. Out: an upper bound for any later time, in a few integer
operations however many calls run. Pitfall: `spent` holds each running call as it was booked last, perhaps
long ago; `bound` adds what all of them can have cost since, and one charging step each. Whole milliseconds
and micro-euros: nothing depends on the order in which amounts are added.
"""

from __future__ import annotations

from dataclasses import dataclass
from sys import intern

from veilleur.detection.business_hours import Windows
from veilleur.detection.spending.fitted_limits import keyed_beside
from veilleur.words.destinations import CAPPED_CLASSES
from veilleur.words.money import MicroEuro
from veilleur.words.site import Limits

TOTALS_KEPT = 64  # of windows gone by: a clock that is set back must not open a cap again
TOTALS_MAX = 2_000
QUOTA_DAYS = 30  # of an extension's quota: today and the days before it
QUOTA_DAYS_KEPT = 4_000  # of all extensions together
_QUOTA = "cap_extension_quota"
_CODES = "cap_codes"
_ROLLING = frozenset({_QUOTA, _CODES})  # over QUOTA_DAYS, of each extension
_MS_PER_MINUTE = 60_000
_SHARE_SLACK_S = 2e-3  # a share is read a moment late, never a rounded millisecond early


@dataclass(slots=True)
class WindowTotal:
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
        most = self.spent + 1 + self.steps
        return most + (self.rate * at_ms - self.rate_ms) // _MS_PER_MINUTE if self.rate else most

    def reaches_limit_at(self) -> float | None:
        """The first whole millisecond at which the bound is above the limit, in seconds since 1970 UTC;
        None when it never is."""
        if self.limit is None or self.rate <= 0:
            return None
        above = (self.limit - self.spent - self.steps) * _MS_PER_MINUTE + self.rate_ms
        return -(-above // self.rate) / 1000

    def reaches_share_at(self, percent: int) -> float | None:
        """When what is spent comes to this share of the limit, in seconds since 1970 UTC; None when it never
        does."""
        if self.limit is None or self.rate <= 0:
            return None
        above = (self.limit * percent // 100 - self.spent) * _MS_PER_MINUTE + self.rate_ms
        return -(-above // self.rate) / 1000 + _SHARE_SLACK_S


class WindowTotals:
    """The totals of one site.

    of_site: those that hold now for each call. has_more: whether calls count in others too (`of`).
    """

    def __init__(self, limits: Limits) -> None:
        self._limits: dict[str, MicroEuro | None] = {
            "cap_day": limits.day,
            "cap_month": limits.month,
            "cap_closed_hours": limits.closed_hours,
            "cap_extension_day": limits.per_extension_day,
            _QUOTA: limits.per_extension_30_days,
            _CODES: keyed_beside(limits),
        }
        self._class_limits: dict[str, MicroEuro | None] = {}
        if "class_day" in limits.fitting:  # all of them from the first call on: a total is never joined later
            self._class_limits |= dict.fromkeys(sorted(one.value for one in CAPPED_CLASSES))
        self._class_limits |= dict(limits.per_class_day)
        self._extensions_count = limits.per_extension_day is not None
        self._has_quota = limits.per_extension_30_days is not None
        self.has_more = self._extensions_count or self._has_quota or bool(self._class_limits)
        self._now: dict[str, WindowTotal] = {}  # the windows that hold, and all of today's
        self._past: dict[str, MicroEuro] = {}  # key -> spent in the last windows gone by
        # (cap, extension) -> spent on other days
        self._rolling: dict[tuple[str, str], dict[int, MicroEuro]] = {}
        self._day = 0
        self._classes_now: list[WindowTotal] = []  # today's of each class that was called
        self.of_site: tuple[WindowTotal, ...] = ()  # day, month, and while closed the closed period
        self.running: dict[str, WindowTotal] = {}  # totals of the calls that run

    def of(self, extension: str, number_class: str, by_code: bool) -> tuple[WindowTotal, ...]:
        """The totals that a call of this extension and class counts in. by_code: it rests on a right code."""
        totals = self.of_site
        if by_code:
            totals += (self._total(_CODES, self._day, extension),)
        if not self.has_more:
            return totals
        if self._extensions_count:
            totals += (self._total("cap_extension_day", self._day, extension),)
        if self._has_quota:
            totals += (self._total(_QUOTA, self._day, extension),)
        if number_class in self._class_limits:
            totals += (self._total("cap_class_day", self._day, number_class),)
        return totals

    def cap(self, code: str, extension: str, number_class: str) -> tuple[str, int, MicroEuro] | None:
        """What a cap allows in the window that counts now, with whose it is ("" for all) and the window; None
        where it allows all. What the days before used of a cap over 30 days is part of it."""
        for total in self.of(extension, number_class, code == _CODES):
            if total.code == code:
                _code, window, of = total.key.split("/", 2)
                limit = self.amount(code, of)
                return None if limit is None else (of, int(window), limit)
        return None

    def amount(self, code: str, of: str) -> MicroEuro | None:
        """What a cap allows in a window; None where it allows all."""
        return self._class_limits.get(of) if code == "cap_class_day" else self._limits.get(code)

    def most_by_codes(self, at_ms: int) -> MicroEuro:
        """What the codes of one extension have opened in 30 days, of the one whose codes opened most."""
        found: dict[str, MicroEuro] = {}
        for (code, extension), days in self._rolling.items():
            if code == _CODES:
                since = self._day - QUOTA_DAYS
                found[extension] = sum(spent for day, spent in days.items() if day > since)
        for total in self._now.values():
            if total.code == _CODES:
                extension = total.key.split("/", 2)[2]
                found[extension] = found.get(extension, 0) + total.grown(at_ms)
        return max(found.values(), default=0)

    def forget_codes(self, extension: str) -> None:
        """The owner vouches for an extension: what its codes opened counts no more."""
        self._rolling.pop((_CODES, extension), None)
        total = self._now.get(f"{_CODES}/{self._day}/{extension}")
        if total is not None:
            total.limit = self._limit(_CODES, extension)

    def run(
        self, totals: tuple[WindowTotal, ...], rate: MicroEuro, step: MicroEuro, booked_ms: int, sign: int
    ) -> None:
        """A call begins (+1) or ceases (-1) to run in its totals."""
        for total in totals:
            total.rate += sign * rate
            total.steps += sign * step
            total.rate_ms += sign * rate * booked_ms
            if total.rate > 0:
                self.running[total.key] = total
            else:
                self.running.pop(total.key, None)

    def set_limit(self, code: str, of: str, limit: MicroEuro | None) -> None:
        """Another amount is in force for a cap, in its present windows too. of: class of numbers, or ""."""
        if code == "cap_class_day":
            self._class_limits[of] = limit
        else:
            self._limits[code] = limit
        for total in self._now.values():
            if total.code == code and (not of or total.key.endswith(f"/{of}")):
                total.limit = limit if code not in _ROLLING else self._limit(code, total.key.split("/", 2)[2])

    def current(self) -> tuple[WindowTotal, ...]:
        """The totals that count now for the whole site and for the classes seen today."""
        return (*self.of_site, *self._classes_now) if self._classes_now else self.of_site

    def spent_now(self, at_ms: int) -> tuple[MicroEuro, MicroEuro]:
        """Spent and reserved in this closed period (0 while open) and on this day."""
        totals = self.of_site
        return totals[2].grown(at_ms) if len(totals) > 2 else 0, totals[0].grown(at_ms)

    def turn(self, windows: Windows) -> None:
        """Other windows hold from now; no call runs in them until it is run again."""
        for total in self.running.values():
            total.rate = total.steps = total.rate_ms = 0
        self.running.clear()
        self._day = windows.day
        self._hold(windows)
        self._put_away()

    def spent(self, key: str, at: float) -> MicroEuro:
        """What is spent and reserved in the window of a total, for those who look on."""
        found = self._now.get(key)
        return found.grown(int(at * 1000)) if found is not None else self._past.get(key, 0)

    def save(self) -> dict[str, MicroEuro]:
        """Plain JSON data."""
        quotas = {
            f"{code}/{day}/{extension}": spent
            for (code, extension), days in self._rolling.items()
            for day, spent in days.items()
        }
        return {**self._past, **quotas, **{key: total.spent for key, total in self._now.items()}}

    def load(self, data: dict[str, MicroEuro], windows: Windows) -> None:
        """Go on from saved data; calls that run must be run again."""
        self._day = windows.day
        today = str(windows.day)
        for key, spent in data.items():
            code, window, of = key.split("/", 2)
            if code in _ROLLING:
                self._rolling.setdefault((code, of), {})[int(window)] = spent
            else:
                self._past[intern(key)] = spent
        for key in data:
            code, window, of = key.split("/", 2)
            if window == today:
                self._total(code, windows.day, of)
        self._hold(windows)
        self._put_away()

    def _hold(self, windows: Windows) -> None:
        totals = [self._total("cap_day", windows.day, ""), self._total("cap_month", windows.month, "")]
        if windows.closed:
            totals.append(self._total("cap_closed_hours", windows.closed, ""))
        self.of_site = tuple(totals)

    def _limit(self, code: str, of: str) -> MicroEuro | None:
        if code == "cap_class_day":
            return self._class_limits.get(of)
        limit = self._limits[code]
        if code in _ROLLING and limit is not None:  # what the days before left of it
            since = self._day - QUOTA_DAYS
            limit -= sum(spent for day, spent in self._rolling.get((code, of), {}).items() if day > since)
        return limit

    def _total(self, code: str, window: int, of: str) -> WindowTotal:
        key = f"{code}/{window}/{of}"
        found = self._now.get(key)
        if found is None:
            if len(self._now) >= TOTALS_MAX:
                self._make_room()
            key = intern(key)  # all sites have the same days
            days = self._rolling.get((code, of), {}) if code in _ROLLING else {}
            spent = days.pop(window, 0) if days else self._past.pop(key, 0)
            found = self._now[key] = WindowTotal(key=key, code=code, limit=self._limit(code, of), spent=spent)
            if code == "cap_class_day":
                self._classes_now.append(found)
        return found

    def _put_away(self) -> None:
        """Of windows gone by, only what was spent in the last few is kept."""
        held, today = {total.key for total in self.of_site}, str(self._day)
        for key in [key for key in self._now if key not in held and key.split("/")[1] != today]:
            self._keep(self._now.pop(key))
        self._classes_now = [total for total in self._now.values() if total.code == "cap_class_day"]
        while len(self._past) > TOTALS_KEPT:
            del self._past[next(iter(self._past))]

    def _keep(self, total: WindowTotal) -> None:
        """What was spent in a total that counts no more."""
        if not total.spent:
            return
        if total.code not in _ROLLING:
            self._past[total.key] = total.spent
            return
        code, window, extension = total.key.split("/", 2)
        days = self._rolling.setdefault((code, extension), {})
        days[int(window)] = total.spent
        for day in [day for day in days if day <= self._day - QUOTA_DAYS]:
            del days[day]
        while sum(map(len, self._rolling.values())) > QUOTA_DAYS_KEPT:
            del self._rolling[next(iter(self._rolling))]

    def _make_room(self) -> None:
        """Forget the oldest tenth of the totals that do not count now, all at once."""
        held = {total.key for total in self.of_site}
        idle = [key for key in self._now if key not in held and key not in self.running]
        for key in idle[: TOTALS_MAX // 10]:
            total = self._now.pop(key)
            if total.code in _ROLLING:
                self._keep(total)
        self._classes_now = [total for total in self._now.values() if total.code == "cap_class_day"]


def passed(totals: tuple[WindowTotal, ...], growth: MicroEuro) -> str:
    """Code of the first cap that would be passed with `growth` more; "" when none is."""
    for total in totals:
        if total.limit is not None and total.spent + growth > total.limit:
            return total.code
    return ""


def surely_fits(totals: tuple[WindowTotal, ...], growth: MicroEuro, at_ms: int) -> bool:
    """Whether `growth` more fits, whatever the calls that run have cost since they were booked."""
    for total in totals:
        if total.limit is not None and total.bound(at_ms) + growth > total.limit:
            return False
    return True
