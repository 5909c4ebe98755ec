"""The ledger: money spent and reserved, per window, and the moment when a cap would be passed.

In: calls that are held, answered, ended. Out: whether one more fits, and the calls that must be cut.
What a reader would get wrong: a running call is always booked to the end of the charging step it is
in, so the sums below are never less than the bill; and each step belongs to the windows in which it
is booked, so a call over midnight is split there. Sums only go back when a call ends unanswered.
The overshoot of a cap is the time until a cut is confirmed, times the running price.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from veilleur.detection.hours import Calendar, Windows
from veilleur.words.destinations import Destination
from veilleur.words.money import MicroEuro, Price
from veilleur.words.site import Limits, Site

_NEVER = float("inf")
_PRECISION_S = 1e-3
_FARTHEST_S = 86_400.0  # no look further ahead than a day: a window changes before


@dataclass(slots=True)
class Account:
    """The money of one call or permit. answered_at: watch's time, None while it rings."""

    extension: str
    number_class: str
    price: Price
    booked: MicroEuro
    answered_at: float | None = None
    stopping: bool = False  # its cut was ordered

    def cost(self, at: float) -> MicroEuro:
        """What is reserved at the time `at`: the step that begins at `at` is part of it."""
        if self.answered_at is None:
            return self.price.reservation()
        return max(self.booked, self.price.cost(at - self.answered_at + 1e-6))


class Ledger:
    """Money of the capped calls of one site."""

    def __init__(self, site: Site, calendar: Calendar) -> None:
        self._limits: Limits = site.limits
        self._class_limits = dict(site.limits.per_class_day)
        self._calendar = calendar
        self.accounts: dict[str, Account] = {}
        self._sums: dict[str, MicroEuro] = {}
        self._windows: Windows | None = None
        self._wake: float | None = None

    def hold(self, key: str, at: float, extension: str, destination: Destination) -> None:
        """Reserve the connection and the first step of a call."""
        self.settle(at)
        amount = destination.price.reservation()
        account = Account(extension, destination.number_class.value, destination.price, amount)
        self.accounts[key] = account
        self._book(account, amount)
        self._wake = None

    def refusal(self, at: float, extension: str, destination: Destination) -> str:
        """Code of the cap that one more call would pass; "" when it fits."""
        self.settle(at)
        account = Account(
            extension, destination.number_class.value, destination.price, destination.price.reservation()
        )
        return self._passed(dict.fromkeys(self._keys(account), account.booked))

    def move(self, key: str, new_key: str) -> None:
        """The reservation of a permit becomes that of its leg."""
        self.accounts[new_key] = self.accounts.pop(key)

    def answer(self, key: str, at: float) -> None:
        """Money runs from here."""
        account = self.accounts.get(key)
        if account is not None and account.answered_at is None:
            self.settle(at)
            account.answered_at = at
            self._wake = None

    def end(self, key: str, at: float) -> MicroEuro:
        """Close an account; gives what the call cost."""
        account = self.accounts.get(key)
        if account is None:
            return 0
        self.settle(at)
        del self.accounts[key]
        self._wake = None
        if account.answered_at is None:
            self._book(account, -account.booked)
            return 0
        return account.booked

    def settle(self, at: float) -> None:
        """Book what is reserved at the time `at`, window by window."""
        windows = self._windows
        if windows is None:
            windows = self._windows = self._calendar.windows(at)
        while windows.until <= at:
            self._book_to(windows.until - 1e-3)
            windows = self._turn(self._calendar.windows(windows.until))
        self._book_to(at)

    def stopping(self, at: float) -> list[tuple[str, str]]:
        """Calls whose next charging step would pass a cap, with the cap's code; each is told once."""
        self.settle(at)
        stopped: list[tuple[str, str]] = []
        coming: dict[str, MicroEuro] = {}  # what the calls that go on are about to reserve
        for key, account in self.accounts.items():
            if account.answered_at is None or account.stopping:
                continue
            growth = account.cost(at + 2 * _PRECISION_S) - account.booked
            if growth <= 0:
                continue
            with_this = {window: coming.get(window, 0) + growth for window in self._keys(account)}
            code = self._passed(with_this)
            if code:
                account.stopping = True
                stopped.append((key, code))
            else:
                coming.update(with_this)
        if stopped:
            self._wake = None
        return stopped

    def wake_at(self, at: float) -> float | None:
        """The next moment when a window changes or a cap would be passed; None with no call running."""
        running = [a for a in self.accounts.values() if a.answered_at is not None and not a.stopping]
        if not running or self._windows is None:
            return None
        if self._wake is None:
            self._wake = self._first_over(at, running)
        return min(self._windows.until, self._wake)

    def spent(self, at: float) -> tuple[MicroEuro, MicroEuro]:
        """Spent and reserved in this closed period and on this day."""
        self.settle(at)
        windows = self._windows
        assert windows is not None
        closed = self._sums.get(f"cap_closed_hours/{windows.closed}", 0) if windows.closed else 0
        return closed, self._sums.get(f"cap_day/{windows.day}", 0)

    def clock_changed(self) -> None:
        """Read the windows anew; sums stay."""
        self._windows = self._wake = None

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "accounts": {k: {**asdict(a), "price": list(a.price)} for k, a in self.accounts.items()},
            "sums": dict(self._sums),
            "windows": list(self._windows) if self._windows else None,
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self.accounts = {
            k: Account(**{**a, "price": Price(*a["price"])}) for k, a in data["accounts"].items()
        }
        self._sums = dict(data["sums"])
        self._windows = Windows(*data["windows"]) if data["windows"] else None

    def _keys(self, account: Account) -> list[str]:
        windows = self._windows
        assert windows is not None
        keys = [f"cap_day/{windows.day}", f"cap_month/{windows.month}"]
        if windows.closed:
            keys.append(f"cap_closed_hours/{windows.closed}")
        if self._limits.per_extension_day is not None:
            keys.append(f"cap_extension_day/{windows.day}/{account.extension}")
        if account.number_class in self._class_limits:
            keys.append(f"cap_class_day/{windows.day}/{account.number_class}")
        return keys

    def _limit(self, key: str) -> MicroEuro | None:
        code, _, rest = key.partition("/")
        if code == "cap_class_day":
            return self._class_limits.get(rest.partition("/")[2])
        limits = self._limits
        return {
            "cap_closed_hours": limits.closed_hours,
            "cap_day": limits.day,
            "cap_month": limits.month,
            "cap_extension_day": limits.per_extension_day,
        }[code]

    def _book(self, account: Account, amount: MicroEuro) -> None:
        for key in self._keys(account):
            self._sums[key] = max(0, self._sums.get(key, 0) + amount)

    def _book_to(self, at: float) -> None:
        for account in self.accounts.values():
            if account.answered_at is not None:
                cost = account.cost(at)
                if cost > account.booked:
                    self._book(account, cost - account.booked)
                    account.booked = cost

    def _turn(self, windows: Windows) -> Windows:
        ringing = [a for a in self.accounts.values() if a.answered_at is None]
        for account in ringing:
            self._book(account, -account.booked)
        self._windows, self._wake = windows, None
        for account in ringing:
            self._book(account, account.booked)
        now = {str(windows.day), str(windows.month), str(windows.closed)}
        self._sums = {key: sum_ for key, sum_ in self._sums.items() if key.split("/")[1] in now}
        return windows

    def _passed(self, more: dict[str, MicroEuro]) -> str:
        for key in {**self._sums, **more}:
            extra = more.get(key, 0)
            if more and not extra:
                continue
            limit = self._limit(key)
            if limit is not None and self._sums.get(key, 0) + extra > limit:
                return key.partition("/")[0]
        return ""

    def _first_over(self, at: float, running: list[Account]) -> float:
        def is_over(moment: float) -> bool:
            more: dict[str, MicroEuro] = {}
            for account in running:
                growth = account.cost(moment) - account.booked
                if growth > 0:
                    for key in self._keys(account):
                        more[key] = more.get(key, 0) + growth
            return bool(more and self._passed(more))

        if not is_over(at + _FARTHEST_S):
            return _NEVER
        low, high = at, at + _FARTHEST_S
        while high - low > _PRECISION_S:
            middle = (low + high) / 2
            low, high = (low, middle) if is_over(middle) else (middle, high)
        return low
