"""What follows from a call that is over, at vantage `records`: nothing, a notice, an alert, or a lock.

In: what was read of a record and what its evidence weighs. Out: `AlertDecision`. A *notice* is an oddity that
is no fraud, reported once (a machine that dials by itself). An *alert* is a question to the owner: it stops
nothing, and costs no more than a question, times alert fatigue, F ** (decayed count of alerts) with
F = `ALERT_FATIGUE_FACTOR`. *Refuse* stops the later calls of that telephone, so a wrong one costs like calls
that are stopped. Pitfall: an alert answers another question than a refusal. An owner who is alerted of an
attack by its first or second record has no use for the many that follow, so what a burst of calls proves
counts for little here, what is odd in the call itself for much; the weights are fitted for that question
alone (`first_record_model.py`).
"""

from __future__ import annotations

from veilleur.detection.judge.call_view import CallView
from veilleur.detection.judge.expected_cost import is_worth_a_question, stopping_cost
from veilleur.detection.judge.first_record_model import log_odds_db
from veilleur.detection.judge.memory.alert_history import AlertDecision, RecordHistory
from veilleur.detection.judge.memory.autodiallers import Run
from veilleur.detection.judge.parameters import (
    ALERT_AGAIN_S,
    ALERT_FATIGUE_FACTOR,
    ALERT_QUESTIONS,
    ALIKE_CALLS,
    BROKEN_IN_DB,
    CALLS_BEHIND_RECORD,
    CERTAIN_CALLS,
    FAR_LIKELIER_DB,
    LOCKED_CALLS,
    PASSES_BEFORE_LOCK,
    SURE_DB,
    SURE_RECORDS,
)
from veilleur.detection.judge.weighing import Assessment
from veilleur.detection.signals.catalog import SIGNALS, Group
from veilleur.words.decisions import DecisionKind, Reason
from veilleur.words.money import MicroEuro
from veilleur.words.site import Costs

_ALLOW, _ASK, _REFUSE = DecisionKind.ALLOW, DecisionKind.ASK, DecisionKind.REFUSE
_AFTER_LOCK_DB = 100.0  # decibans; after a lock nothing that a record says is news


def alert_decision(
    view: CallView, assessment: Assessment, history: RecordHistory, costs: Costs
) -> tuple[AlertDecision, bool]:
    """What follows from one record, and whether it asks the owner about a new habit."""
    burn, stopped = view.prior.fraud_call_cost, stopping_cost(view.facts, costs)
    is_refused = view.is_proven or refuses_later_calls(assessment.probability, burn, stopped, costs.question)
    is_habit = not is_refused and is_worth_a_question(view, costs, is_askable=False)
    decision = _decision(view, assessment, history, costs.question, is_refused, is_habit)
    return decision, is_habit and decision.kind is _ASK


def _decision(
    view: CallView,
    assessment: Assessment,
    history: RecordHistory,
    question: MicroEuro,
    is_refused: bool,
    is_habit: bool,
) -> AlertDecision:
    """What follows from one record.

    is_refused: later calls of this telephone would be refused. is_habit: a number became a costly habit that
    nobody confirmed. question: cost of one.
    """
    facts, reasons = view.facts, assessment.reasons
    run = None if _is_broken_in(reasons) else history.run
    if run is not None and run.calls >= ALIKE_CALLS:
        return _of_machine(run, history.is_machine_reported, reasons)
    is_sure = bool(facts.extension) and assessment.attack_db >= SURE_DB
    if is_sure and history.sure_records >= SURE_RECORDS:
        is_refused, reasons = True, (Reason("attack_shows", round(assessment.attack_db)), *reasons)
    if is_refused and not (run is not None and run.may_be_machine):
        return AlertDecision(_REFUSE, reasons, run=run, is_sure=is_sure, alerted_db=_AFTER_LOCK_DB)
    is_again = facts.moment.at < history.alerted_at + ALERT_AGAIN_S
    allowed = AlertDecision(_ALLOW, reasons, run=run, is_sure=is_sure)
    if run is not None and run.calls > 1 and is_again and not is_refused:
        return allowed  # alerted already; the third call shows whether it is a machine
    burn = view.prior.fraud_call_cost
    db = log_odds_db(facts, burn, reasons, assessment.step.odds, history.activity)
    cost = question * ALERT_QUESTIONS * alert_fatigue(history.alerts)
    is_news = not is_again or db >= history.alerted_db + FAR_LIKELIER_DB
    if is_habit:
        is_worth_it = cost <= question * ALERT_QUESTIONS * ALERT_FATIGUE_FACTOR
        reasons = (Reason("new_habit"), *reasons)
    else:
        missed = history.missed_attack_cost
        stake = float(missed) if is_refused else at_stake(assessment.probability, burn)
        is_worth_it = max(10 ** (db / 10.0) * missed, stake) > cost
    if not is_worth_it or not is_news:
        return allowed
    return allowed._replace(kind=_ASK, reasons=reasons, alerted_db=db, is_tiring=not is_again)


def alert_fatigue(alerts: float) -> float:
    """How many times a question's cost an alert costs now. alerts: their decayed count."""
    return float(ALERT_FATIGUE_FACTOR**alerts)


def refuses_later_calls(probability: float, burn: MicroEuro, stopped: float, question: MicroEuro) -> bool:
    """Whether to lock the telephone: what its later calls may burn, against what a wrong lock stops."""
    honest = 1.0 - probability
    alert = honest * question * ALERT_QUESTIONS + probability * burn * PASSES_BEFORE_LOCK
    refuse = honest * stopped * LOCKED_CALLS
    return refuse < min(alert, probability * burn * CALLS_BEHIND_RECORD)


def at_stake(probability: float, burn: MicroEuro) -> float:
    """What an alert saves if the call is fraud, for each alert that an honest call would cause."""
    return probability / max(1e-9, 1.0 - probability) * burn * (CALLS_BEHIND_RECORD - PASSES_BEFORE_LOCK)


def _is_broken_in(reasons: tuple[Reason, ...]) -> bool:
    return any(SIGNALS[one.code].group is Group.ENTRY and one.weight_db >= BROKEN_IN_DB for one in reasons)


def _of_machine(run: Run, is_reported: bool, reasons: tuple[Reason, ...]) -> AlertDecision:
    """A machine is reported once, and is nobody's attack."""
    if run.calls >= CERTAIN_CALLS and not is_reported:
        return AlertDecision(_ASK, (Reason("faulty_dialler"), *reasons), is_machine=True, run=run)
    return AlertDecision(_ALLOW, reasons, is_machine=True, run=run)
