"""The answer with the least expected cost; pure.

In: what was read of a call and what its evidence weighs. Out: allow, ask or refuse, and whether to ask about
a new habit. With p the probability of fraud and A what an attack will still burn,

    allow = p * A,   refuse = (1 - p) * cost of a stopped call,
    ask = (1 - p) * cost of a question + p * P(right code | attack) * A

Pitfall: costs are in micro-euros, and A counts the calls behind this one, not this one alone.
"""

from __future__ import annotations

from veilleur.detection.judge.call_view import CallView
from veilleur.detection.judge.parameters import (
    ALERT_QUESTIONS,
    CALLS_BEHIND,
    CALLS_BEHIND_ATTACK,
    CALLS_BEHIND_SLOW,
    CLOSED_DETOUR_SHARE,
    CODE_KNOWN_BY_NOW,
    CODE_KNOWN_TO_ATTACKER,
    HABIT_AHEAD,
    SLOWEST,
    SPEED_SHARES,
)
from veilleur.detection.judge.weighing import Assessment
from veilleur.detection.judge_port import CallFacts
from veilleur.detection.profile.parameters import HABIT_EUROS
from veilleur.words.calls import INDIRECT_ORIGINS, Vantage
from veilleur.words.decisions import DecisionKind
from veilleur.words.money import MICRO_EUROS_PER_EURO
from veilleur.words.site import Costs

_RECORDS = Vantage.RECORDS  # looked up in an enumeration it takes its time in a hot path


def cheapest_answer(view: CallView, assessment: Assessment, costs: Costs) -> DecisionKind:
    """Allow, refuse or, where the caller can be asked, ask: whatever costs least."""
    probability = assessment.probability
    # The owner who was alerted once does not need to be alerted of each call.
    behind = CALLS_BEHIND + CALLS_BEHIND_SLOW * assessment.step.slow_share
    behind += CALLS_BEHIND_ATTACK * assessment.step.attack_share
    ahead = view.prior.fraud_call_cost * behind + view.exposure
    honest = 1.0 - probability
    least, kind = probability * ahead, DecisionKind.ALLOW
    refuse = honest * stopping_cost(view.facts, costs)
    if refuse < least:
        least, kind = refuse, DecisionKind.REFUSE
    if view.is_askable:
        knows = CODE_KNOWN_BY_NOW if view.standing.has_keyed else CODE_KNOWN_TO_ATTACKER
        if honest * costs.question + probability * knows * ahead < least:
            kind = DecisionKind.ASK
    return kind


def stopping_cost(facts: CallFacts, costs: Costs) -> float:
    """What it costs to stop this call if it is honest, in micro-euros."""
    stopped = float(costs.honest_call_stopped)
    if facts.origin in INDIRECT_ORIGINS and not facts.moment.is_open:
        stopped *= CLOSED_DETOUR_SHARE
    return stopped


def is_worth_a_question(view: CallView, costs: Costs, is_askable: bool) -> bool:
    """Whether to ask, once, about a number that becomes a habit: a patient attacker looks like one.

    Asked where P(slow attack) * money ahead > cost of a question * how often it was put in vain.
    """
    spent = view.standing.unconfirmed_euros
    if spent < HABIT_EUROS or not (is_askable or view.facts.vantage is _RECORDS):
        return False
    attacks = costs.attacks_per_site_year * SPEED_SHARES[SLOWEST]
    share = attacks / (attacks + view.new_habits_a_year)
    question = costs.question * (1.0 if is_askable else ALERT_QUESTIONS)
    return share * spent * HABIT_AHEAD * MICRO_EUROS_PER_EURO > question * view.question_factor
