"""Judged calls of which the end, or the code, is not known yet: what must be remembered to judge again.

In: what the filter weighed. Out: the same as plain JSON data and back. Easily read wrong: only the last few
are kept; a call whose memory is lost is neither cut later nor learned.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from veilleur.detection.judge.attack_filter import Fit, Suspicion, Trace
from veilleur.words.money import Price


class Pending(NamedTuple):
    """A judged call of which the end, or the code, is not known yet."""

    fit: Fit
    suspicion: Suspicion
    number: str  # as the profile knows it
    address: str
    price: Price
    log_seconds: float  # how long calls usually last here, ln of seconds
    is_confirmed: bool = False
    is_told: bool = False  # a refusal of it while it ran was given

    def as_json(self) -> list[Any]:
        """Plain JSON data."""
        fit, suspicion = [list(self.fit.trace), *self.fit[1:]], list(self.suspicion)
        return [fit, suspicion, *self[2:4], list(self.price), *self[5:]]

    @classmethod
    def from_json(cls, data: list[Any]) -> Pending:
        """The same again."""
        (trace, *fit), (first, doors, parts, *more), number, address, price, *rest = data
        suspicion = Suspicion(first, doors, tuple(parts), *more)
        return cls(Fit(Trace(*trace), *fit), suspicion, number, address, Price(*price), *rest)
