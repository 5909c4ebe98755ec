"""What an attack cost, by the carrier's own record: calls, minutes, euros."""

from __future__ import annotations

from collections.abc import Iterable

from lab.carrier import CarriedCall
from veilleur.config import Settings
from veilleur.words.money import euros


class Account:
    """Calls that a carrier answered, priced as the company would be billed."""

    def __init__(self, calls: Iterable[CarriedCall], settings: Settings | None = None) -> None:
        self.calls = tuple(calls)
        self._numbering = (settings or Settings()).numbering()

    @property
    def minutes(self) -> float:
        """Answered minutes."""
        return sum(call.seconds() for call in self.calls) / 60

    @property
    def euros(self) -> float:
        """Retail price of these calls, VAT included."""
        cost = 0
        for call in self.calls:
            cost += self._numbering.destination(call.number).price.cost(call.seconds())
        return float(euros(cost))

    @property
    def longest_s(self) -> float:
        """The longest answered time of one call, seconds."""
        return max((call.seconds() for call in self.calls), default=0.0)

    def __str__(self) -> str:
        return f"{len(self.calls)} calls answered, {self.minutes:.2f} min, {self.euros:.2f} EUR"
