"""Money as whole micro-euros, and the price of a destination.

One euro is 1 000 000 micro-euros. Integers never drift, however many calls are added up.
All prices are retail, in euros including French VAT (20 %) unless a deck says otherwise.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from typing import NamedTuple, TypeAlias

MicroEuro: TypeAlias = int

MICRO_EUROS_PER_EURO = 1_000_000


def micro_euros(euros: Decimal | int | float | str) -> MicroEuro:
    """Whole micro-euros for an amount in euros, half a micro-euro rounded up.

    Raises:
        decimal.InvalidOperation: when a string is not a number.
    """
    amount = Decimal(str(euros)) * MICRO_EUROS_PER_EURO
    return int(amount.to_integral_value(rounding=ROUND_HALF_UP))


def euros(amount: MicroEuro) -> Decimal:
    """The amount in euros, exact."""
    return Decimal(amount) / MICRO_EUROS_PER_EURO


class Price(NamedTuple):
    """What calling a destination costs.

    per_minute: micro-euros for 60 seconds.
    connection: micro-euros due as soon as the call is answered.
    first_s: seconds charged at least, once answered.
    step_s: after these, time is charged in steps of this many seconds.
    """

    per_minute: MicroEuro
    connection: MicroEuro = 0
    first_s: int = 1
    step_s: int = 1

    def cost(self, answered_s: float) -> MicroEuro:
        """Micro-euros for a call that was answered for `answered_s` seconds (0 or less costs nothing)."""
        if answered_s <= 0:
            return 0
        return self.connection + self._minutes_cost(self.charged_s(answered_s))

    def charged_s(self, answered_s: float) -> int:
        """Seconds that are charged for `answered_s` answered seconds."""
        if answered_s <= self.first_s:
            return self.first_s
        step = self.step_s if self.step_s > 1 else 1
        return self.first_s + ceil((answered_s - self.first_s) / step) * step

    def reservation(self) -> MicroEuro:
        """What is surely due if the call is answered at all: connection fee and first step."""
        return self.connection + self._minutes_cost(max(1, self.first_s))

    def affordable_s(self, amount: MicroEuro) -> float:
        """The longest answered time, in seconds, whose cost stays at or below the amount.

        Negative when not even the reservation fits; infinite when time costs nothing.
        """
        if amount < self.reservation():
            return -1.0
        if self.per_minute <= 0:
            return float("inf")
        charged = (amount - self.connection) * 60 // self.per_minute
        step = max(1, self.step_s)
        steps = max(0, charged - self.first_s) // step
        return float(self.first_s + steps * step)

    def _minutes_cost(self, seconds: int) -> MicroEuro:
        # Rounded up: a bound on money must never be short by a fraction.
        return -(-self.per_minute * seconds // 60)


FREE = Price(0)


class PriceEstimate(NamedTuple):
    """What a call costs as far as it is known: the same price three times where a bill or a deck says it.

    usual: what such a call mostly costs; what people are shown. cautious: what it hardly ever exceeds.
    counted: what caps count; the usual one, or a dearer one where the range of numbers says little.
    """

    usual: Price
    cautious: Price
    counted: Price

    @classmethod
    def known(cls, price: Price) -> PriceEstimate:
        """The estimate that is none."""
        return cls(price, price, price)
