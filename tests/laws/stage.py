"""The stage: any stream of events goes through the watch as in life, with its Ticks and confirmations.

In: a watch, checkers, events. Out: nothing; the checkers speak. Ticks come when the watch wants them (or a
little late), and each order is carried out after a moment (or never).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable

from tests.laws.checkers import Checker

from veilleur.detection import Watch
from veilleur.words import events as ev
from veilleur.words.decisions import Decision, DecisionKind, Subject


class Stage:
    """Drives one watch. reaction_s: how long an order takes; None: the switch never obeys."""

    def __init__(
        self,
        watch: Watch,
        checkers: Iterable[Checker],
        reaction_s: float | None = 0.5,
        tick_late_s: float = 0.0,
    ) -> None:
        self.watch, self.checkers = watch, list(checkers)
        self.decisions: list[Decision] = []
        self.now = 0.0
        self._reaction_s, self._late_s = reaction_s, tick_late_s
        self._orders: list[tuple[float, int, ev.Event]] = []
        self._count = 0

    def live(self, events: Iterable[ev.Event]) -> None:
        """Let it all happen, in order of arrival."""
        for event in events:
            self.until(event.seen_at)
            self.take(event)

    def until(self, at: float) -> None:
        """What happens by itself until then."""
        at_once = 0
        while True:
            wake = self.watch.wake_at
            at_once = at_once + 1 if wake is not None and wake <= self.now else 0
            assert at_once < 100, "the watch wants the same moment for ever"
            tick = wake + self._late_s if wake is not None else float("inf")
            tick = max(tick, self.now)
            order = self._orders[0][0] if self._orders else float("inf")
            if min(tick, order) > at or min(tick, order) == float("inf"):
                return
            if order <= tick:
                self.take(heapq.heappop(self._orders)[2])
            else:
                self.take(ev.Tick(tick, tick))

    def finish(self) -> None:
        """Everything ends: all legs gone, all permits run out."""
        at = self.now + 1.0
        self.until(at)
        self.take(ev.Snapshot(at, at, "ami", ()))
        self.until(at + 200.0)
        self.take(ev.Tick(at + 200.0, at + 200.0))
        for checker in self.checkers:
            checker.at_end(self.watch)

    def take(self, event: ev.Event) -> list[Decision]:
        """One event, as it is."""
        self.now = max(self.now, event.seen_at)
        decisions = self.watch.step(event)
        self.decisions += decisions
        for checker in self.checkers:
            checker.saw(event, decisions, self.watch)
        if self._reaction_s is not None:
            for decision in decisions:
                self._carry_out(decision, self.now + self._reaction_s)
        return decisions

    def _carry_out(self, decision: Decision, at: float) -> None:
        if decision.observed:
            return
        event: ev.Event
        if decision.kind is DecisionKind.CUT and decision.subject is Subject.CALL:
            event = ev.CallEnded(at, at, decision.target)
        elif decision.kind is DecisionKind.CUT:
            event = ev.MailboxLeft(at, at, decision.target)
        elif decision.kind in (DecisionKind.UNDO, DecisionKind.RESTORE):
            extension, _slash, kind = decision.target.partition("/")
            cleared = ev.ForwardCleared(at, at, extension, kind)
            restored = ev.ForwardSet(at, at, extension, kind, decision.number)
            event = cleared if decision.kind is DecisionKind.UNDO else restored
        else:
            return
        self._count += 1
        heapq.heappush(self._orders, (at, self._count, event))
