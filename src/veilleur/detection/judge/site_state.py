"""What the attack filter believes of a site, how it is saved, and how one call finds it.

In: what `attack_filter.py` works out. Out: plain values. Pitfall: a state is never changed, only replaced, so
that a call which is only previewed leaves it as it is.
"""

from __future__ import annotations

from sys import intern
from typing import Any, NamedTuple

from veilleur.detection.judge.call_likelihood import CallTrace


class SiteState(NamedTuple):
    """What the filter believes of a site at a time; never changed, only replaced.

    at: seconds since 1970 UTC; 0 before anything was seen. odds: of an attack, speed by speed, against a
    quiet site. change: prior odds of a regime change, against the company's being as it was. acts: the last
    suspicious calls, newest last, each with the share of the odds that stems from it. recent: the last calls
    of any kind.
    """

    at: float
    odds: list[float]
    change: float
    acts: list[tuple[CallTrace, float]]
    recent: list[CallTrace]

    def without(self, call: CallTrace, parts: tuple[float, ...]) -> SiteState:
        """The state as if a call had not been judged: judged again, it must not follow itself.

        parts: what it added to the odds, speed by speed.
        """
        same = call[:4]
        return self._replace(
            odds=[max(0.0, odds - part) for odds, part in zip(self.odds, parts, strict=True)],
            acts=[(act, share) for act, share in self.acts if act[:4] != same],
            recent=[trace for trace in self.recent if trace[:4] != same],
        )

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        at, odds, change, acts, recent = self
        return {
            "odds": list(odds),
            "at": at,
            "change": change,
            "acts": [[*trace, share] for trace, share in acts],
            "recent": [list(trace) for trace in recent],
        }

    @classmethod
    def load(cls, data: dict[str, Any]) -> SiteState:
        """The state that was saved."""
        return cls(
            at=data["at"],
            odds=list(data["odds"]),
            change=data["change"],
            acts=[(_trace(*trace), share) for *trace, share in data["acts"]],
            recent=[_trace(*trace) for trace in data["recent"]],
        )


class SiteView(NamedTuple):
    """The state of a site as of one call.

    earlier: calls it may follow; the newest first, since it is the likeliest to be followed and then saves
    comparing the others. tried_place: whether this place was called, tried_extension: whether this extension
    made such calls, in the last few calls. start_rate: attacks that begin an hour. idle_odds: of an attacker
    who is in but has not called yet, with no evidence at all.
    """

    state: SiteState
    earlier: list[CallTrace]
    tried_place: bool
    tried_extension: bool
    start_rate: float
    idle_odds: float


def _trace(at: float, extension: str, place: str, number: str, honest: float) -> CallTrace:
    # Extensions and places have the same few names on many sites.
    return CallTrace(at, intern(extension), intern(place), number, honest)
