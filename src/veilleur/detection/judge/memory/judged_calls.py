"""Judged calls of which the end, or the code, is not known yet: what must be remembered to judge again.

In: what the filter made of a call. Out: the same, by the id of the call. Pitfall: only the last few are
kept; a call that was evicted is neither cut later nor learned.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from veilleur.detection.judge.attack_filter import Posterior
from veilleur.detection.judge.call_likelihood import CallLikelihood, CallTrace
from veilleur.detection.judge.parameters import JUDGED_CALL_S, MOST_JUDGED_CALLS
from veilleur.words.money import Price


class JudgedCall(NamedTuple):
    """A judged call of which the end, or the code, is not known yet."""

    likelihood: CallLikelihood
    posterior: Posterior
    number: str  # as the profile knows it
    address: str
    price: Price
    log_seconds: float  # how long calls usually last here, ln of seconds
    is_confirmed: bool = False
    is_refused: bool = False  # it was refused once while it ran

    def as_json(self) -> list[Any]:
        """Plain JSON data."""
        likelihood = [list(self.likelihood.trace), *self.likelihood[1:]]
        return [likelihood, list(self.posterior), *self[2:4], list(self.price), *self[5:]]

    @classmethod
    def from_json(cls, data: list[Any]) -> JudgedCall:
        """The same again."""
        (trace, *likelihood), (first, access, parts, *more), number, address, price, *rest = data
        posterior = Posterior(first, access, tuple(parts), *more)
        return cls(
            CallLikelihood(CallTrace(*trace), *likelihood), posterior, number, address, Price(*price), *rest
        )


class JudgedCalls:
    """The judged calls of one site, oldest first."""

    __slots__ = ("by_id",)

    def __init__(self) -> None:
        self.by_id: dict[str, JudgedCall] = {}

    def remember(self, call: str, judged: JudgedCall) -> None:
        """Keep one more; the oldest are evicted."""
        # A call that was not answered never ends here: what is older than the longest call goes.
        oldest_at = judged.likelihood.trace.at - JUDGED_CALL_S
        by_id = self.by_id
        while by_id:
            name, kept = next(iter(by_id.items()))
            if kept.likelihood.trace.at >= oldest_at and len(by_id) < MOST_JUDGED_CALLS:
                break
            del by_id[name]
        by_id[call] = judged

    def forget_expired(self, at: float) -> None:
        """Calls that began longer ago than calls last."""
        kept = self.by_id.items()
        self.by_id = {call: one for call, one in kept if at - one.likelihood.trace.at <= JUDGED_CALL_S}

    def save(self) -> list[list[Any]]:
        """Plain JSON data."""
        return [[call, judged.as_json()] for call, judged in self.by_id.items()]

    def load(self, data: list[list[Any]]) -> None:
        """Go on from saved data."""
        self.by_id = {call: JudgedCall.from_json(kept) for call, kept in data}
