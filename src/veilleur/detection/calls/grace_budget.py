"""The grace budget: calls that the judge would cut, and that may still spend a little before they are.

In: legs whose cut waits. Out: which are due. Pitfall: only money decides, so a call that nobody answers is
never cut on grace; and all calls on grace of some hours share one small sum, so that a pump does not get it
for each of its calls.
"""

from __future__ import annotations

from math import inf
from typing import Any, NamedTuple

from veilleur.detection.calls.parameters import ALL_MAY_SPEND, EACH_MAY_SPEND, GRACE_HALF_LIFE_S
from veilleur.words.decisions import Reason
from veilleur.words.money import MicroEuro, Price


class Grace(NamedTuple):
    """Why a leg is to be cut. due: seconds since 1970 UTC; infinite while it rings."""

    due: float
    probability: float
    reasons: tuple[Reason, ...]


class GraceBudget:
    """The legs of one site whose cut waits."""

    __slots__ = ("_spent", "_spent_at", "open")

    def __init__(self) -> None:
        self.open: dict[str, Grace] = {}
        self._spent, self._spent_at = 0.0, 0.0  # micro-euros, fading

    def grant(
        self, name: str, price: Price, probability: float, reasons: tuple[Reason, ...], at: float
    ) -> bool:
        """Let a leg wait, if there is money left for it."""
        left = ALL_MAY_SPEND - self._spent_now(at) - EACH_MAY_SPEND * len(self.open)
        if left < EACH_MAY_SPEND or price.reservation() > EACH_MAY_SPEND:
            return False
        self.open[name] = Grace(due=inf, probability=probability, reasons=reasons)
        return True

    def answered(self, name: str, price: Price, answered_at: float) -> None:
        """From now on it costs money."""
        grace = self.open.get(name)
        if grace is not None:
            self.open[name] = grace._replace(due=answered_at + price.affordable_s(EACH_MAY_SPEND))

    def ended(self, name: str, cost: MicroEuro, at: float) -> None:
        """A leg is gone, or cut for another reason."""
        if self.open.pop(name, None) is not None:
            self._spent, self._spent_at = self._spent_now(at) + cost, at

    def clear(self) -> None:
        """The owner says that all is well."""
        self.open.clear()

    def wake_at(self) -> float | None:
        """When the next cut is due."""
        due = min((grace.due for grace in self.open.values()), default=inf)
        return None if due == inf else due

    def drain_due(self, at: float) -> list[tuple[str, Grace]]:
        """The legs that have spent what they may; they are on grace no more."""
        due = [(name, grace) for name, grace in self.open.items() if grace.due <= at]
        for name, _ in due:
            self.ended(name, EACH_MAY_SPEND, at)
        return due

    def _spent_now(self, at: float) -> float:
        return float(self._spent * 2.0 ** (-max(0.0, at - self._spent_at) / GRACE_HALF_LIFE_S))

    def save(self) -> list[Any]:
        """Plain JSON data."""
        waiting = [
            [
                name,
                None if grace.due == inf else grace.due,
                grace.probability,
                [list(one) for one in grace.reasons],
            ]
            for name, grace in self.open.items()
        ]
        return [waiting, self._spent, self._spent_at]

    def load(self, data: list[Any]) -> None:
        """Go on from saved data."""
        waiting, self._spent, self._spent_at = data
        self.open = {
            name: Grace(
                due=inf if due is None else due,
                probability=probability,
                reasons=tuple(
                    Reason(code, db, tuple((k, v) for k, v in values)) for code, db, values in reasons
                ),
            )
            for name, due, probability, reasons in waiting
        }
