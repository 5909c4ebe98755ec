"""The reason of a cap with its figures: how much it allows, and since when that is used up.

In: the code of a cap that a call passes, and who calls where. Out: a `Reason` whose sentence needs nothing
else. Pitfall: a limit that was raised and is used up again is used up since then, so its amount counts too.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from veilleur.detection.business_hours import Windows
from veilleur.detection.spending.ledger import Ledger
from veilleur.detection.state.bounded import remember
from veilleur.detection.state.context import WatchContext
from veilleur.words.decisions import Reason
from veilleur.words.destinations import CLASS_WORDS, Destination
from veilleur.words.money import MicroEuro, Price

REACHED_MAX = 64  # caps of one kind that were reached: one, or one for each extension or class


class ReachedCap(NamedTuple):
    """A cap that stopped a call in the window that runs. of: extension, class of numbers, or "" for all."""

    of: str
    reason: Reason


class CapReasons:
    """Says why a cap of one site stops a call."""

    __slots__ = ("_context", "_ledger", "_reached")

    def __init__(self, context: WatchContext, ledger: Ledger) -> None:
        self._context, self._ledger = context, ledger
        # code -> extension, class or "" -> window, limit, when it was reached
        self._reached: dict[str, dict[str, tuple[int, MicroEuro, float]]] = {}

    def reached(self, code: str, extension: str, destination: Destination) -> Reason:
        """A cap is used up, as far as one more call there is concerned."""
        if code == "cap_call_length":
            word = CLASS_WORDS[destination.number_class]
            longest_s = dict(self._context.site.limits.longest_s).get(word, 0)
            return Reason(code, 0, (("length", str(longest_s)),))
        found = self._ledger.totals.cap(code, extension, CLASS_WORDS[destination.number_class])
        if found is None:
            return Reason(code)
        of, window, limit = found
        reached = self._reached.setdefault(code, {})
        if reached.get(of, (0, 0))[:2] != (window, limit):
            remember(reached, of, (window, limit, self._wall_time()), REACHED_MAX)
        return self._reason(code, limit, reached[of][2])

    def near(self, code: str, extension: str, destination: Destination) -> Reason:
        """A cap that a call begins within and may not end within."""
        found = self._ledger.totals.cap(code, extension, CLASS_WORDS[destination.number_class])
        return Reason(code, 0, (("limit", str(found[2])),)) if found is not None else Reason(code)

    def too_dear(self, price: Price) -> Reason:
        """A price above the highest that is allowed."""
        limits = self._context.site.limits
        if limits.price_minute is not None and price.per_minute > limits.price_minute:
            values = (("price", str(price.per_minute)), ("limit", str(limits.price_minute)))
        else:
            values = (("fee", str(price.connection)), ("limit", str(limits.call_fee)))
        return Reason("price_too_high", 0, values)

    def in_force(self, windows: Windows) -> list[ReachedCap]:
        """The caps that are reached in the windows that run, at the amounts that hold now."""
        held = {"cap_closed_hours": windows.closed, "cap_month": windows.month}
        return [
            ReachedCap(of, self._reason(code, limit, at))
            for code, table in self._reached.items()
            for of, (window, limit, at) in table.items()
            if window == held.get(code, windows.day) and limit == self._ledger.totals.amount(code, of)
        ]

    def _reason(self, code: str, limit: MicroEuro, at: float) -> Reason:
        zone = self._context.site.timezone
        return Reason(code, 0, (("limit", str(limit)), ("since", f"{at:.0f}"), ("zone", zone)))

    def _wall_time(self) -> float:
        return self._context.now + self._context.calendar.ahead_s

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {code: {of: list(one) for of, one in table.items()} for code, table in self._reached.items()}

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self._reached = {
            code: {of: (window, limit, at) for of, (window, limit, at) in table.items()}
            for code, table in data.items()
        }
