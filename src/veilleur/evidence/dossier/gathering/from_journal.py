"""A dossier of an incident that a guard watched: every fact is an entry of its journal.

In: the incident, the entries from it to the journal's head, the site. Out: a `Dossier` of the higher grade.
Pitfall: a call belongs to the attack when a decision of the incident is about it, or when it went to a number
of the incident while it lasted; honest calls of the same night stay out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from veilleur import __version__
from veilleur.detection.business_hours import Calendar
from veilleur.evidence.dossier.content import (
    Basis,
    ClockOffset,
    Dossier,
    Grade,
    Month,
    ProvenCall,
    Source,
    Step,
)
from veilleur.evidence.dossier.gathering import alert_lines
from veilleur.evidence.dossier.gathering.kept_entry import KeptEntry
from veilleur.evidence.dossier.gathering.past_traffic import place_of
from veilleur.evidence.dossier.gathering.steps import decision_step, evidence_step
from veilleur.evidence.dossier.gathering.waves import waves
from veilleur.wording.places import where
from veilleur.words.calls import Direction
from veilleur.words.decisions import Decision, DecisionKind, Subject
from veilleur.words.events import (
    ActionFailed,
    AlertAnswered,
    AlertCallPlaced,
    AlertSent,
    AnswerWithdrawn,
    CallAnswered,
    CallEnded,
    CallRecorded,
    CallRequested,
    CallStarted,
    ClockStepped,
    DrillRequested,
    Event,
    FeedLost,
    FeedRestored,
    GapRead,
    GuardStarted,
    HoursOrdered,
    LimitOrdered,
    OwnerAnswered,
    PastLearned,
    Paused,
    Resumed,
    Snapshot,
    Tick,
    UndoRequested,
)
from veilleur.words.incidents import Attack
from veilleur.words.ports import Numbering
from veilleur.words.site import Site

MARGIN_S = 600.0  # a call that began just before the first sign may be the first of the attack
# Their time is the guard's own, or of a past read again: they say nothing of the switch's clock.
OF_THE_GUARD = (
    Tick,
    ClockStepped,
    GuardStarted,
    GapRead,
    CallRecorded,
    ActionFailed,
    AlertSent,
    AlertAnswered,
    AlertCallPlaced,
    DrillRequested,
    OwnerAnswered,
    AnswerWithdrawn,
    Paused,
    Resumed,
    HoursOrdered,
    LimitOrdered,
    PastLearned,
    UndoRequested,
    FeedLost,
    FeedRestored,
    Snapshot,
)
SILENT_KINDS = frozenset({DecisionKind.ALLOW, DecisionKind.LIMIT})


@dataclass(slots=True)
class _Leg:
    at: float
    id: str
    extension: str
    number: str
    origin: str
    source: Source
    request: str = ""
    answered_at: float | None = None
    has_ended: bool = False
    seconds: float = 0.0
    recorded_s: float | None = None
    charged: int | None = None
    state: str = ""


class Watched:
    """Gathers the dossier of one incident. show: how numbers of people are shown in sentences."""

    def __init__(self, attack: Attack, site: Site, numbering: Numbering, show: Callable[[str], str]) -> None:
        self._attack, self._site, self._numbering, self._show = attack, site, numbering, show
        self._legs: dict[str, _Leg] = {}
        self._requests: dict[str, _Leg] = {}
        self._steps: list[Step] = []
        self._offsets: list[float] = []
        self._known: list[float] = []
        self._times: list[tuple[float, Source]] = []
        self._decisions = {decision.id for decision in attack.decisions}
        self._numbers = {self._called(number) for number in attack.incident.numbers}

    @property
    def until(self) -> float:
        """The end of what belongs to the attack."""
        return self._attack.incident.last_at + MARGIN_S

    @property
    def places(self) -> set[str]:
        """The destinations of its calls."""
        return {call.place for call in self._calls()}

    def take(self, entries: Iterable[KeptEntry]) -> None:
        """Take in the entries, in order."""
        for entry in entries:
            if entry.site != self._site.name:
                continue
            if entry.at <= self.until:
                self._times.append((entry.at, entry.source))
            event = entry.event()
            if event is not None:
                self._event(event, entry)
            decision = entry.decision()
            if decision is not None and decision.incident == self._attack.incident.id:
                self._decision(decision, entry.source)

    def dossier(
        self, made_at: float, months: tuple[Month, ...], head: tuple[int, str], first: int
    ) -> Dossier:
        """All of it. head: number and hash of the journal's last entry. first: of the extract."""
        incident = self._attack.incident
        calls = self._calls()
        evidence = [evidence_step(one, self._source_at(one.at)) for one in incident.evidence]
        steps = _joined(sorted([*evidence, *self._steps, *waves(calls)], key=lambda step: step.at))
        offsets = sorted(self._offsets)
        clock = ClockOffset(offsets[0], median(offsets), offsets[-1], len(offsets)) if offsets else None
        return Dossier(
            reference=f"V-{incident.id}-{head[1][:8]}",
            grade=Grade.WATCHED,
            program=f"Veilleur {__version__}",
            made_at=made_at,
            site_name=self._site.name,
            country=self._site.country,
            timezone=self._site.timezone,
            began_at=incident.began_at,
            last_at=incident.last_at,
            known_at=min(self._known, default=incident.began_at),
            known_by="alert" if self._known else "watch",
            calls=tuple(calls),
            steps=tuple(steps),
            months=months,
            files=(),
            extensions=incident.extensions,
            hours_source="configuration",
            clock=clock,
            journal_head=head,
            journal_first=first,
            journal_last=head[0],
            saved_cost=incident.saved_cost,
            is_attack_open=incident.is_open,
        )

    def _event(self, event: Event, entry: KeptEntry) -> None:
        source = entry.source
        if isinstance(event, AlertSent | AlertAnswered | UndoRequested):
            self._message(event, source)
        if entry.at > self.until:
            if isinstance(event, CallEnded):
                self._ended(event, source)
            return
        if not isinstance(event, OF_THE_GUARD):
            self._offsets.append(event.seen_at - event.at)
        if isinstance(event, CallRequested):
            self._requests[event.request] = self._leg(event, event.request, event.request, source)
        elif isinstance(event, CallStarted):
            self._legs[event.call] = self._leg(event, event.call, event.request, source)
        elif isinstance(event, CallAnswered) and event.call in self._legs:
            leg = self._legs[event.call]
            leg.answered_at = leg.answered_at or event.seen_at
        elif isinstance(event, CallEnded):
            self._ended(event, source)
        elif isinstance(event, CallRecorded) and event.direction is Direction.OUT:
            self._recorded(event, source)
        elif isinstance(event, FeedLost | FeedRestored):
            lost = isinstance(event, FeedLost)
            self._steps.append(
                Step(
                    at=event.seen_at,
                    kind="seen",
                    fr=f"Standard ({event.feed})\u00a0: {'plus surveillé' if lost else 'surveillé'}.",
                    en=f"Telephone system ({event.feed}): {'no longer watched' if lost else 'watched'}.",
                    source=source,
                )
            )

    def _leg(self, event: CallRequested | CallStarted, name: str, request: str, source: Source) -> _Leg:
        return _Leg(
            at=event.seen_at,
            id=name,
            extension=event.extension,
            number=event.number,
            origin=event.origin.value,
            source=source,
            request=request,
        )

    def _ended(self, event: CallEnded, source: Source) -> None:
        leg = self._legs.get(event.call)
        if leg is None:
            return
        leg.has_ended = True
        if leg.answered_at is not None and not leg.seconds:
            leg.seconds = max(0.0, event.seen_at - leg.answered_at)
            leg.source = source

    def _recorded(self, event: CallRecorded, source: Source) -> None:
        leg = self._legs.get(event.call)
        if leg is None:
            leg = self._legs[event.call] = _Leg(
                at=event.at,
                id=event.call,
                extension=event.extension,
                number=event.number,
                origin=event.origin.value,
                source=source,
            )
            leg.seconds = event.billed_s
            leg.has_ended = True
        elif leg.answered_at is not None and not leg.has_ended:
            leg.source = source
        leg.recorded_s = event.billed_s
        leg.charged = event.charged

    def _decision(self, decision: Decision, source: Source) -> None:
        if decision.kind in SILENT_KINDS:
            return
        if not decision.observed:
            if decision.subject is Subject.REQUEST and decision.kind in (
                DecisionKind.REFUSE,
                DecisionKind.ASK,
            ):
                leg = self._requests.get(decision.target)
                if leg is not None:
                    leg.state = "refused"
            elif decision.subject is Subject.CALL and decision.target in self._legs:
                self._legs[decision.target].state = "cut"
        self._steps.append(decision_step(decision, source, self._show, self._place))

    def _place(self, lang: str, number: str) -> str:
        return where(self._numbering.destination(number), lang)

    def _message(self, event: AlertSent | AlertAnswered | UndoRequested, source: Source) -> None:
        if isinstance(event, UndoRequested):
            if event.decision in self._decisions:
                self._steps.append(Step(event.seen_at, "answer", *alert_lines.undone(event), source))
        elif event.conversation != self._attack.incident.id:
            return
        elif isinstance(event, AlertSent):
            if not event.why:
                self._known.append(event.seen_at)
            self._steps.append(Step(event.seen_at, "alert", *alert_lines.sent(event), source))
        else:
            self._steps.append(Step(event.seen_at, "answer", *alert_lines.answered(event), source))

    def _calls(self) -> list[ProvenCall]:
        """The calls of the attack, a refused request counted once with the leg that it led to."""
        began = self._attack.incident.began_at - MARGIN_S
        targets = {decision.target for decision in self._attack.decisions}
        led_on = {leg.request for leg in self._legs.values() if leg.request}
        legs = [leg for leg in self._legs.values() if began <= leg.at <= self.until]
        legs = [leg for leg in legs if leg.id in targets or leg.request in targets or self._is_of(leg)]
        refused = [leg for leg in self._requests.values() if leg.state and leg.id not in led_on]
        calendar = Calendar(self._site)
        return sorted(
            (self._proven(leg, calendar) for leg in [*legs, *refused]), key=lambda call: (call.at, call.id)
        )

    def _is_of(self, leg: _Leg) -> bool:
        return self._called(leg.number) in self._numbers

    def _called(self, number: str) -> str:
        return self._numbering.destination(number).e164 or number

    def _proven(self, leg: _Leg, calendar: Calendar) -> ProvenCall:
        destination = self._numbering.destination(leg.number)
        is_end_missed = leg.answered_at is not None and not leg.has_ended
        seconds = (leg.recorded_s or 0.0) if is_end_missed else leg.seconds
        cost, at_most = destination.usual.cost(seconds), destination.cautious.cost(seconds)
        basis = Basis.ESTIMATE
        if leg.charged is not None:
            basis, cost, at_most = Basis.BILL, leg.charged, leg.charged
        elif seconds <= 0:
            basis = Basis.NONE
        elif self._site.tariff.file and cost == at_most:
            basis = Basis.DECK
        return ProvenCall(
            at=leg.at,
            id=leg.id,
            extension=leg.extension,
            number=leg.number,
            called=destination.e164 or leg.number,
            territory=destination.territory,
            place=place_of(destination, self._site.country),
            origin=leg.origin,
            seconds=seconds,
            basis=basis,
            cost=cost,
            at_most=max(cost, at_most),
            source=leg.source,
            state=leg.state,
            is_closed=not calendar.moment(leg.at).is_open,
            is_end_known=not is_end_missed or leg.recorded_s is not None,
        )

    def _source_at(self, at: float) -> Source:
        """The first entry of that time."""
        return next((source for when, source in self._times if when >= at), self._times[-1][1])


def _joined(steps: Sequence[Step]) -> list[Step]:
    """The same thing several times in a row is one line that says how often."""
    found: list[Step] = []
    for step in steps:
        last = found[-1] if found else None
        is_same = last is not None and (last.kind, last.fr) == (step.kind, step.fr)
        if last is not None and is_same and step.kind != "calls" and not step.is_counted:
            found[-1] = last._replace(times=last.times + step.times, last_at=step.last_at or step.at)
        else:
            found.append(step)
    return found
