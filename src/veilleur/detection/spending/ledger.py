"""The ledger: money of calls and permits, and the moment when a cap would be passed.

In: calls that are held, answered, ended. Out: whether one more fits, and the calls that must be cut. Pitfall:
a running call is booked `CUT_S` ahead, to the end of the charging step it will be in then. So a call is
stopped while the step it is in still fits, and a cut that is confirmed within `CUT_S` passes no cap; what was
booked ahead goes back when the call ends. Far from a cap nothing is booked at all: an upper bound
(`WindowTotal.bound`) shows that nothing can have happened, at no cost per call. Each step belongs to the
windows in which it is booked, so a call over midnight is split there.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from math import ceil
from typing import Any

from veilleur.detection.business_hours import Calendar, Windows
from veilleur.detection.spending.account import CUT_S, PRECISION_S, Account, reserved, step_cost
from veilleur.detection.spending.call_lengths import CallLengths
from veilleur.detection.spending.window_totals import WindowTotal, WindowTotals, passed, surely_fits
from veilleur.words.destinations import CLASS_WORDS, Destination
from veilleur.words.money import MicroEuro
from veilleur.words.site import Site

NEAR_PERCENT, REACHED_PERCENT = 60, 90  # of a limit, from which the owner is alerted; expert estimates


class Ledger:
    """Money of the capped calls of one site."""

    def __init__(
        self,
        site: Site,
        calendar: Calendar,
        rests_on_code: Callable[[Destination, float], bool] = lambda destination, at: False,
    ) -> None:
        """rests_on_code: whether calls to a destination pass at a time because a right code was keyed."""
        self._calendar, self._rests_on_code = calendar, rests_on_code
        self.accounts: dict[str, Account] = {}
        self.totals = WindowTotals(site.limits)
        self._windows: Windows | None = None
        self._due: list[tuple[float, int, str]] = []  # when which account grows
        self.stopped: list[tuple[str, str]] = []  # calls that must be cut, with the cap's code
        self._overrunning: dict[str, None] = {}  # their cut was ordered and they still run
        self._lengths = CallLengths(dict(site.limits.longest_s), self._runs_on)
        self._order = 0
        self._wake: float | None = None
        self._wake_is_known = True
        self.has_changed = False  # money was booked since somebody looked, or a share of a limit is used
        self._looked_at = 0.0  # until when shares of limits were looked at
        self._share_due: float | None = None  # when a call that runs comes to the next one

    def hold(
        self, key: str, at: float, extension: str, destination: Destination, *, by_code: bool = False
    ) -> None:
        """Reserve the connection and the first step of a call. by_code: it passes because of a right code."""
        self.settle(at)
        amount = reserved(destination)
        price = destination.price
        account = Account(
            extension=extension,
            number_class=CLASS_WORDS[destination.number_class],
            price=price,
            booked=amount,
            booked_here=amount,
            by_code=by_code or self._rests_on_code(destination, at),
        )
        self.accounts[key] = account
        self.has_changed = True
        for total in self._totals_of(account):
            total.spent += amount
        self._wake_is_known = False

    def reserve(self, key: str, at: float, extension: str, destination: Destination) -> str:
        """Hold a call that leaves in any case; gives the code of a cap that it passes, "" when it fits."""
        code = self.refusal(at, extension, destination)
        self.hold(key, at, extension, destination)
        return code

    def refusal(
        self,
        at: float,
        extension: str,
        destination: Destination,
        seconds: float = 0.0,
        *,
        by_code: bool = False,
    ) -> str:
        """Code of the cap that one more call would pass; "" when it fits.

        seconds: if it lasted for this time, and each call that runs were to reach it too.
        """
        amount = reserved(destination)
        if seconds:
            amount = max(amount, destination.price.cost(seconds))
            amount += sum(max(0, one.price.cost(seconds) - one.booked) for one in self.accounts.values())
        return self._refusal(at, extension, destination, amount, by_code=by_code)

    def move(self, key: str, new_key: str) -> None:
        """The reservation of a permit becomes that of its leg."""
        self.accounts[new_key] = self.accounts.pop(key)

    def answer(self, key: str, at: float, answered_s: float = 0.0) -> None:
        """Money runs from here, or has been running for `answered_s` seconds."""
        account = self.accounts.get(key)
        if account is None or account.answered_at is not None:
            return
        self.settle(at)
        account.answered_at = at - answered_s
        self._order += 1
        account.order = self._order
        account.booked_ms = int(at * 1000)
        if account.price.per_minute > 0:
            self._run(account, 1)
            if answered_s or not surely_fits(self._totals_of(account), 0, ceil(at * 1000)):
                self._book_all(at)
            self._grow(key, account, at)
        self._ends_in_time(key, account)
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
        self.has_changed = True
        cost = 0
        if account.answered_at is not None:
            cost = account.price.cost(max(at - account.answered_at, PRECISION_S))
            if account.is_running:
                self._run(account, -1)
        # A step that was booked ahead before midnight stays where it is: a total is never too low.
        ahead = account.booked - cost
        change = -min(ahead, account.booked_here) if ahead > 0 else -ahead
        for total in self._totals_of(account):
            spent = total.spent + change
            total.spent = spent if spent > 0 else 0
        return cost

    def book_ended(
        self, key: str, at: float, extension: str, destination: Destination, answered_s: float
    ) -> tuple[MicroEuro, str]:
        """A call that is over already; gives what it cost, and the code of a cap that is passed now.

        Where nothing runs and no cap is near, its cost is added at once; that changes no figure.
        """
        self.settle(at)
        price = destination.price
        totals = self._totals_for(extension, destination, self._rests_on_code(destination, at))
        answered_at = at - answered_s
        booked = price.cost(at - answered_at + CUT_S + PRECISION_S)
        if answered_s <= 0:
            cost = 0
        elif self._due or self._overrunning or passed(totals, booked):
            self.hold(key, at, extension, destination)
            self.answer(key, at, answered_s)
            cost = self.end(key, at)
        else:
            cost = price.cost(max(at - answered_at, PRECISION_S))
            for total in totals:
                total.spent += cost
            self.has_changed = True
            self._order += 1
            self._wake_is_known = False
        return cost, self._refusal(at, extension, destination, 0)

    def settle(self, at: float) -> None:
        """Go over to the windows of the time `at`; calls that run are split where one ends."""
        windows = self._windows or self._turn(self._calendar.windows(at))
        while windows.until <= at:
            self._book_all(windows.until - PRECISION_S)
            windows = self._turn(self._calendar.windows(windows.until))

    def time_passed(self, at: float) -> None:
        """Find the calls that must stop by now. Due at `wake_at`; sooner it changes nothing."""
        self.settle(at)
        if self._share_due is not None and self._share_due <= at:
            self.has_changed, self._looked_at = True, at
            self._wake_is_known = False
        if self._is_near_a_cap(at):
            self._book_all(at)
        for key in self._lengths.drain_due(at):
            self._stop_running(key, self.accounts[key], "cap_call_length", at)
            self._wake_is_known = False

    def looked(self, at: float) -> None:
        """Somebody looked at what is used of each limit."""
        self.has_changed, self._looked_at = False, at
        self._wake_is_known = False

    def resume(self, key: str, at: float) -> None:
        """A limit gave way: a call that was to be cut goes on, until the next limit."""
        account = self.accounts[key]
        del self._overrunning[key]
        account.stopping, account.booked_ms = False, int(at * 1000)
        self._run(account, 1)
        self._grow(key, account, at)
        self._wake_is_known = False

    def drain_stopped(self) -> list[tuple[str, str]]:
        """Calls whose next charging step would pass a cap, with the cap's code; each is given once."""
        stopped, self.stopped = self.stopped, []
        return stopped

    def wake_at(self) -> float | None:
        """The next moment when a cap could be passed; None when none can.

        Never later than the moment itself; it may be sooner, and is asked for again then.
        """
        if not self._wake_is_known:
            self._wake = self._next_look()
            ends = self._lengths.next_due()
            if ends is not None and (self._wake is None or ends < self._wake):
                self._wake = ends
            self._wake_is_known = True
        return self._wake

    def spent(self, at: float) -> tuple[MicroEuro, MicroEuro]:
        """Spent and reserved in this closed period (0 while open) and on this day."""
        self.settle(at)
        return self.totals.spent_now(int(at * 1000))

    def set_limit(self, code: str, of: str, limit: MicroEuro | None) -> None:
        """Another amount is in force for a cap; calls that run are held to it at their next step."""
        self.totals.set_limit(code, of, limit)
        self._wake_is_known = False

    def clock_changed(self, at: float) -> None:
        """The wall clock was set: read the windows again. Totals stay with their windows."""
        self._book_all(at)
        self._turn(self._calendar.windows(at))

    # --- inside -------------------------------------------------------------------------------

    def _refusal(
        self, at: float, extension: str, to: Destination, amount: MicroEuro, *, by_code: bool = False
    ) -> str:
        self.settle(at)
        totals = self._totals_for(extension, to, by_code or self._rests_on_code(to, at))
        if not self._overrunning and surely_fits(totals, amount, ceil(at * 1000)):
            return ""
        self._book_all(at)
        return passed(totals, amount)

    def _totals_for(self, extension: str, destination: Destination, by_code: bool) -> tuple[WindowTotal, ...]:
        return self.totals.of(extension, CLASS_WORDS[destination.number_class], by_code)

    def _totals_of(self, account: Account) -> tuple[WindowTotal, ...]:
        return self.totals.of(account.extension, account.number_class, account.by_code)

    def _run(self, account: Account, sign: int) -> None:
        price = account.price
        self.totals.run(self._totals_of(account), price.per_minute, step_cost(price), account.booked_ms, sign)

    def _is_near_a_cap(self, at: float) -> bool:
        at_ms = ceil(at * 1000)
        return bool(self._overrunning) or not surely_fits(tuple(self.totals.running.values()), 0, at_ms)

    def _book_all(self, at: float) -> None:
        """Book each call that has grown by now, in order of its steps."""
        due = self._due
        while due and due[0][0] <= at:
            when, order, key = heapq.heappop(due)
            account = self.accounts.get(key)
            if account is not None and account.due == when and account.order == order:
                self._grow(key, account, at)
        for key in self._overrunning:
            self._book(self.accounts[key], at, 0.0)
        self._wake_is_known = False
        self.has_changed = True

    def _grow(self, key: str, account: Account, at: float) -> None:
        """Book ahead, or have the call cut when that does not fit."""
        assert account.answered_at is not None
        account.due = None
        price = account.price
        ahead = at - account.answered_at + CUT_S + PRECISION_S
        growth = price.cost(ahead) - account.booked
        if growth > 0:
            code = passed(self._totals_of(account), growth)
            if code:
                self._stop_running(key, account, code, at)
                return
        self._book(account, at, CUT_S)
        booked_ms = int(at * 1000)
        for total in self._totals_of(account):
            total.rate_ms += price.per_minute * (booked_ms - account.booked_ms)
        account.booked_ms = booked_ms
        next_step = account.answered_at + price.charged_s(ahead) - CUT_S - PRECISION_S
        account.due = max(next_step, at + PRECISION_S)
        heapq.heappush(self._due, (account.due, account.order, key))

    def _stop_running(self, key: str, account: Account, code: str, at: float) -> None:
        """Have a call cut; until that is confirmed it is booked as it runs."""
        if account.is_running:
            self._run(account, -1)
        account.stopping, account.due = True, None
        self.stopped.append((key, code))
        self._overrunning[key] = None
        self._book(account, at, 0.0)

    def _runs_on(self, key: str, order: int) -> bool:
        account = self.accounts.get(key)
        return account is not None and account.order == order and not account.stopping

    def _ends_in_time(self, key: str, account: Account) -> None:
        if account.answered_at is not None:
            self._lengths.answered(key, account.order, account.number_class, account.answered_at, CUT_S)

    def _book(self, account: Account, at: float, ahead_s: float) -> None:
        assert account.answered_at is not None
        growth = account.price.cost(at - account.answered_at + ahead_s + PRECISION_S) - account.booked
        if growth > 0:
            account.booked += growth
            account.booked_here += growth
            for total in self._totals_of(account):
                total.spent += growth

    def _turn(self, windows: Windows) -> Windows:
        """Go over to other windows. Who still rings is reserved there; who runs is booked there from now."""
        accounts = self.accounts.values()
        if self._windows is not None:
            for account in accounts:
                if account.answered_at is None:
                    for total in self._totals_of(account):
                        total.spent = max(0, total.spent - account.booked)
        self._windows = windows
        self.totals.turn(windows)
        for account in accounts:
            if account.answered_at is None:
                account.booked_here = account.booked
                for total in self._totals_of(account):
                    total.spent += account.booked
            else:
                account.booked_here = 0
                if account.is_running:
                    self._run(account, 1)
        self._wake_is_known = False
        return windows

    def _next_look(self) -> float | None:
        while self._due:
            when, order, key = self._due[0]
            account = self.accounts.get(key)
            if account is not None and account.due == when and account.order == order:
                break
            heapq.heappop(self._due)
        self._share_due = None
        if not self._due or self._windows is None:
            return None
        look = until = self._windows.until
        share = until
        for total in self.totals.running.values():
            reached = total.reaches_limit_at()
            if reached is None:
                continue
            look = min(look, reached)
            for percent in (NEAR_PERCENT, REACHED_PERCENT):  # the smaller share comes first
                used = total.reaches_share_at(percent)
                if used is not None and used > self._looked_at:
                    share = min(share, used)
                    break
        if share < until:
            self._share_due = share
        return min(max(self._due[0][0], look), share)

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "accounts": {key: account.save() for key, account in self.accounts.items()},
            "sums": self.totals.save(),
            "windows": list(self._windows) if self._windows else None,
            "stopped": self.stopped,
            "overrunning": list(self._overrunning),
            "order": self._order,
            "looked_at": self._looked_at,
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self.accounts = {key: Account.load(saved) for key, saved in data["accounts"].items()}
        self._due = [(a.due, a.order, key) for key, a in self.accounts.items() if a.due is not None]
        heapq.heapify(self._due)
        self.stopped = [(key, code) for key, code in data["stopped"]]
        self._overrunning = dict.fromkeys(data["overrunning"])
        for key, account in self.accounts.items():
            self._ends_in_time(key, account)
        self._order, self._looked_at = data["order"], data.get("looked_at", 0.0)  # not known before version 7
        self._wake_is_known = False
        if data["windows"]:
            self._windows = Windows(*data["windows"])
            self.totals.load(data["sums"], self._windows)
            for account in self.accounts.values():
                if account.is_running:
                    self._run(account, 1)
