"""The laws that hold always, one checker each. A checker sees every event with its decisions, whatever
the stream, and keeps books of its own; it knows nothing of how the watch came to them.

Law 9 (the PBX without Veilleur) is the dialplan's, and is tried on switches.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tests.laws.spellings import found_in

from veilleur.detection import Watch
from veilleur.words import events as ev
from veilleur.words.codec import encode_decision, encode_event
from veilleur.words.decisions import Decision, DecisionKind, Subject
from veilleur.words.destinations import INSIDE_CLASSES, Destination, NumberClass
from veilleur.words.ports import Numbering

REPEAT_MAX_S = 60.0
ALARM_ATTEMPT = 4
SAME_NAME_S = 600.0


class Checker(Protocol):
    """What the stage shows each checker."""

    def saw(self, event: ev.Event, decisions: Sequence[Decision], watch: Watch) -> None: ...

    def at_end(self, watch: Watch) -> None: ...


@dataclass
class Leg:
    """One out leg as the events report it."""

    destination: Destination
    started: float
    answered: float | None = None
    cut_ordered: float | None = None
    attempts: int = 0
    cut_at_start: bool = False
    extension: str = ""


@dataclass
class Switch:
    """The out legs alive, by the events alone: what any reader of the stream would believe."""

    numbering: Numbering
    now: float = 0.0
    legs: dict[str, Leg] = field(default_factory=dict)
    early: dict[str, float] = field(default_factory=dict)
    ended: dict[str, float] = field(default_factory=dict)
    gone: list[tuple[str, Leg, float]] = field(default_factory=list)  # of this event

    def take(self, event: ev.Event) -> None:
        self.now = max(self.now, event.seen_at)
        self.gone = []
        if isinstance(event, ev.CallStarted):
            self._start(event.call, event.number, event.outside_line_removed, event.extension)
            if event.priced_from_dialling and event.call in self.legs:
                self._answer(event.call)
        elif isinstance(event, ev.CallAnswered):
            if event.call in self.legs:
                self._answer(event.call)
            elif not self._has_ended(event.call):
                self.early.setdefault(event.call, self.now)
        elif isinstance(event, ev.CallEnded):
            self._end(event.call)
        elif isinstance(event, ev.Snapshot):
            alive = {leg.call for leg in event.calls}
            for call in [call for call in self.legs if call not in alive]:
                self._end(call)
            for leg in event.calls:
                self.ended.pop(leg.call, None)
                self._start(leg.call, leg.number, False, leg.extension)
                if leg.answered_at is not None and leg.call in self.legs:
                    self._answer(leg.call)

    def _start(self, call: str, number: str, removed: bool, extension: str) -> None:
        if call in self.legs or self._has_ended(call):
            return
        destination = self.numbering.destination(number, removed)
        if destination.number_class in INSIDE_CLASSES:
            return
        self.legs[call] = Leg(destination, self.now, extension=extension)
        if self.early.pop(call, None) is not None:
            self._answer(call)

    def _has_ended(self, call: str) -> bool:
        # A name that comes again that late is another call.
        return call in self.ended and self.now - self.ended[call] <= SAME_NAME_S

    def _answer(self, call: str) -> None:
        leg = self.legs[call]
        if leg.answered is None:
            leg.answered = self.now

    def _end(self, call: str) -> None:
        self.early.pop(call, None)
        self.ended[call] = self.now
        leg = self.legs.pop(call, None)
        if leg is not None:
            self.gone.append((call, leg, self.now))


class EmergencyNeverStopped:
    """Law 1: never refused, asked, delayed or cut; a full trunk is made free for it."""

    def __init__(self, numbering: Numbering, trunk_channels: int = 0) -> None:
        self._numbering, self._channels = numbering, trunk_channels
        self._switch = Switch(numbering)
        self._leaving: set[str] = set()

    def saw(self, event: ev.Event, decisions: Sequence[Decision], watch: Watch) -> None:
        cuts = {d.target for d in decisions if d.kind is DecisionKind.CUT and d.subject is Subject.CALL}
        if isinstance(event, ev.CallRequested) and self._numbering.destination(event.number).is_emergency:
            answers = [d for d in decisions if d.subject is Subject.REQUEST]
            assert [(d.kind, d.target) for d in answers] == [(DecisionKind.ALLOW, event.request)]
            self._has_room(cuts)
        self._switch.take(event)
        for target in cuts:
            leg = self._switch.legs.get(target)
            assert leg is None or not leg.destination.is_emergency, "an emergency call was cut"
        self._leaving = {call for call in self._leaving | cuts if call in self._switch.legs}

    def _has_room(self, cuts: set[str]) -> None:
        legs = self._switch.legs
        busy = [c for c in legs if c not in self._leaving]
        others = [c for c in busy if not legs[c].destination.is_emergency]
        if self._channels and len(busy) >= self._channels and others:
            assert cuts, "the trunk is full and nothing makes room for an emergency call"

    def at_end(self, watch: Watch) -> None:
        """Nothing more to say."""


class CapHolds:
    """Law 2: what the capped calls really cost stays within the cap of the one window it looks at.

    Beside the cap stand only the legs that nobody asked about and whose cut was ordered when they
    began: each at most for the time of a cut. counts: which legs the cap counts; all of them unless given.
    """

    def __init__(
        self, numbering: Numbering, cap: int, cut_s: float, counts: Callable[[Leg], bool] = lambda _leg: True
    ) -> None:
        self._switch = Switch(numbering)
        self._cap, self._cut_s, self._counts = cap, cut_s, counts
        self.billed = self.allowance = 0

    def saw(self, event: ev.Event, decisions: Sequence[Decision], watch: Watch) -> None:
        before = set(self._switch.legs)
        self._switch.take(event)
        cuts = {d.target for d in decisions if d.kind is DecisionKind.CUT and not d.observed}
        for call in set(self._switch.legs) - before:
            leg = self._switch.legs[call]
            if call in cuts and leg.destination.is_capped and self._counts(leg):
                self.allowance += leg.destination.price.cost(self._cut_s)
        for _call, leg, ended in self._switch.gone:
            self._bill(leg, ended)
        assert self.billed <= self._cap + self.allowance, (self.billed, self.allowance)

    def _bill(self, leg: Leg, ended: float) -> None:
        if leg.answered is not None and leg.destination.is_capped and self._counts(leg):
            self.billed += leg.destination.price.cost(ended - leg.answered)

    def at_end(self, watch: Watch) -> None:
        running = 0
        for leg in self._switch.legs.values():
            if leg.answered is not None and leg.destination.is_capped and self._counts(leg):
                running += leg.destination.price.cost(self._switch.now - leg.answered)
        assert self.billed + running <= self._cap + self.allowance, (self.billed, running, self.allowance)


class CallsEndInTime:
    """No call of a class outlasts its longest length, but for the time that a cut takes beyond its second."""

    def __init__(
        self, numbering: Numbering, number_class: NumberClass, longest_s: float, cut_s: float
    ) -> None:
        self._switch = Switch(numbering)
        self._class, self._longest_s = number_class, longest_s + cut_s
        self.longest_seen_s = 0.0

    def saw(self, event: ev.Event, decisions: Sequence[Decision], watch: Watch) -> None:
        self._switch.take(event)
        for _call, leg, ended in self._switch.gone:
            self._look(leg, ended)

    def _look(self, leg: Leg, at: float) -> None:
        if leg.answered is not None and leg.destination.number_class is self._class:
            self.longest_seen_s = max(self.longest_seen_s, at - leg.answered)
            assert at - leg.answered <= self._longest_s, at - leg.answered

    def at_end(self, watch: Watch) -> None:
        for leg in self._switch.legs.values():
            self._look(leg, self._switch.now)


class CutBelievedWhenConfirmed:
    """Law 3: an order is repeated until the world confirms it, alarmed at the fourth time, never after."""

    def __init__(self, numbering: Numbering) -> None:
        self._switch = Switch(numbering)

    def saw(self, event: ev.Event, decisions: Sequence[Decision], watch: Watch) -> None:
        self._switch.take(event)
        for place, decision in enumerate(decisions):
            if decision.kind is not DecisionKind.CUT or decision.subject is not Subject.CALL:
                continue
            if decision.observed:
                continue
            leg = self._switch.legs.get(decision.target)
            assert leg is not None, f"{decision.target} is cut and does not run"
            leg.attempts += 1
            leg.cut_ordered = decision.at
            assert decision.attempt == leg.attempts
            if leg.attempts == ALARM_ATTEMPT:
                alarms = [d for d in decisions[place:] if d.kind is DecisionKind.ALERT]
                assert any(d.target == decision.target for d in alarms)
        for call, leg in self._switch.legs.items():
            if leg.cut_ordered is not None:
                assert watch.wake_at is not None, f"the cut of {call} is forgotten"
                assert watch.wake_at <= max(leg.cut_ordered + REPEAT_MAX_S, self._switch.now) + 0.01

    def at_end(self, watch: Watch) -> None:
        """Nothing more to say."""


class NoGhosts:
    """Law 4: when every leg is gone, nothing is held, and what was spent is what the calls cost.

    Looks at one window; `final` is called by the stage after the last leg's end and the last permit.
    """

    def __init__(self, numbering: Numbering) -> None:
        self._switch = Switch(numbering)
        self._cost = 0
        self._adopted: set[str] = set()
        self._comparable = True

    def saw(self, event: ev.Event, decisions: Sequence[Decision], watch: Watch) -> None:
        before = set(self._switch.legs)
        self._switch.take(event)
        if isinstance(event, ev.Snapshot) and set(self._switch.legs) - before:
            self._comparable = False  # what an adopted call cost before is the switch's word
        if isinstance(event, ev.CallRecorded):
            self._comparable = False
        for _call, leg, ended in self._switch.gone:
            if leg.answered is not None and leg.destination.is_capped:
                self._cost += leg.destination.price.cost(max(ended - leg.answered, 0.001))

    def at_end(self, watch: Watch) -> None:
        rooms = watch.rooms
        assert rooms.ledger.accounts == {}
        assert rooms.calls.running_to == {}
        assert rooms.calls.alive == {}
        assert len(rooms.permits) == 0
        if self._comparable:
            assert rooms.ledger.spent(rooms.context.now)[1] == self._cost


class StateBounded:
    """Law 5: the whole state, written out, never grows beyond a size, whatever the stream."""

    def __init__(self, most_bytes: int, every: int = 1) -> None:
        self._most, self._every, self._count = most_bytes, every, 0
        self.largest = 0

    def saw(self, event: ev.Event, decisions: Sequence[Decision], watch: Watch) -> None:
        self._count += 1
        if self._count % self._every == 0:
            self.at_end(watch)

    def at_end(self, watch: Watch) -> None:
        self.largest = max(self.largest, len(json.dumps(watch.save())))
        assert self.largest <= self._most, self.largest


def said(decisions: Iterable[Decision]) -> list[tuple[object, ...]]:
    """Law 6: what decisions say, without the ids and the repeats that a doubled event may bring."""
    return [
        (d.kind, d.subject, d.target, tuple(reason.code for reason in d.reasons), d.number)
        for d in decisions
        if d.attempt == 1
    ]


class GoesOnAfterRestart:
    """Law 7: a twin that is written out and read back at some moments decides the same for ever."""

    def __init__(self, twin: Watch, reload: object, moments: Iterable[int]) -> None:
        self._twin, self._reload = twin, reload
        self._moments, self._count = set(moments), 0

    def saw(self, event: ev.Event, decisions: Sequence[Decision], watch: Watch) -> None:
        if self._count in self._moments:
            self._twin = self._reload(json.loads(json.dumps(self._twin.save())))  # type: ignore[operator]
        self._count += 1
        assert self._twin.step(event) == list(decisions)
        assert self._twin.wake_at == watch.wake_at
        assert self._twin.incidents == watch.incidents

    def at_end(self, watch: Watch) -> None:
        assert self._twin.save() == watch.save()


class NoSecrets:
    """Law 8: what was keyed at a telephone stands in no event, no decision, no incident and no saved state.

    However it is spelt: `1234`, `pin=1234`, spoken, spaced, encoded (tests/laws/spellings.py). A longer
    number that holds the same digits is another number.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = set(secrets)

    def saw(self, event: ev.Event, decisions: Sequence[Decision], watch: Watch) -> None:
        self._search(encode_event(event))
        for decision in decisions:
            self._search(encode_decision(decision))

    def at_end(self, watch: Watch) -> None:
        self._search(watch.save())
        self._search([incident._asdict() for incident in watch.incidents])

    def _search(self, data: object) -> None:
        if isinstance(data, dict):
            for key, value in data.items():
                self._search(key)
                self._search(value)
        elif isinstance(data, list | tuple):
            for value in data:
                self._search(value)
        elif isinstance(data, str):
            assert found_in(data, self._secrets) is None, f"a secret was kept in {data!r}"
