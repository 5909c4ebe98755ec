"""Runs planned steps through one detection rule, as the events visible at one vantage.

In: honest steps and an attacker's reactive steps. Out: the fate of each hostile call, counts of honest ones,
and when the rule first reacted to the attack. A fork goes on from here in a world of its own, so that one
honest life serves many attacks.
Pitfall: at vantage `records` no access event is seen, only the record of a call into voicemail; and after the
first alarm a person needs `HUMAN_S` to pull the plug.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush

from veilleur.simulation.engine import call_events, mailbox_visit
from veilleur.simulation.engine.outcome import CallFate, RuleUnderTest, Tally
from veilleur.simulation.engine.steps import Feedback, PlannedCall, PlannedVisit, Step, Steps, moment_of
from veilleur.words.calls import Origin, Vantage
from veilleur.words.decisions import Decision, DecisionKind, Subject
from veilleur.words.events import (
    CallAnswered,
    CallEnded,
    Event,
    ForwardCleared,
    ForwardSet,
    IncomingCall,
    OwnerAnswered,
    PinChanged,
    Registered,
    RegistrationRefused,
    Tick,
)
from veilleur.words.ports import Numbering

HUMAN_S = 900.0  # from an alarm by records alone until a person has pulled the plug; assumed
REACTION_S = 0.5  # from an order to cut until the call is gone (measured on the lab's switches: less)
HONEST_KEYS_RIGHT = 0.98  # of honest callers asked for a code, within three tries; assumed
OWNER_S = 600.0  # until the owner accepts a number that was stopped; assumed
RULE_TICK_AGAIN_S = 0.002  # until a rule that wants the same moment again is given another Tick
TICKS_IN_A_ROW_MAX = 500  # a rule that always wants another must not stop the world
_ACCESS_EVENTS = (ForwardSet, ForwardCleared, PinChanged, Registered, RegistrationRefused)
_NEVER = float("inf")


class Scheduler:
    """Runs honest and hostile steps in true time order under one rule.

    trunk_channels: calls the trunk can carry at once, 0 for no limit. knows_code: whether the attacker
    can answer a question for a code. keep_honest: keep the fate of honest calls too, not only counts.
    numbering: recognises national calls and lets the owner accept a number; None leaves both out.
    """

    def __init__(
        self,
        vantage: Vantage,
        rule: RuleUnderTest,
        *,
        trunk_channels: int = 0,
        reaction_s: float = REACTION_S,
        human_s: float = HUMAN_S,
        knows_code: bool = False,
        keep_honest: bool = False,
        numbering: Numbering | None = None,
    ) -> None:
        self.vantage, self.rule, self.numbering = vantage, rule, numbering
        self.knows_code, self.keep_honest = knows_code, keep_honest
        self.fates: list[CallFate] = []  # of hostile calls; of all when kept
        self.tally = Tally(numbering)
        self.honest = self.tally.counts
        self.detected_at: float | None = None
        self.detected_by = ""  # the kind of the decision that first met the attack
        self.first_act_at: float | None = None
        self.first_call_at: float | None = None
        self.records_until_detected = 0
        self.events = 0
        self._channels, self._reaction_s, self._human_s = trunk_channels, reaction_s, human_s
        self._asked = vantage is Vantage.ASKED
        self._records = vantage is Vantage.RECORDS
        self._wakes = hasattr(type(rule), "wake_at")
        self._heap: list[tuple[float, int, str, str]] = []
        self._live: dict[str, CallFate] = {}
        self._hostile_live = 0
        self._forwards: dict[str, str] = {}
        self._last_hostile_at = self._ticked_at = -_NEVER
        self._stop_at = _NEVER  # when a person pulls the plug
        self._count = self._order = 0
        self._refused = self._cut = self._passed = 0
        self._entered = self._locked = self._forward_gone = self._congested = 0

    def fork(self, rule: RuleUnderTest, *, knows_code: bool = False) -> Scheduler:
        """The same world at the same moment with a copy of the rule; its counts begin at nothing."""
        other = Scheduler(
            self.vantage,
            rule,
            trunk_channels=self._channels,
            reaction_s=self._reaction_s,
            human_s=self._human_s,
            knows_code=knows_code,
            numbering=self.numbering,
        )
        other._heap = list(self._heap)
        other._live = {
            name: CallFate(
                plan=f.plan,
                refused=f.refused,
                asked=f.asked,
                cut=f.cut,
                congested=f.congested,
                passed_s=f.passed_s,
                answered_at=f.answered_at,
            )
            for name, f in self._live.items()
        }
        other._forwards = dict(self._forwards)
        other._count, other._order, other._ticked_at = self._count, self._order, self._ticked_at
        return other

    # --- time -----------------------------------------------------------------------------------

    def live(self, honest: Iterator[Step] | Sequence[Step], until: float = _NEVER) -> None:
        """Run honest steps to their end, and what they began up to `until`."""
        for step in honest:
            self._begin(step, False)
        self._advance(until)

    def live_under_attack(self, honest: Iterator[Step], hostile: Steps) -> None:
        """Run honest steps and an attacker's, until the attacker gives up and their last call has ended."""
        own = next(honest, None)
        foreign = next(hostile, None)
        while foreign is not None:
            if own is not None and moment_of(own) <= moment_of(foreign):
                self._begin(own, False)
                own = next(honest, None)
                continue
            self._begin(foreign, True)
            seen = Feedback(
                refused=self._refused,
                cut=self._cut,
                passed=self._passed,
                entered=self._entered,
                locked=self._locked,
                forward_gone=self._forward_gone,
                congested=self._congested,
            )
            try:
                foreign = hostile.send(seen)
            except StopIteration:
                foreign = None
        while self._hostile_live and self._heap:
            self._advance(self._heap[0][0])

    def run(self, honest: Iterator[Step], hostile: Steps | None = None) -> None:
        """Run both streams to their very end."""
        if hostile is not None:
            self.live_under_attack(honest, hostile)
        self.live(honest)

    def _push(self, at: float, what: str, call: str) -> None:
        self._order += 1
        heappush(self._heap, (at, self._order, what, call))

    def _advance(self, until: float) -> None:
        heap, ticks = self._heap, 0
        while True:
            if until == _NEVER and not heap:
                return  # an order that is never confirmed would be repeated for ever
            due = heap[0][0] if heap else _NEVER
            if self._wakes:
                wake = self.rule.wake_at  # type: ignore[attr-defined]
                if wake is not None and wake != _NEVER:
                    if wake <= self._ticked_at:
                        # Asked for again: a guard would step a moment later, when its clock has moved on.
                        wake = self._ticked_at + RULE_TICK_AGAIN_S
                        ticks += 1
                    if wake <= until and wake < due and ticks < TICKS_IN_A_ROW_MAX:
                        self._ticked_at = wake
                        is_hostile = self._hostile_live > 0 or wake - self._last_hostile_at <= 3600
                        self._deliver(Tick(wake, wake), is_hostile)
                        continue
            if due > until or not heap:
                return
            at, _, what, name = heappop(heap)
            self._fire(at, what, name)

    # --- steps ----------------------------------------------------------------------------------

    def _begin(self, step: Step, hostile: bool) -> None:
        at = moment_of(step)
        self._advance(at)
        if hostile:
            self._last_hostile_at = at
            if self.first_act_at is None:
                self.first_act_at = at
        if isinstance(step, PlannedCall):
            self._call(step)
        elif isinstance(step, PlannedVisit):
            self._visit(step)
        else:
            if isinstance(step, ForwardSet):
                self._forwards[step.extension] = step.number
            elif isinstance(step, ForwardCleared):
                self._forwards.pop(step.extension, None)
            if not self._records or not isinstance(step, (*_ACCESS_EVENTS, IncomingCall)):
                self._deliver(step, hostile)

    def _call(self, step: PlannedCall) -> None:
        at, hostile = step.start, step.hostile
        if hostile:
            if at >= self._stop_at:
                self._refused += 1
                return
            if step.origin is Origin.FORWARD and self._forwards.get(step.extension) != step.number:
                self._forward_gone += 1
                return
            if self.first_call_at is None:
                self.first_call_at = at
        else:
            self.honest["faulty" if step.faulty else "calls"] += 1
        self._count += 1
        name = f"c{self._count}"
        fate = CallFate(step)
        if hostile or self.keep_honest:
            self.fates.append(fate)
        if self._asked and not step.unasked and not self._may_call(step, name, fate):
            return
        if self._channels and not step.deflected and len(self._live) >= self._channels:
            fate.congested = True
            self._congested += hostile
            if self._records:
                self._deliver(
                    call_events.recorded(step, name, ended_at=at, billed_s=0.0, answered=False), hostile
                )
            else:
                self._deliver(call_events.started(step, name), hostile)
                self._deliver(CallEnded(at, at, name, "congestion"), hostile)
            return
        self._live[name] = fate
        self._hostile_live += hostile
        if not self._records:
            self._deliver(call_events.started(step, name), hostile)
        end = at + step.ring_s
        if step.answered:
            self._push(end, "answer", name)
            end += step.duration_s
        self._push(end, "end", name)

    def _may_call(self, plan: PlannedCall, name: str, fate: CallFate) -> bool:
        at, request, hostile = plan.start, call_events.request_of(name), plan.hostile
        can_key = plan.origin is Origin.EXTENSION and not plan.faulty
        asked = self._deliver(call_events.requested(plan, name, can_key=can_key), hostile)
        for decision in asked:
            if decision.target != request or decision.observed or decision.subject is not Subject.REQUEST:
                continue
            if decision.kind is DecisionKind.REFUSE:
                fate.refused = True
            elif decision.kind is DecisionKind.ASK:
                fate.asked = True
                # A draw that does not depend on the rule, so that all rules meet the same people.
                knows = self.knows_code if hostile else int(at * 1000) % 100 < 100 * HONEST_KEYS_RIGHT
                fate.refused = not (can_key and knows)
                self._deliver(call_events.code_keyed(plan, name, right=not fate.refused), hostile)
            if hostile:
                self._detect(at, decision.kind.value)
            else:
                self._stopped_honest(decision, plan, fate)
        if fate.refused and hostile:
            self._refused += 1
        return not fate.refused

    def _visit(self, visit: PlannedVisit) -> None:
        self._count += 1
        hostile, now, said = visit.hostile, visit.start, None
        steps = mailbox_visit.visit_events(visit, f"m{self._count}", self.vantage)
        while True:
            try:
                event = next(steps) if said is None else steps.send(said)
            except StopIteration as end:
                reached: mailbox_visit.VisitOutcome = end.value
                break
            if event.at > now:
                now = event.at
                self._advance(now)
            said = self._deliver(event, hostile)
        if hostile:
            self._entered += reached.entered
            self._locked += reached.turned_away
        elif reached.turned_away:
            self.honest["visits_refused"] += 1

    # --- what follows ---------------------------------------------------------------------------

    def _fire(self, at: float, what: str, name: str) -> None:
        if what == "cleared":
            extension, _, kind = name.partition("/")
            self._forwards.pop(extension, None)
            self._deliver(ForwardCleared(at, at, extension, kind), False)
            return
        if what == "owner":
            self._deliver(OwnerAnswered(at, at, True, "number", name, by="owner"), False)
            return
        if what == "plug_pulled":
            for call in [c for c, fate in self._live.items() if fate.plan.hostile]:
                self._fire(at, "cut", call)
            return
        fate = self._live.get(name)
        if fate is None:
            return
        plan = fate.plan
        if what == "answer":
            fate.answered_at = at
            if not self._records:
                self._deliver(CallAnswered(at, at, name), plan.hostile)
            return
        del self._live[name]
        self._hostile_live -= plan.hostile
        fate.cut = what == "cut"
        fate.passed_s = at - fate.answered_at if fate.answered_at is not None else 0.0
        if plan.hostile:
            self._cut += fate.cut
            self._passed += not fate.cut
        if self._records:
            if plan.hostile and self.detected_at is None:
                self.records_until_detected += 1
            record = call_events.recorded(
                plan, name, ended_at=at, billed_s=fate.passed_s, answered=fate.answered_at is not None
            )
            self._deliver(record, plan.hostile)
        else:
            self._deliver(CallEnded(at, at, name), plan.hostile)

    def _deliver(self, event: Event, hostile: bool) -> Sequence[Decision]:
        self.events += 1
        decisions = self.rule.step(event)
        if decisions:
            self._apply(decisions, event.seen_at, hostile)
        return decisions

    def _apply(self, decisions: Sequence[Decision], at: float, hostile: bool) -> None:
        for decision in decisions:
            kind, subject = decision.kind, decision.subject
            if kind is DecisionKind.CUT and subject is Subject.CALL:
                fate = self._live.get(decision.target)
                if decision.observed or fate is None:
                    continue
                self._push(at + self._reaction_s, "cut", decision.target)
                if fate.plan.hostile:
                    self._detect(at, kind.value)
                elif decision.attempt == 1:
                    self._stopped_honest(decision, fate.plan, fate)
            elif kind is DecisionKind.UNDO:
                if not decision.observed:
                    self._push(at + self._reaction_s, "cleared", decision.target)
                if hostile:
                    self._detect(at, kind.value)
                else:
                    self.honest["undone"] += 1
            elif kind is DecisionKind.ALERT or (kind is DecisionKind.LOCK and not decision.observed):
                if hostile:
                    self._detect(at, kind.value)
                    if self._records and self._stop_at == _NEVER:
                        self._stop_at = decision.at + self._human_s
                        self._push(self._stop_at, "plug_pulled", "")
                else:
                    self.tally.alerted(decision)

    def _detect(self, at: float, kind: str) -> None:
        if self.detected_at is None and self.first_act_at is not None and kind != "allow":
            self.detected_at, self.detected_by = at, kind

    def _stopped_honest(self, decision: Decision, plan: PlannedCall, fate: CallFate) -> None:
        accepted = self.tally.stopped(decision, plan, fate)
        if accepted:
            self._push(decision.at + OWNER_S, "owner", accepted)
