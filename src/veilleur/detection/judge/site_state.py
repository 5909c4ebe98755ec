"""What the attack filter believes of a site, and how one call finds it.

In: what `attack_filter.py` works out. Out: plain values. Pitfall: a state is never changed, only replaced, so
that a call which is only previewed leaves it as it is.
"""

from __future__ import annotations

from typing import NamedTuple

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
