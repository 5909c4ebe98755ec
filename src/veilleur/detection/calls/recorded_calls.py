"""Recorded calls: a call that is over is judged by its record, and its money is booked.

In: `CallRecorded`. Out: alerts, locks of extensions, and the verdict on the record taken in last. Pitfall: a
record comes too late for its own call; only later calls can be stopped. Where a site is watched while calls
run, records show a time without watch alone: what passed then is no habit.
"""

from __future__ import annotations

from typing import NamedTuple

from veilleur.detection.calls.active_calls import touched_by
from veilleur.detection.calls.coverage_gaps import CoverageGaps
from veilleur.detection.calls.enforcement import Enforcement, vouches
from veilleur.detection.calls.legs import Legs
from veilleur.detection.calls.number_scans import NumberScans
from veilleur.detection.calls.settlement import Settlement
from veilleur.detection.calls.usage_alarms import UsageAlarms
from veilleur.detection.judge_port import Entity, Verdict
from veilleur.detection.spending.ledger import Ledger
from veilleur.detection.state.cap_reasons import CapReasons
from veilleur.detection.state.context import WatchContext
from veilleur.detection.state.decisions import DecisionBook, Reasons
from veilleur.detection.state.incident_reporter import IncidentReporter
from veilleur.detection.state.incident_tracker import IncidentTracker, Touched
from veilleur.detection.state.judge_consultation import JudgeConsultation
from veilleur.detection.state.locks import Locks
from veilleur.words import events as ev
from veilleur.words.calls import Direction, Vantage
from veilleur.words.decisions import DecisionKind, Subject
from veilleur.words.destinations import CAPPED_CLASSES, INSIDE_CLASSES, Destination
from veilleur.words.money import MicroEuro


class RecordVerdict(NamedTuple):
    """What the judge said of the record taken in last, whether or not the owner is alerted."""

    kind: DecisionKind
    reasons: Reasons
    observed: bool


class RecordedCalls:
    """The call records of one site. last_verdict: on the record taken in last; None if it was not judged."""

    __slots__ = (
        "_cap_reasons",
        "_consultation",
        "_context",
        "_decisions",
        "_enforcement",
        "_gaps",
        "_ledger",
        "_legs",
        "_locks",
        "_reporter",
        "_scans",
        "_settlement",
        "_tracker",
        "_usage",
        "last_verdict",
    )

    def __init__(
        self,
        *,
        context: WatchContext,
        ledger: Ledger,
        decisions: DecisionBook,
        tracker: IncidentTracker,
        reporter: IncidentReporter,
        locks: Locks,
        consultation: JudgeConsultation,
        scans: NumberScans,
        legs: Legs,
        settlement: Settlement,
        enforcement: Enforcement,
        gaps: CoverageGaps,
        cap_reasons: CapReasons,
        usage: UsageAlarms,
    ) -> None:
        self._context, self._ledger, self._decisions = context, ledger, decisions
        self._tracker, self._reporter, self._locks = tracker, reporter, locks
        self._consultation, self._scans, self._legs = consultation, scans, legs
        self._settlement, self._enforcement, self._gaps = settlement, enforcement, gaps
        self._cap_reasons, self._usage = cap_reasons, usage
        self.last_verdict: RecordVerdict | None = None

    def recorded(self, event: ev.CallRecorded) -> None:
        """A call is over and its record was read."""
        self.last_verdict = None
        if event.direction is Direction.IN:
            self._usage.came_in(event.number, event.billed_s)
        if event.direction is not Direction.OUT or not self._legs.takes_record(event.call):
            return
        destination = self._context.numbering.destination(event.number)
        self._usage.left(destination, event.billed_s)
        if destination.number_class in CAPPED_CLASSES:
            self._judge_and_book(event, destination)
        elif event.billed_s > 0 and destination.number_class not in INSIDE_CLASSES:
            self._settlement.count_national(destination, event.billed_s)

    def _judge_and_book(self, event: ev.CallRecorded, destination: Destination) -> None:
        touched = touched_by(event.extension, event.outside_caller, "", destination)
        verdict, facts = self._consultation.on_record(event, destination)
        cost = self._book(event, destination)
        self._scans.call_ended(event.extension, destination, event.billed_s)
        observed = self._consultation.only_observes(destination, verdict)
        self.last_verdict = RecordVerdict(kind=verdict.kind, reasons=verdict.reasons, observed=observed)
        may_teach = verdict.kind is not DecisionKind.REFUSE or observed
        if may_teach and event.billed_s > 0 and self._context.vantage is Vantage.RECORDS:
            self._settlement.learn(facts, touched, event.billed_s, cost, is_vouched=vouches(verdict))
        incident = ""
        if verdict.kind is not DecisionKind.ALLOW:
            incident = self._reporter.incident_of_stopped(verdict, touched, observed)
        if event.billed_s > 0:
            self._gaps.call_passed(cost, incident, touched)
        if verdict.kind is not DecisionKind.ALLOW:
            self._tracker.record_cost(incident, self._context.now, cost)
            self._act(event, verdict, incident, observed)
        elif cost and self._is_of_attack(touched):
            self._tracker.record_cost(self._tracker.find(touched), self._context.now, cost)

    def _is_of_attack(self, touched: Touched) -> bool:
        """Whether what passed unwatched was to a number, or for a caller, of a reported attack: alone it may
        look honest, but its money is lost to that attack. An extension has honest calls too."""
        if self._context.vantage is Vantage.RECORDS:
            return False
        return self._tracker.is_announced(tuple(one for one in touched if one[0] is not Entity.EXTENSION))

    def _book(self, event: ev.CallRecorded, destination: Destination) -> MicroEuro:
        cost, code = self._ledger.book_ended(
            event.call, self._context.now, event.extension, destination, event.billed_s
        )
        if code:
            self._reporter.alert_cap(self._cap_reasons.reached(code, event.extension, destination))
        return cost

    def _act(self, event: ev.CallRecorded, verdict: Verdict, incident: str, observed: bool) -> None:
        is_refused = verdict.kind is DecisionKind.REFUSE
        if is_refused and not observed and event.extension:
            self._locks.lock(Subject.EXTENSION, event.extension, because=verdict.reasons, incident=incident)
        # One announcement for an incident; after that only what makes it another matter.
        is_announced = is_refused and self._enforcement.announce(verdict, incident, observed)
        if is_announced or (is_refused and incident and not self._tracker.has_grown(incident)):
            return
        self._decisions.alert(
            subject=Subject.CALL,
            target=event.call,
            because=verdict.reasons,
            number=event.number,
            extension=event.extension,
            incident=incident,
        )
