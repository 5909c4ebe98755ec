"""The account of one call or permit, and what is reserved for it before anything is known.

In: a destination with its price. Out: accounts, amounts. Pitfall: what an unassigned number may cost is not
known, so its cautious price is reserved.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from veilleur.words.destinations import Destination, NumberClass
from veilleur.words.money import MicroEuro, Price

CUT_S = 1.0  # how long a cut may take until it is confirmed; measured on real switches: 0.006 s
PRECISION_S = 1e-3  # a step that begins within this time is part of what is booked


@dataclass(slots=True)
class Account:
    """The money of one call or permit. Times are the watch's; answered_at: None while it rings.

    booked: in all; booked_here: in the windows that hold now; booked_ms: when, milliseconds since 1970.
    stopping: its cut was ordered. due: when it next grows, None when it does not. order: of answering.
    by_code: it passes because a right code was keyed.
    """

    extension: str
    number_class: str
    price: Price
    booked: MicroEuro
    booked_here: MicroEuro
    answered_at: float | None = None
    booked_ms: int = 0
    stopping: bool = False
    due: float | None = None
    order: int = 0
    by_code: bool = False

    @property
    def is_running(self) -> bool:
        """Whether its cost grows by itself."""
        return self.answered_at is not None and not self.stopping and self.price.per_minute > 0

    def save(self) -> list[Any]:
        """Plain JSON data."""
        return [
            self.extension,
            self.number_class,
            list(self.price),
            self.booked,
            self.booked_here,
            self.answered_at,
            self.booked_ms,
            self.stopping,
            self.due,
            self.order,
            self.by_code,
        ]

    @classmethod
    def load(cls, data: list[Any]) -> Account:
        """The account that was saved."""
        extension, number_class, price, *rest = data
        return cls(extension, number_class, Price(*price), *rest)


def reserved(destination: Destination) -> MicroEuro:
    """What is surely due if the call is answered and cut at once: a cut takes a moment too."""
    is_unknown = destination.number_class is NumberClass.UNASSIGNED
    return _least_cost(destination.cautious if is_unknown else destination.price)


@lru_cache(maxsize=4096)
def _least_cost(price: Price) -> MicroEuro:
    return max(price.reservation(), price.cost(CUT_S + PRECISION_S))


@lru_cache(maxsize=4096)
def step_cost(price: Price) -> MicroEuro:
    """What one more charging step costs at the very most."""
    seconds = max(1, price.step_s, price.first_s)
    return -(-price.per_minute * seconds // 60) + 1
