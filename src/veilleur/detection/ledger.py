"""The ledger: money spent and reserved, per window, and the moment when a cap would be passed.

In: calls that are held, answered, ended. Out: whether one more fits, and the calls that must be cut.
What a reader would get wrong: a running call is always booked `CUT_S` ahead, to the end of the charging
step it will be in then. So the sums are never less than the bill, and a call is told to stop while the
step it is in still fits: a cut that is confirmed within `CUT_S` passes no cap. What was booked ahead goes
back when the call ends. Each step belongs to the windows in which it is booked, so a call over midnight is
split there.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import Any

from veilleur.detection.hours import Calendar, Windows
from veilleur.words.destinations import Destination
from veilleur.words.money import MicroEuro, Price
from veilleur.words.site import Limits, Site

CUT_S = 1.0  # how long a cut may take until it is confirmed; measured on real switches: 0.006 s
SUMS_KEPT = 32  # of windows gone by: a clock that is set back must not open a cap anew
SUMS_MAX = 2_000
_PRECISION_S = 1e-3  # a step that begins within this time is part of what is booked


@dataclass(slots=True)
class _Sum:
    """What is spent and reserved in one window. rate: micro-euros a minute of the calls that run;
    steps: what one more charging step of each of them would cost."""

    key: str
    code: str
    limit: MicroEuro | None
    spent: MicroEuro = 0
    rate: MicroEuro = 0
    steps: MicroEuro = 0


@dataclass(slots=True)
class Account:
    """The money of one call or permit. Times are the watch's; answered_at: None while it rings.

    booked: in all; booked_here: in the windows that hold now. stopping: its cut was ordered.
    due: when it next grows, None when it does not.
    """

    extension: str
    number_class: str
    price: Price
    booked: MicroEuro
    booked_here: MicroEuro
    answered_at: float | None = None
    stopping: bool = False
    due: float | None = None
    order: int = 0


class Ledger:
    """Money of the capped calls of one site."""

    def __init__(self, site: Site, calendar: Calendar) -> None:
        self._limits: Limits = site.limits
        self._class_limits = dict(site.limits.per_class_day)
        self._calendar = calendar
        self.accounts: dict[str, Account] = {}
        self._sums: dict[str, _Sum] = {}
        self._site_sums: tuple[_Sum, ...] = ()
        self._running: dict[str, _Sum] = {}  # sums of the calls that run
        self._windows: Windows | None = None
        self._due: list[tuple[float, int, str]] = []  # when which account grows
        self._stopped: list[tuple[str, str]] = []  # calls that must be cut, with the cap's code
        self._overrunning: dict[str, None] = {}  # told to stop and still running
        self._order = 0
        self._settled_at = 0.0
        self._wake: float | None = None
        self._wake_is_known = True

    def hold(self, key: str, at: float, extension: str, destination: Destination) -> None:
        """Reserve the connection and the first step of a call."""
        self.settle(at)
        amount = _reserved(destination.price)
        account = Account(extension, destination.number_class.value, destination.price, amount, amount)
        self.accounts[key] = account
        for sum_ in self._sums_of(account):
            sum_.spent += amount
        self._wake_is_known = False

    def refusal(self, at: float, extension: str, destination: Destination) -> str:
        """Code of the cap that one more call would pass; "" when it fits."""
        self.settle(at)
        amount = _reserved(destination.price)
        account = Account(extension, destination.number_class.value, destination.price, amount, amount)
        return _passed(self._sums_of(account), amount)

    def passed(self, at: float, extension: str, destination: Destination) -> str:
        """Code of a cap of this call that is already passed; "" when none is."""
        self.settle(at)
        account = Account(extension, destination.number_class.value, destination.price, 0, 0)
        return _passed(self._sums_of(account), 0)

    def move(self, key: str, new_key: str) -> None:
        """The reservation of a permit becomes that of its leg."""
        self.accounts[new_key] = self.accounts.pop(key)

    def answer(self, key: str, at: float, answered_s: float = 0.0) -> None:
        """Money runs from here, or has been running for so many seconds."""
        account = self.accounts.get(key)
        if account is None or account.answered_at is not None:
            return
        self.settle(at)
        account.answered_at = at - answered_s
        self._order += 1
        account.order = self._order
        if account.price.per_minute > 0:
            self._run(account, 1)
            self._grow(key, account, at)
        self._wake_is_known = False

    def end(self, key: str, at: float) -> MicroEuro:
        """Close an account; gives what the call cost."""
        account = self.accounts.get(key)
        if account is None:
            return 0
        self.settle(at)
        del self.accounts[key]
        self._overrunning.pop(key, None)
        self._wake_is_known = False
        cost = 0
        if account.answered_at is not None:
            cost = account.price.cost(max(at - account.answered_at, _PRECISION_S))
            if not account.stopping and account.price.per_minute > 0:
                self._run(account, -1)
        # A step that was booked ahead before midnight stays where it is: a sum is never too low.
        back = min(max(0, account.booked - cost), account.booked_here)
        more = max(0, cost - account.booked)
        for sum_ in self._sums_of(account):
            sum_.spent = max(0, sum_.spent + more - back)
        return cost

    def settle(self, at: float) -> None:
        """Book what is reserved at the time `at`, window by window."""
        windows = self._windows
        if windows is None:
            windows = self._turn(self._calendar.windows(at))
        while windows.until <= at:
            self._advance(windows.until - _PRECISION_S)
            windows = self._turn(self._calendar.windows(windows.until))
        self._advance(at)

    def take_stopped(self) -> list[tuple[str, str]]:
        """Calls whose next charging step would pass a cap, with the cap's code; each is told once."""
        stopped, self._stopped = self._stopped, []
        return stopped

    def wake_at(self) -> float | None:
        """The next moment when a cap could be passed; None when none can.

        Not exact: never later than the moment itself, and asked for again there.
        """
        if self._stopped:
            return self._settled_at
        if not self._wake_is_known:
            self._wake = self._next_look()
            self._wake_is_known = True
        return self._wake

    def spent(self, at: float) -> tuple[MicroEuro, MicroEuro]:
        """Spent and reserved in this closed period (0 while open) and on this day."""
        self.settle(at)
        closed = self._site_sums[2].spent if len(self._site_sums) > 2 else 0
        return closed, self._site_sums[0].spent

    def clock_changed(self, at: float) -> None:
        """The wall clock was set: read the windows anew. Sums stay with their windows."""
        self.settle(at)
        self._turn(self._calendar.windows(at))

    # --- inside -------------------------------------------------------------------------------

    def _sums_of(self, account: Account) -> tuple[_Sum, ...]:
        sums = self._site_sums
        if self._limits.per_extension_day is not None:
            limit = self._limits.per_extension_day
            sums += (self._sum("cap_extension_day", self._day, account.extension, limit),)
        if account.number_class in self._class_limits:
            limit = self._class_limits[account.number_class]
            sums += (self._sum("cap_class_day", self._day, account.number_class, limit),)
        return sums

    @property
    def _day(self) -> int:
        assert self._windows is not None
        return self._windows.day

    def _sum(self, code: str, window: int, of: str, limit: MicroEuro | None) -> _Sum:
        key = f"{code}/{window}/{of}"
        found = self._sums.get(key)
        if found is None:
            if len(self._sums) >= SUMS_MAX:
                self._forget_sums(1, today_too=True)
            found = self._sums[key] = _Sum(key, code, limit)
        return found

    def _run(self, account: Account, sign: int) -> None:
        for sum_ in self._sums_of(account):
            sum_.rate += sign * account.price.per_minute
            sum_.steps += sign * _step_cost(account.price)
            if sum_.rate > 0:
                self._running[sum_.key] = sum_
            else:
                self._running.pop(sum_.key, None)

    def _advance(self, at: float) -> None:
        due = self._due
        while due and due[0][0] <= at:
            when, order, key = heapq.heappop(due)
            account = self.accounts.get(key)
            if account is not None and account.due == when and account.order == order:
                self._grow(key, account, at)
                self._wake_is_known = False
        for key in self._overrunning:
            self._book(self.accounts[key], at, 0.0)
        self._settled_at = max(self._settled_at, at)

    def _grow(self, key: str, account: Account, at: float) -> None:
        """Book ahead, or tell the call to stop when that does not fit."""
        assert account.answered_at is not None
        account.due = None
        price = account.price
        ahead = at - account.answered_at + CUT_S + _PRECISION_S
        growth = price.cost(ahead) - account.booked
        if growth > 0:
            code = _passed(self._sums_of(account), growth)
            if code:
                account.stopping = True
                self._run(account, -1)
                self._stopped.append((key, code))
                self._overrunning[key] = None
                self._book(account, at, 0.0)
                return
            self._book(account, at, CUT_S)
        next_step = account.answered_at + price.charged_s(ahead) - CUT_S - _PRECISION_S
        account.due = max(next_step, at + _PRECISION_S)
        heapq.heappush(self._due, (account.due, account.order, key))

    def _book(self, account: Account, at: float, ahead_s: float) -> None:
        assert account.answered_at is not None
        growth = account.price.cost(at - account.answered_at + ahead_s + _PRECISION_S) - account.booked
        if growth > 0:
            account.booked += growth
            account.booked_here += growth
            for sum_ in self._sums_of(account):
                sum_.spent += growth

    def _turn(self, windows: Windows) -> Windows:
        """Go over to other windows. Who still rings is reserved there; who runs is booked there from now."""
        accounts = self.accounts.values()
        if self._windows is not None:
            for account in accounts:
                if account.answered_at is None:
                    for sum_ in self._sums_of(account):
                        sum_.spent = max(0, sum_.spent - account.booked)
        self._windows = windows
        sums = [
            self._sum("cap_day", windows.day, "", self._limits.day),
            self._sum("cap_month", windows.month, "", self._limits.month),
        ]
        if windows.closed:
            sums.append(self._sum("cap_closed_hours", windows.closed, "", self._limits.closed_hours))
        self._site_sums = tuple(sums)
        for sum_ in self._running.values():
            sum_.rate = sum_.steps = 0
        self._running.clear()
        self._forget_sums(len(self._sums) - SUMS_KEPT)
        for account in accounts:
            if account.answered_at is None:
                account.booked_here = account.booked
                for sum_ in self._sums_of(account):
                    sum_.spent += account.booked
            else:
                account.booked_here = 0
                if not account.stopping and account.price.per_minute > 0:
                    self._run(account, 1)
        self._wake_is_known = False
        return windows

    def _forget_sums(self, count: int, today_too: bool = False) -> None:
        """Forget so many of the oldest sums that do not count now."""
        if count <= 0:
            return
        now = {sum_.key for sum_ in self._site_sums}
        today = str(self._day)
        idle = [
            key
            for key in self._sums
            if key not in now and key not in self._running and (today_too or key.split("/")[1] != today)
        ]
        for key in idle[:count]:
            del self._sums[key]

    def _next_look(self) -> float | None:
        while self._due:
            when, order, key = self._due[0]
            account = self.accounts.get(key)
            if account is not None and account.due == when and account.order == order:
                break
            heapq.heappop(self._due)
        if not self._due or self._windows is None:
            return None
        looks = [self._windows.until]
        for sum_ in self._running.values():
            if sum_.limit is not None:
                room = sum_.limit - sum_.spent - sum_.steps
                looks.append(self._settled_at + room * 60 / sum_.rate if room > 0 else 0.0)
        return max(self._due[0][0], min(looks))

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "accounts": {
                key: [
                    a.extension, a.number_class, list(a.price), a.booked, a.booked_here, a.answered_at,
                    a.stopping, a.due, a.order,
                ]
                for key, a in self.accounts.items()
            },
            "sums": {key: sum_.spent for key, sum_ in self._sums.items()},
            "windows": list(self._windows) if self._windows else None,
            "stopped": self._stopped,
            "overrunning": list(self._overrunning),
            "order": self._order,
            "settled_at": self._settled_at,
        }  # fmt: skip

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self.accounts = {
            key: Account(extension, number_class, Price(*price), *rest)
            for key, (extension, number_class, price, *rest) in data["accounts"].items()
        }
        self._due = [(a.due, a.order, key) for key, a in self.accounts.items() if a.due is not None]
        heapq.heapify(self._due)
        self._stopped = [(key, code) for key, code in data["stopped"]]
        self._overrunning = dict.fromkeys(data["overrunning"])
        self._order, self._settled_at = data["order"], data["settled_at"]
        self._wake_is_known = False
        if not data["windows"]:
            return
        windows = self._windows = Windows(*data["windows"])
        limits = {
            "cap_day": self._limits.day,
            "cap_month": self._limits.month,
            "cap_closed_hours": self._limits.closed_hours,
            "cap_extension_day": self._limits.per_extension_day,
        }
        for key, spent in data["sums"].items():
            code, _window, of = key.split("/", 2)
            limit = self._class_limits.get(of) if code == "cap_class_day" else limits[code]
            self._sums[key] = _Sum(key, code, limit, spent)
        codes = ["cap_day", "cap_month", *(["cap_closed_hours"] if windows.closed else [])]
        ids = [windows.day, windows.month, windows.closed]
        self._site_sums = tuple(
            self._sum(code, window, "", limits[code]) for code, window in zip(codes, ids, strict=False)
        )
        for account in self.accounts.values():
            if account.answered_at is not None and not account.stopping and account.price.per_minute > 0:
                self._run(account, 1)


def _reserved(price: Price) -> MicroEuro:
    """What is surely due if the call is answered and cut at once: a cut takes a moment too."""
    return max(price.reservation(), price.cost(CUT_S + _PRECISION_S))


def _step_cost(price: Price) -> MicroEuro:
    seconds = max(1, price.step_s, price.first_s)
    return -(-price.per_minute * seconds // 60) + 1


def _passed(sums: tuple[_Sum, ...], growth: MicroEuro) -> str:
    for sum_ in sums:
        if sum_.limit is not None and sum_.spent + growth > sum_.limit:
            return sum_.code
    return ""
