"""The judge of one site: read once, weigh, decide by least expected cost, write once.

In: questions and evidence of the watch (`judge_port.CallFacts`, `Witnessed`). Out: `Verdict`. The posterior
odds that a call is fraud are: attacks that begin an hour, and calls that an ongoing attack is due an hour,
over the honest calls like this one that the company makes an hour (`attack_filter.py`, `profile/profile.py`).
Pitfall: only capped destinations are ever judged; national, mobile, free and emergency calls are always
allowed.
"""

from __future__ import annotations

from math import log10
from typing import Any

from veilleur.detection.judge import feedback
from veilleur.detection.judge.call_view import SITE_ENTITY, UNAUTHORISED_LEG, CallView
from veilleur.detection.judge.decision import Outcome, decide
from veilleur.detection.judge.memory.judged_calls import JudgedCall
from veilleur.detection.judge.memory.site_memory import SiteMemory
from veilleur.detection.judge.parameters import (
    CERTAIN_PROBABILITY,
    KNOWN_ENOUGH_DAYS,
    MISSED_ATTACK_COST,
    SITE_SHARE,
)
from veilleur.detection.judge.weighing import Assessment, weigh
from veilleur.detection.judge_port import CallFacts, Entity, Verdict, Witnessed
from veilleur.detection.profile.parameters import DAY_S
from veilleur.detection.signals.accumulator import whom
from veilleur.detection.signals.catalog import SIGNALS
from veilleur.words.decisions import DecisionKind
from veilleur.words.destinations import CAPPED_CLASSES
from veilleur.words.money import MicroEuro
from veilleur.words.site import Site

_ALLOW = Verdict(DecisionKind.ALLOW, 0.0, 0.0)


class Judge:
    """Implements `judge_port.Judging` for one site. missed_attack_cost: of one that nobody is alerted of."""

    __slots__ = ("_memory",)

    def __init__(self, site: Site, missed_attack_cost: MicroEuro = MISSED_ATTACK_COST) -> None:
        self._memory = SiteMemory(site, missed_attack_cost)

    # --- a verdict -----------------------------------------------------------------------------------

    def judge(self, facts: CallFacts) -> Verdict:
        """The verdict on one call; its evidence is kept. See `Verdict`."""
        if facts.destination.number_class not in CAPPED_CLASSES:
            return _ALLOW
        view = CallView.read(self._memory, facts)
        assessment = weigh(view)
        outcome = decide(view, assessment, self._memory.costs)
        self._commit(view, assessment, outcome)
        return outcome.verdict

    def preview(self, facts: CallFacts) -> Verdict:
        """What `judge` would say of this call now; nothing is kept, and no later verdict changes."""
        if facts.destination.number_class not in CAPPED_CLASSES:
            return _ALLOW
        view = CallView.read(self._memory, facts)
        return decide(view, weigh(view), self._memory.costs).verdict

    def _commit(self, view: CallView, assessment: Assessment, outcome: Outcome) -> None:
        """Write what one verdict leaves behind: the only writes of it."""
        memory, facts, at = self._memory, view.facts, view.facts.moment.at
        profile = memory.profile
        if view.unauthorised:
            memory.evidence.add(view.unauthorised, UNAUTHORISED_LEG, at)
        if not profile.began:
            profile.began = view.began
        if facts.is_only_set:
            memory.filter.begin(view.since)
        else:
            if not view.is_again:
                profile.count_call(at)
            memory.filter.state = assessment.step.state
            judged = JudgedCall(
                likelihood=assessment.likelihood,
                posterior=assessment.step.posterior,
                number=view.prior.number,
                address=facts.address,
                price=facts.destination.price,
                log_seconds=view.familiarity.log_seconds,
            )
            memory.judged.remember(facts.call, judged)
        if assessment.probability >= CERTAIN_PROBABILITY:
            profile.standings.reject(view.prior.number)
        if view.override.spent:
            memory.overrides.drop(view.override.spent)
        if outcome.is_exposed and not view.is_again:
            memory.exposure.add(at, assessment.probability, view.prior.fraud_call_cost)
        if outcome.is_question_put:
            profile.standings.question_put(view.prior.number, int(at // DAY_S))
        if outcome.alert is not None and view.history is not None:
            memory.alerts.record(facts, view.history, outcome.alert)

    # --- what becomes known of a call later (`feedback.py`) -----------------------------------------------

    def reconsider(
        self, calls: tuple[str, ...], at: float, answered_s: float, *, own: float | None = None
    ) -> Verdict:
        """Judge a running call again, in the light of what came since: allow or refuse, once.

        own: what was said of it at its start, where nothing of an attack touched who placed it: then only
        this and its own length count.
        """
        suspicion = feedback.suspicion_of_running(self._memory, calls, at, answered_s, own=own)
        if suspicion is None:
            return _ALLOW
        probability, reasons = suspicion
        return Verdict(DecisionKind.REFUSE, probability, self.attack_db(at), reasons)

    def code_keyed(self, call: str, at: float, right: bool) -> None:
        """A caller who was asked keyed a code, or nothing."""
        feedback.code_keyed(self._memory, call, at, right)

    def forget_expired(self, at: float) -> None:
        """Drop calls whose end does not come, and evidence that has faded."""
        self._memory.judged.forget_expired(at)
        self._memory.evidence.forget_faded(at)

    def unanswered(self, calls: tuple[str, ...], at: float) -> None:
        """A call rang and nobody answered."""
        feedback.unanswered(self._memory, calls)

    def learn(self, facts: CallFacts, answered_s: float, cost: MicroEuro) -> None:
        """Take an honest, answered, finished call as normal, as far as it was not suspicious."""
        if answered_s > 0 and facts.destination.is_capped:
            feedback.learn(self._memory, facts, answered_s, cost)

    # --- evidence of access ----------------------------------------------------------------------------

    def witness(self, evidence: Witnessed) -> None:
        """Take in evidence of a declared signal of access; any other code is passed over."""
        signal = SIGNALS.get(evidence.signal)
        if signal is None or not signal.half_life_s:
            return
        if evidence.signal == "forward_set_abroad" and self._is_known_target(evidence):
            return
        accumulator, at = self._memory.evidence, evidence.at
        named = whom(evidence.signal, evidence.entities)
        for entity, value in evidence.entities:
            if entity is Entity.MAILBOX:
                value = value.partition("@")[0]  # of whatever context: it is that extension's
            if value and entity is not Entity.SITE:
                accumulator.add(f"{entity}:{value}", evidence.signal, at, whom=named)
        accumulator.add(SITE_ENTITY, evidence.signal, at, SITE_SHARE, named)

    def _is_known_target(self, evidence: Witnessed) -> bool:
        # A forward to a number the company calls itself is no evidence.
        days_of = self._memory.profile.days_of
        return any(
            entity is Entity.DESTINATION and days_of(value, evidence.at) >= KNOWN_ENOUGH_DAYS
            for entity, value in evidence.entities
        )

    def attack_db(self, at: float) -> float:
        """Log odds, in decibans, that the site is under attack at this time."""
        memory = self._memory
        access_db = memory.evidence.total_db(SITE_ENTITY, at) if memory.evidence.by_entity else 0.0
        odds = memory.filter.odds(at) + memory.filter.idle_odds * 10 ** (access_db / 10.0)
        return 10.0 * log10(odds)

    # --- the owner ---------------------------------------------------------------------------------------

    def answered(self, accepted: bool, scope: str, value: str, until: float | None, once: bool) -> None:
        """Keep the owner's answer. Accepting also says that what looked like an attack was none."""
        self._memory.overrides.add(accepted, scope, value, until, once)
        if accepted:
            self._memory.filter.reset()
            self._memory.exposure.reset()

    def withdrawn(self, scope: str, value: str) -> None:
        """Forget the owner's answer."""
        self._memory.overrides.withdraw(scope, value)

    # --- state ---------------------------------------------------------------------------------------------

    def save(self) -> dict[str, Any]:
        """The state as plain JSON data."""
        return self._memory.save()

    def load(self, data: dict[str, Any]) -> None:
        """Go on exactly from saved data."""
        self._memory.load(data)
