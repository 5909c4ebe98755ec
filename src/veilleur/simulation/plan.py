"""Planned calls, and the expander that lives them as events under the eyes of a rule.

In: what honest people and a thief mean to do. Out: words events as a vantage sees them, cut short
where the rule refuses or cuts. The one thing to get wrong: a plan is a wish, so one plan gives
other events, and other money, under each rule.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import NamedTuple, TypeAlias

from veilleur.words.calls import Direction, Origin, Vantage
from veilleur.words.decisions import Decision, DecisionKind, Subject
from veilleur.words.events import (
    CallAnswered,
    CallEnded,
    CallRecorded,
    CallRequested,
    CallStarted,
    CodeKeyed,
    Event,
    ForwardCleared,
    Tick,
)


class PlannedCall(NamedTuple):
    """A call somebody means to make. start: seconds since 1970 UTC; lengths in seconds."""

    start: float
    ring_s: float
    answered: bool
    duration_s: float  # from answer to end, if nobody stops it
    extension: str
    number: str  # as dialled
    origin: Origin = Origin.EXTENSION
    outside_caller: str = ""
    address: str = ""
    agent: str = ""
    hostile: bool = False


Step: TypeAlias = PlannedCall | Event


class Feedback(NamedTuple):
    """What a thief has noticed so far: calls refused, calls cut, calls let through."""

    refused: int = 0
    cut: int = 0
    passed: int = 0


Steps: TypeAlias = Generator[Step, Feedback, None]


def moment_of(step: Step) -> float:
    """When a step begins, in seconds since 1970 UTC."""
    return step.start if isinstance(step, PlannedCall) else step.at


@dataclass(slots=True)
class CallFate:
    """What became of one planned call. passed_s: answered seconds that were really talked."""

    plan: PlannedCall
    refused: bool = False
    asked: bool = False
    cut: bool = False
    passed_s: float = 0.0


@dataclass(slots=True)
class Expander:
    """Lives honest and hostile steps in true time order.

    step: the rule under test, given each event. wake_at: when it wants a Tick. reaction_s: how
    long a cut takes to happen.
    """

    vantage: Vantage
    step: Callable[[Event], Sequence[Decision]]
    wake_at: Callable[[], float | None] = lambda: None
    reaction_s: float = 0.5
    fates: list[CallFate] = field(default_factory=list)
    alerts: list[Decision] = field(default_factory=list)
    _heap: list[tuple[float, int, str, str]] = field(default_factory=list)
    _live: dict[str, tuple[CallFate, float | None]] = field(default_factory=dict)
    _count: int = 0
    _order: int = 0  # ties in time are lived in the order they were planned
    _refused: int = 0
    _cut: int = 0
    _passed: int = 0

    def run(self, honest: Iterator[Step], hostile: Steps | None = None) -> None:
        """Live both streams to their end."""
        own = next(honest, None)
        foreign = next(hostile, None) if hostile else None
        while own is not None or foreign is not None:
            if foreign is not None and (own is None or moment_of(foreign) < moment_of(own)):
                self._begin(foreign)
                assert hostile is not None
                try:
                    foreign = hostile.send(Feedback(self._refused, self._cut, self._passed))
                except StopIteration:
                    foreign = None
            elif own is not None:
                self._begin(own)
                own = next(honest, None)
        self._advance(float("inf"))

    def _begin(self, step: Step) -> None:
        at = moment_of(step)
        self._advance(at)
        if not isinstance(step, PlannedCall):
            self._tell(step, at)
            return
        self._count += 1
        call = f"c{self._count}"
        fate = CallFate(step)
        self.fates.append(fate)
        if self.vantage is Vantage.ASKED and not self._may_call(step, call, fate):
            return
        self._live[call] = (fate, None)
        if self.vantage is not Vantage.RECORDS:
            self._tell(
                CallStarted(
                    at, at, call, step.number, f"r{self._count}", step.extension, step.origin,
                    step.outside_caller, "", step.address, step.agent,
                ),
                at,
            )  # fmt: skip
        if step.answered:
            self._push(at + step.ring_s, "answer", call)
        self._push(at + step.ring_s + (step.duration_s if step.answered else 0.0), "end", call)

    def _may_call(self, plan: PlannedCall, call: str, fate: CallFate) -> bool:
        request = "r" + call[1:]
        can_key = plan.origin is Origin.EXTENSION
        asked = self._tell(
            CallRequested(
                plan.start, plan.start, request, plan.extension, plan.number, plan.origin,
                plan.outside_caller, "", plan.address, plan.agent, "", can_key,
            ),
            plan.start,
        )  # fmt: skip
        for decision in asked:
            if decision.subject is not Subject.REQUEST or decision.target != request:
                continue
            if decision.observed:
                continue
            if decision.kind is DecisionKind.REFUSE:
                fate.refused = True
            elif decision.kind is DecisionKind.ASK:
                fate.asked = True
                # A thief does not know the code; an honest caller does.
                fate.refused = plan.hostile or not can_key
                self._tell(
                    CodeKeyed(plan.start, plan.start, request, plan.extension, plan.number, not fate.refused),
                    plan.start,
                )
        if fate.refused and plan.hostile:
            self._refused += 1
        return not fate.refused

    def _push(self, at: float, what: str, call: str) -> None:
        self._order += 1
        heappush(self._heap, (at, self._order, what, call))

    def _advance(self, until: float) -> None:
        while True:
            if until == float("inf") and not self._heap:
                return  # an order that is never confirmed would be repeated for ever
            wake = self.wake_at()
            due = self._heap[0][0] if self._heap else float("inf")
            if wake is not None and wake <= until and wake < due and wake != float("inf"):
                self._tell(Tick(wake, wake), wake)
                after = self.wake_at()
                if after is None or after > wake:
                    continue
                # A rule that asks for the same moment again must not stop the world.
            if not self._heap or due > until:
                return
            at, _, what, call = heappop(self._heap)
            self._happen(at, what, call)

    def _happen(self, at: float, what: str, call: str) -> None:
        if what == "cleared":
            extension, _, kind = call.partition("/")
            self._tell(ForwardCleared(at, at, extension, kind), at)
            return
        if call not in self._live:
            return
        fate, answered_at = self._live[call]
        if what == "answer":
            self._live[call] = (fate, at)
            if self.vantage is not Vantage.RECORDS:
                self._tell(CallAnswered(at, at, call), at)
            return
        del self._live[call]
        fate.cut = what == "cut"
        fate.passed_s = at - answered_at if answered_at is not None else 0.0
        if fate.plan.hostile:
            self._cut += fate.cut
            self._passed += not fate.cut
        if self.vantage is not Vantage.RECORDS:
            self._tell(CallEnded(at, at, call), at)
            return
        plan = fate.plan
        self._tell(
            CallRecorded(
                plan.start, at, call, Direction.OUT, plan.extension, plan.number, plan.origin,
                plan.outside_caller, at - plan.start, fate.passed_s, answered_at is not None,
            ),
            at,
        )  # fmt: skip

    def _tell(self, event: Event, at: float) -> Sequence[Decision]:
        decisions = self.step(event)
        for decision in decisions:
            if decision.kind is DecisionKind.ALERT:
                self.alerts.append(decision)
            elif decision.kind is DecisionKind.CUT and not decision.observed:
                self._push(at + self.reaction_s, "cut", decision.target)
            elif decision.kind is DecisionKind.UNDO and not decision.observed:
                self._push(at + self.reaction_s, "cleared", decision.target)
        return decisions
