"""Alarms of what no cap stops: a plan that is used beyond its bounds, and calls that a free number pays for.

In: calls that are over, with their length. Out: an alert, once in each month or day.
Pitfall: these only alarm, for what the plan includes costs nothing, and what came in cannot be refused before
it rang. Numbers are kept as check sums, and no more of them than the bound.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from zlib import crc32

from veilleur.detection.business_hours import Windows
from veilleur.detection.state.context import WatchContext
from veilleur.detection.state.decisions import DecisionBook
from veilleur.detection.state.limits_in_force import limit_state
from veilleur.words.decisions import Reason
from veilleur.words.destinations import Destination, NumberClass
from veilleur.words.money import Price

IN_PLANS = frozenset({NumberClass.NATIONAL, NumberClass.MOBILE, NumberClass.INTERNATIONAL})


class Usage(NamedTuple):
    """What has been used of one bound in its month or day that runs: seconds, numbers or micro-euros.

    of: plan_minutes, plan_numbers or incoming_cost. used: of numbers, at most one more than the bound.
    """

    of: str
    used: int
    bound: int
    state: str


class UsageAlarms:
    """The plan and the free numbers of one site."""

    __slots__ = ("_context", "_decisions", "_incoming", "_month", "_numbers", "_seconds")

    def __init__(self, context: WatchContext, decisions: DecisionBook) -> None:
        self._context, self._decisions = context, decisions
        self._month = 0
        self._seconds = 0.0
        self._numbers: dict[int, None] = {}
        self._incoming: list[int] = [0, 0]  # day, micro-euros

    @property
    def has_plan(self) -> bool:
        """Whether the plan has bounds."""
        limits = self._context.site.limits
        return bool(limits.plan_minutes_month or limits.plan_numbers_month)

    def left(self, destination: Destination, answered_s: float) -> None:
        """A call out is over: what the plan includes of it counts in the month."""
        if not self.has_plan or answered_s <= 0 or destination.number_class not in IN_PLANS:
            return
        if destination.price.cost(answered_s):
            return  # the plan does not include it
        month, limits = self._windows().month, self._context.site.limits
        if month != self._month:
            self._month, self._seconds, self._numbers = month, 0.0, {}
        self._seconds += answered_s
        if limits.plan_minutes_month and self._seconds > limits.plan_minutes_month * 60:
            self._alert("plan_minutes", month, ("minutes", str(limits.plan_minutes_month)))
        if len(self._numbers) <= limits.plan_numbers_month:
            self._numbers[crc32((destination.e164 or destination.dialled).encode())] = None
        if limits.plan_numbers_month and len(self._numbers) > limits.plan_numbers_month:
            self._alert("plan_numbers", month, ("numbers", str(limits.plan_numbers_month)))

    def used(self, at: float) -> list[Usage]:
        """What has been used of each bound that the owner wrote, in the windows that run at a time."""
        limits, windows = self._context.site.limits, self._context.calendar.windows(at)
        is_month, is_day = windows.month == self._month, windows.day == self._incoming[0]
        found = (
            ("plan_minutes", int(self._seconds) * is_month, limits.plan_minutes_month * 60),
            ("plan_numbers", len(self._numbers) * is_month, limits.plan_numbers_month),
            ("incoming_cost", self._incoming[1] * is_day, limits.incoming_day or 0),
        )
        return [Usage(of, used, bound, limit_state(used, bound)) for of, used, bound in found if bound]

    def came_in(self, number: str, billed_s: float) -> None:
        """A call from outside is over: where it was to a free number, its minutes are ours to pay."""
        limits = self._context.site.limits
        most = limits.incoming_day
        if most is None or billed_s <= 0 or not self._is_paid_by_us(number):
            return
        day = self._windows().day
        if day != self._incoming[0]:
            self._incoming = [day, 0]
        self._incoming[1] += Price(limits.incoming_minute).cost(billed_s)
        if self._incoming[1] > most:
            values = ("spent", str(self._incoming[1])), ("limit", str(most))
            self._alert("incoming_cost", day, *values)

    def _is_paid_by_us(self, number: str) -> bool:
        """Whether the site pays for calls to the number that was called; for all where none is named."""
        paid = self._context.site.limits.incoming_numbers
        digits = "".join(sign for sign in number if sign.isascii() and sign.isdigit())
        return not paid or any(digits.endswith(one) for one in paid)

    def _windows(self) -> Windows:
        return self._context.calendar.windows(self._context.now)

    def _alert(self, code: str, window: int, *values: tuple[str, str]) -> None:
        if self._decisions.is_news(f"{code} {window}"):
            self._decisions.alert(because=(Reason(code, 0, values),))

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "month": self._month,
            "seconds": self._seconds,
            "numbers": list(self._numbers),
            "incoming": self._incoming,
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        if data:
            self._month, self._seconds, self._incoming = data["month"], data["seconds"], data["incoming"]
            self._numbers = dict.fromkeys(data["numbers"])
