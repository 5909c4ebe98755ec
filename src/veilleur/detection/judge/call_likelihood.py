"""A call as the attack filter sees it: how a thief, and how the company, would make one like it.

In: facts, habits and evidence. Out: `Fit`. Easily read wrong: names are interned, for they are kept per call.
"""

from __future__ import annotations

from sys import intern

from veilleur.detection.judge.attack_filter import CHANGE_RATE, CHANGE_RATE_CLOSED, Fit, Trace
from veilleur.detection.judge.call_evidence import weighed
from veilleur.detection.judge_port import CallFacts
from veilleur.detection.profile.destination_prior import Target
from veilleur.detection.profile.familiarity import Habits
from veilleur.detection.profile.population_priors import EVEN_PLACE_SHARE
from veilleur.detection.signals.accumulator import Left
from veilleur.detection.signals.catalog import GROUP_LIMITS_DB, SIGNALS, Group


def fit_of(
    facts: CallFacts, habits: Habits, target: Target, found: dict[str, float], thief_place: float
) -> Fit:
    """How well a call fits an attack and the company, from what was found about it."""
    number_honest = 1.0 - habits.new_number if habits.number > 0.0 else habits.new_number
    total, unchanging = weighed(found)
    return Fit(
        trace=Trace(facts.moment.at, intern(facts.extension), target.place, facts.destination.dialled),
        honest_rate=habits.rate * 10 ** (-total / 10.0),
        extensions=habits.extensions,
        extension_honest=habits.extension,
        place_thief=thief_place,
        place_honest=habits.place,
        number_honest=number_honest,
        number_thief=10 ** (min(0.0, found.get("known_number", 0.0)) / 10.0),
        change_rate=(CHANGE_RATE if facts.moment.is_open else CHANGE_RATE_CLOSED)
        * max(target.share, EVEN_PLACE_SHARE)
        / thief_place
        * 10 ** (-unchanging / 10.0),
        is_running=facts.running_same > 0,
    )


def entities_of(facts: CallFacts) -> tuple[str, ...]:
    """Whom a call touches, as evidence names them."""
    own = []
    if facts.extension:
        own += [f"extension:{facts.extension}", f"mailbox:{facts.extension}"]
    if facts.outside_caller:
        own.append(f"caller:{facts.outside_caller}")
    if facts.address:
        own.append(f"address:{facts.address}")
    if facts.destination.e164:
        own.append(f"destination:{facts.destination.e164}")
    return tuple(own)


def door_db(doors: dict[str, Left]) -> float:
    """All the evidence of the doors, in decibans."""
    if not doors:
        return 0.0
    sums: dict[Group, float] = {}
    for code, left in doors.items():
        group = SIGNALS[code].group
        sums[group] = sums.get(group, 0.0) + left.weight_db
    return sum(min(GROUP_LIMITS_DB[group][1], db) for group, db in sums.items())
