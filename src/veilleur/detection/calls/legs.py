"""Legs: the life of each out leg from dialling to its end, as `leg_table.py` lays it out.

In: what the switch reports of legs towards a trunk. Out: what is to be stopped, what is owed. Pitfall: a leg
towards a trunk without a permit is cut where the site is asked, but only in the classes that caps count:
national calls that the fail-safe let pass are not stopped. A number inside the site is no leg at all: it
stays unknown, whatever is reported of it.
"""

from __future__ import annotations

from veilleur.detection.calls.active_calls import ActiveCalls, Call
from veilleur.detection.calls.enforcement import Enforcement, owner_accepts, vouches
from veilleur.detection.calls.giving_way import GivingWay
from veilleur.detection.calls.leg_table import Action, LegEvent, LegState, actions_on
from veilleur.detection.calls.parameters import (
    ADOPTED_MAX_S,
    CONGESTED,
    EARLY_MAX,
    ENDED_FORGOTTEN_S,
    FREE_CALL_FORGOTTEN_S,
    UNASKED_LEG_PROBABILITY,
)
from veilleur.detection.calls.permits import Permits
from veilleur.detection.calls.settlement import Settlement
from veilleur.detection.calls.transfers import Transfers
from veilleur.detection.spending.ledger import Ledger
from veilleur.detection.state.bounded import remember
from veilleur.detection.state.cap_reasons import CapReasons
from veilleur.detection.state.context import WatchContext
from veilleur.detection.state.decisions import DecisionBook
from veilleur.detection.state.incident_reporter import IncidentReporter
from veilleur.detection.state.incident_tracker import Level
from veilleur.detection.state.judge_consultation import JudgeConsultation
from veilleur.detection.state.limits_in_force import LimitsInForce
from veilleur.detection.state.locks import Locks
from veilleur.words import events as ev
from veilleur.words.calls import Vantage
from veilleur.words.decisions import DecisionKind, Reason, Subject
from veilleur.words.destinations import INSIDE_CLASSES, Destination

# A name of the module is read in a fifth of the time that an Enum's member takes, and each event reads some.
_DIALLING, _UP, _OVER = LegState.DIALLING, LegState.ANSWERED, LegState.ENDED
_UNKNOWN, _LONG_AGO = LegState.UNKNOWN, LegState.ENDED_LONG_AGO
_BEGIN, _ANSWER, _CLOSE = Action.BEGIN, Action.ANSWER, Action.CLOSE
_STARTED, _STARTED_PRICED = actions_on(LegEvent.STARTED), actions_on(LegEvent.STARTED_PRICED)
_ANSWERED, _ENDED = actions_on(LegEvent.ANSWERED), actions_on(LegEvent.ENDED)
_LISTED, _LISTED_ANSWERED = actions_on(LegEvent.LISTED), actions_on(LegEvent.LISTED_ANSWERED)
_UNLISTED, _RECORDED = actions_on(LegEvent.UNLISTED), actions_on(LegEvent.RECORDED)


class Legs:
    """The out legs of one site. What the table says of an event is all that is done about it."""

    __slots__ = (
        "_calls",
        "_cap_reasons",
        "_consultation",
        "_context",
        "_decisions",
        "_early",
        "_enforcement",
        "_giving_way",
        "_ledger",
        "_limits",
        "_locks",
        "_permits",
        "_reporter",
        "_settlement",
        "_transfers",
    )

    def __init__(
        self,
        *,
        context: WatchContext,
        ledger: Ledger,
        decisions: DecisionBook,
        reporter: IncidentReporter,
        locks: Locks,
        consultation: JudgeConsultation,
        calls: ActiveCalls,
        permits: Permits,
        transfers: Transfers,
        enforcement: Enforcement,
        settlement: Settlement,
        limits: LimitsInForce,
        giving_way: GivingWay,
        cap_reasons: CapReasons,
    ) -> None:
        self._context, self._ledger, self._decisions = context, ledger, decisions
        self._reporter, self._locks, self._consultation = reporter, locks, consultation
        self._calls, self._permits, self._transfers = calls, permits, transfers
        self._enforcement, self._settlement, self._limits = enforcement, settlement, limits
        self._giving_way, self._cap_reasons = giving_way, cap_reasons
        self._early: dict[str, float] = {}  # leg -> when it was answered, though it was not dialled yet

    def state_of(self, name: str) -> LegState:
        """Where a leg stands now."""
        call = self._calls.alive.get(name)
        if call is not None:
            return _DIALLING if call.answered_at is None else _UP
        ended_at = self._settlement.ended.get(name)
        if ended_at is not None and self._context.now - ended_at <= ENDED_FORGOTTEN_S:
            return _OVER
        if name in self._early:
            return LegState.EARLY
        return _UNKNOWN if ended_at is None else _LONG_AGO

    # --- events -------------------------------------------------------------------------------

    def started(self, event: ev.CallStarted) -> None:
        """A leg is being dialled."""
        actions = _STARTED_PRICED if event.priced_from_dialling else _STARTED
        action = actions[self.state_of(event.call)]
        if action is _BEGIN:
            self._begin(event)
        elif action is Action.BEGIN_ANSWERED:
            call = self._begin(event)
            if call is not None:
                self._answer(event.call, call)

    def answered(self, event: ev.CallAnswered) -> None:
        """The far end answered."""
        action = _ANSWERED[self.state_of(event.call)]
        if action is _ANSWER:
            self._answer(event.call, self._calls.alive[event.call])
        elif action is Action.KEEP_ANSWER:
            remember(self._early, event.call, self._context.now, EARLY_MAX)

    def ended(self, event: ev.CallEnded) -> None:
        """The leg is gone; it may have found no free line."""
        state = self.state_of(event.call)
        if state is _DIALLING and event.cause in CONGESTED:
            self._enforcement.record_congestion()
            if self._calls.alive[event.call].destination.is_emergency:
                self._enforcement.free_a_line()
        if _ENDED[state] is _CLOSE:
            self._close(event.call)

    def takes_record(self, name: str) -> bool:
        """A record of a call was read: whether it is to be judged and booked. It has ended in any case."""
        action = _RECORDED[self.state_of(name)]
        if action is Action.CLOSE:
            self._close(name)
        if action is not Action.BOOK:
            return False
        self._early.pop(name, None)
        self._settlement.mark_ended(name)
        return True

    def snapshot(self, event: ev.Snapshot) -> None:
        """All legs alive: unknown ones are adopted and priced, absent ones closed."""
        context = self._context
        listed = {leg.call for leg in event.calls}
        for name in [name for name in self._calls.alive if name not in listed]:
            if _UNLISTED[self.state_of(name)] is Action.CLOSE:
                self._close(name)
        context.away_until = context.now + 1.0
        for leg in event.calls:
            self._listed(event, leg)
        context.away_until = 0.0

    def _listed(self, event: ev.Snapshot, leg: ev.LiveCall) -> None:
        actions, answered_s = _LISTED, 0.0
        if leg.answered_at is not None:
            actions = _LISTED_ANSWERED
            answered_s = min(ADOPTED_MAX_S, max(0.0, event.at - leg.answered_at))
        action = actions[self.state_of(leg.call)]
        self._settlement.ended.pop(leg.call, None)
        if action is Action.ADOPT or action is Action.ADOPT_ANSWERED:
            self._adopt(event, leg, action, answered_s)
        elif action is Action.ANSWER:
            call = self._calls.alive[leg.call]
            self._answer(leg.call, call, min(answered_s, self._context.now - call.began))

    # --- actions ------------------------------------------------------------------------------

    def _begin(self, event: ev.CallStarted) -> Call | None:
        """Follow a leg; None when its number is inside the site."""
        event = self._transfers.attribute_origin(event)
        numbering = self._context.numbering
        destination = (
            numbering.destination(event.number, True)
            if event.outside_line_removed
            else numbering.destination(event.number)
        )
        if destination.number_class in INSIDE_CLASSES:
            return None
        call, forgotten = self._calls.begin(event, destination)
        if forgotten:
            self._close(forgotten)
        if call.is_capped:
            self._reserve_and_judge(event, destination, call)
        return call

    def _reserve_and_judge(self, event: ev.CallStarted, destination: Destination, call: Call) -> None:
        claim = self._permits.claim(event.request, event.call, event.number, destination)
        call.probability, call.is_vouched = claim.probability, claim.is_vouched
        if not claim.is_reserved:
            code = self._ledger.reserve(event.call, self._context.now, event.extension, destination)
            if code and not self._giving_way.to_begun(event, call, code):
                reason = self._cap_reasons.reached(code, event.extension, destination)
                self._reporter.alert_cap(reason)
                self._enforcement.cut(event.call, because=(reason,))
                return  # the cap has the last word: a verdict could only alert the owner once more
            if self._limits.is_too_dear(destination.price):
                self._enforcement.cut(event.call, because=(self._cap_reasons.too_dear(destination.price),))
                return
        if not claim.is_covered:
            self._judge_leg(event, destination, call)

    def _judge_leg(self, event: ev.CallStarted, destination: Destination, call: Call) -> None:
        context = self._context
        if context.is_paused:
            return
        if event.extension in context.site.decoy_extensions:
            self._reporter.report("decoy_extension", *call.touched, level=Level.ENTERED)
        unasked = self._is_proof(event)
        vantage = context.vantage
        if vantage is Vantage.ASKED and not unasked and not context.is_away:
            # A guard that nobody asks accuses nobody: what it was not asked about is judged as it is seen.
            vantage = Vantage.LIVE
            if event.let_pass and not context.not_asked:
                self._report_unwatched(event.call, call)
        verdict = self._consultation.on_leg(event, destination, has_permit=not unasked, vantage=vantage)
        call.probability = verdict.probability
        call.is_vouched = not unasked and vouches(verdict)
        if owner_accepts(verdict):
            call.probability = 0.0
            return
        if unasked:
            call.probability = max(call.probability, UNASKED_LEG_PROBABILITY)
            incident = self._reporter.record("unasked_leg", call.touched, is_hostile=True)
            reasons = (Reason("unasked_leg"), *verdict.reasons)
            self._enforcement.cut(event.call, because=reasons, incident=incident)
            self._reporter.announce(incident, Level.CALLING)
        elif self._locks.is_extension_locked(event.extension):
            self._enforcement.cut(event.call, because=(Reason("extension_locked"), *verdict.reasons))
        elif verdict.kind is not DecisionKind.ALLOW:
            observed = self._consultation.only_observes(destination, verdict)
            if not observed and self._enforcement.grants_grace(event.call, call, verdict, vantage):
                self._enforcement.reconsider_running()
                return
            incident = self._reporter.incident_of_stopped(verdict, call.touched, observed)
            self._enforcement.cut(event.call, because=verdict.reasons, observed=observed, incident=incident)
            self._enforcement.after_refusal(event.extension, verdict, incident, observed)

    def _is_proof(self, event: ev.CallStarted) -> bool:
        """Whether a leg without a permit went around the question, where there was one.

        Where the switch's own rule let it pass, or the dialplan is not known to ask before each call, an
        honest call does the same. What nobody dialled never meets a dialplan.
        """
        context = self._context
        if context.vantage is not Vantage.ASKED or context.is_away or event.let_pass:
            return False
        return context.asks_before_each_call or not event.request

    def _adopt(self, event: ev.Snapshot, leg: ev.LiveCall, action: Action, answered_s: float) -> None:
        """Follow a leg that began while we did not look."""
        call = self._begin(
            ev.CallStarted(
                at=event.at,
                seen_at=event.seen_at,
                call=leg.call,
                number=leg.number,
                request=leg.request,
                extension=leg.extension,
                origin=leg.origin,
                trunk=leg.trunk,
            )
        )
        if call is None:
            return
        if action is Action.ADOPT_ANSWERED:
            self._answer(leg.call, call, answered_s)
        if call.is_capped and not self._permits.was_allowed(leg.request, leg.number, call.destination):
            self._report_unwatched(leg.call, call)

    def _report_unwatched(self, name: str, call: Call) -> None:
        self._decisions.alert(
            subject=Subject.CALL,
            target=name,
            because=(Reason("passed_unwatched"),),
            number=call.number,
            extension=call.extension,
            incident=self._reporter.incident_of(call.touched),
        )

    def _answer(self, name: str, call: Call, answered_s: float = 0.0) -> None:
        """Money runs from here, or has been running for a time."""
        now = self._context.now
        self._early.pop(name, None)
        call.answered_at = now - answered_s
        if call.is_capped:
            self._ledger.answer(name, now, answered_s)
        if self._enforcement.grace.open:
            self._enforcement.grace.answered(name, call.destination.price, call.answered_at)

    def _close(self, name: str) -> None:
        """The one door by which calls end."""
        self._early.pop(name, None)
        self._settlement.close(name, self._calls.remove(name))

    # --- state --------------------------------------------------------------------------------

    def forget_expired(self, now: float) -> None:
        """An answer whose dial has not come for a day was no early one."""
        self._early = {leg: at for leg, at in self._early.items() if now - at < FREE_CALL_FORGOTTEN_S}

    def save(self) -> dict[str, float]:
        """Plain JSON data: the answers that came early."""
        return self._early

    def load(self, data: dict[str, float]) -> None:
        """Go on from saved data."""
        self._early = data
