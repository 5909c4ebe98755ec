"""The verdict on one call: the owner's answer, then the hard rules, then the least expected cost; pure.

In: what was read of a call, what its evidence weighs, the costs of the site. Out: `Outcome`: the verdict, and
what its commit must write. Pitfall: a call is exposed to loss when it was cheapest to allow it, even if a
rule then asks or refuses.
"""

from __future__ import annotations

from typing import NamedTuple

from veilleur.detection.judge.alert_policy import alert_decision
from veilleur.detection.judge.call_view import CallView
from veilleur.detection.judge.expected_cost import cheapest_answer, is_worth_a_question
from veilleur.detection.judge.hard_rules import precaution
from veilleur.detection.judge.memory.alert_history import AlertDecision
from veilleur.detection.judge.parameters import KNOWN_ENOUGH_DAYS
from veilleur.detection.judge.weighing import Assessment
from veilleur.detection.judge_port import Verdict
from veilleur.words.decisions import DecisionKind, Reason
from veilleur.words.site import Costs

_ALLOW, _ASK, _REFUSE = DecisionKind.ALLOW, DecisionKind.ASK, DecisionKind.REFUSE


class Outcome(NamedTuple):
    """A verdict and its consequences for the judge's memory.

    is_exposed: it was cheapest to allow the call. is_question_put: a question about a new habit was put.
    alert: of a record, what followed from it.
    """

    verdict: Verdict
    is_exposed: bool = False
    is_question_put: bool = False
    alert: AlertDecision | None = None


def decide(view: CallView, assessment: Assessment, costs: Costs) -> Outcome:
    """The verdict on one call."""
    if view.override.accepted is not None:
        return Outcome(_of_owner(view, assessment))
    if view.history is not None:
        return _of_record(view, assessment, costs)
    reasons = assessment.reasons
    is_exposed = is_precaution = is_question_put = False
    if view.is_proven:
        kind = _REFUSE
    else:
        kind = cheapest_answer(view, assessment, costs)
        is_exposed = kind is _ALLOW and not view.facts.is_only_set
    rule = precaution(view, kind)
    if rule is not None:
        kind, reasons = rule.kind, (rule.reason, *reasons)
        is_precaution = kind is _REFUSE
    elif (
        kind is _ALLOW
        and view.familiarity.number >= KNOWN_ENOUGH_DAYS
        and is_worth_a_question(view, costs, view.is_askable)
    ):
        kind, reasons, is_question_put = _ASK, (Reason("new_habit"), *reasons), True
    verdict = Verdict(
        kind=kind,
        probability=assessment.probability,
        attack_db=assessment.attack_db,
        reasons=reasons,
        proven=view.is_proven,
        owner_decides=kind is _REFUSE and (is_precaution or not view.is_askable),
        is_precaution=is_precaution,
    )
    return Outcome(verdict, is_exposed, is_question_put)


def _of_owner(view: CallView, assessment: Assessment) -> Verdict:
    is_accepted = bool(view.override.accepted)
    return Verdict(
        kind=_ALLOW if is_accepted else _REFUSE,
        probability=assessment.probability,
        attack_db=assessment.attack_db,
        reasons=(Reason("owner_accepted" if is_accepted else "owner_refused"), *assessment.reasons),
        proven=not is_accepted,
    )


def _of_record(view: CallView, assessment: Assessment, costs: Costs) -> Outcome:
    """The verdict on a call that is over: `alert_policy.py` says what is worth what."""
    assert view.history is not None
    alert, is_question_put = alert_decision(view, assessment, view.history, costs)
    verdict = Verdict(
        kind=alert.kind,
        probability=0.0 if alert.is_machine else assessment.probability,
        attack_db=assessment.attack_db,
        reasons=alert.reasons,
        proven=view.is_proven,
        owner_decides=alert.kind is _REFUSE,
    )
    return Outcome(verdict, is_question_put=is_question_put, alert=alert)
