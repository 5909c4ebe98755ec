"""The watch of one site: events in, decisions and `wake_at` out, nothing else.

Here live the order of the rules, permits, and the life of each call. No clock, no socket, no chance
lives here; what a call means is the judge's (`questions.Judging`). Time is the events' `seen_at` and
never goes back. Money is keyed by the out leg and lives in the ledger; a linked id decides nothing.

A request is answered once; a retry gets the same answer. An allow leaves a permit: this request,
this number, for a minute. A leg towards a trunk without one is cut where the site is asked, but only
in the classes that caps count: national calls that the fail policy let pass are not stopped.
An observed decision is not carried out: whoever answers the switch allows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from veilleur.detection.confirmation import ALARM_ATTEMPT, Confirmation
from veilleur.detection.doors import Doors
from veilleur.detection.hours import Calendar
from veilleur.detection.ledger import Ledger
from veilleur.detection.questions import CallFacts, Entity, Judging, Verdict, Witnessed
from veilleur.words import events as ev
from veilleur.words.calls import Mode, Origin, Vantage
from veilleur.words.decisions import Decision, DecisionKind, Reason, Subject
from veilleur.words.destinations import INSIDE_CLASSES, Destination
from veilleur.words.ports import Numbering
from veilleur.words.site import Site

# The life of a call: (state, event) -> state. What is not here changes nothing.
TRANSITIONS = {
    ("requested", "CallStarted"): "dialling",
    ("unknown", "CallStarted"): "dialling",
    ("unknown", "Snapshot"): "dialling",
    ("dialling", "CallAnswered"): "answered",
    ("dialling", "CallEnded"): "ended",
    ("answered", "CallEnded"): "ended",
}
PERMIT_S = 60.0
REMEMBERED_MAX = 2_000  # ended calls, early answers and answered requests that are kept
_REACTION_S = {Vantage.ASKED: 0.0, Vantage.LIVE: 1.0, Vantage.RECORDS: 1_200.0}
_PERMIT_PREFIX = "permit "


@dataclass(slots=True)
class Call:
    """One out leg that is alive."""

    number: str
    extension: str
    request: str
    state: str = "dialling"
    probability: float = 0.0
    began: float = 0.0
    origin: str = "unknown"
    answered_at: float | None = None


class AllowingJudge:
    """A judge that allows all: caps, permits, doors and law 1 work without one."""

    def judge(self, facts: CallFacts) -> Verdict:
        """Allow."""
        return Verdict(DecisionKind.ALLOW, 0.0, 0.0)

    def witness(self, evidence: Witnessed) -> None:
        """Nothing is kept."""

    def attack_db(self, at: float) -> float:
        """Quiet."""
        return -60.0

    def learn(self, facts: CallFacts, answered_s: float, cost: int) -> None:
        """Nothing is kept."""

    def answered(self, accepted: bool, scope: str, value: str, until: float | None, once: bool) -> None:
        """Nothing is kept."""

    def withdrawn(self, scope: str, value: str) -> None:
        """Nothing is kept."""

    def save(self) -> dict[str, Any]:
        """Nothing."""
        return {}

    def load(self, data: dict[str, Any]) -> None:
        """Nothing."""


def real_judge(site: Site) -> Judging:
    """The judge of the house."""
    from veilleur.detection.judge import Judge  # late: a watch with another judge does not need it

    return Judge(site)


class Watch:
    """The watch of one site. `step` takes an event and gives decisions; `wake_at` asks for a Tick."""

    def __init__(
        self,
        site: Site,
        numbering: Numbering,
        judge: Judging | None = None,
        vantage: Vantage = Vantage.ASKED,
    ) -> None:
        self._site, self._numbering, self._vantage = site, numbering, vantage
        self._judge = judge if judge is not None else real_judge(site)
        self._calendar = Calendar(site)
        self._ledger = Ledger(site, self._calendar)
        self._doors = Doors()
        self._confirmation = Confirmation()
        self._modes = dict(site.mode_by_class)
        self._now = 0.0
        self._began: float | None = None
        self._paused_until = 0.0
        self._count = 0
        self._calls: dict[str, Call] = {}
        self._permits: dict[str, list[Any]] = {}  # request -> number, until
        self._answers: dict[str, Decision] = {}  # request -> what was answered
        self._ended: dict[str, None] = {}
        self._early: dict[str, float] = {}  # answered before started
        self._blind: dict[str, None] = {}
        self._away = False  # until a snapshot tells what passed while we did not look
        self._alerted: dict[str, None] = {}  # caps told of, once per window
        self._forwards: dict[str, str] = {}  # "104/CF" -> number
        self._undone: dict[str, Decision] = {}  # decision id -> what an undo removed
        self._out: list[Decision] = []
        self._handlers: dict[type, Callable[[Any], None]] = {
            ev.CallRequested: self._requested,
            ev.CallStarted: self._started,
            ev.CallAnswered: self._answered,
            ev.CallEnded: self._call_ended,
            ev.CallRecorded: self._recorded,
            ev.CodeKeyed: self._code_keyed,
            ev.MailboxRequested: self._mailbox_requested,
            ev.MailboxEntered: self._at_mailbox,
            ev.MailboxLeft: lambda e: self._confirmation.confirm("channel", e.request),
            ev.PinRefused: self._pin_refused,
            ev.PinAccepted: self._pin_accepted,
            ev.PinChanged: lambda e: self._witness("pin_changed", Entity.MAILBOX, e.mailbox),
            ev.RegistrationRefused: lambda e: self._witness(
                "registration_guessing", Entity.ADDRESS, e.address
            ),
            ev.Snapshot: self._snapshot,
            ev.FeedLost: lambda e: self._blind.update({e.feed: None}),
            ev.FeedRestored: lambda e: self._blind.pop(e.feed, None),
            ev.GuardStarted: self._guard_started,
            ev.ClockStepped: lambda e: self._ledger.clock_changed(),
            ev.ActionFailed: lambda e: self._confirmation.failed(e.decision, self._now),
            ev.ForwardSet: self._forward_set,
            ev.ForwardCleared: self._forward_cleared,
            ev.UndoRequested: self._undo_requested,
            ev.OwnerAnswered: lambda e: self._judge.answered(e.accepted, e.scope, e.value, e.until, e.once),
            ev.AnswerWithdrawn: lambda e: self._judge.withdrawn(e.scope, e.value),
            ev.Paused: lambda e: setattr(self, "_paused_until", e.until),
            ev.Resumed: lambda e: setattr(self, "_paused_until", 0.0),
        }

    @property
    def wake_at(self) -> float | None:
        """When (seen_at time) a Tick is wanted; None when none is."""
        times = [self._ledger.wake_at(self._now), self._confirmation.wake_at()]
        times += [until for _number, until in self._permits.values()]
        known = [time for time in times if time is not None]
        return max(self._now, min(known)) if known else None

    def step(self, event: ev.Event) -> list[Decision]:
        """Take one event in and give the decisions it leads to, in order."""
        self._now = max(self._now, event.seen_at)
        if self._began is None:
            self._began = self._now
        self._out = []
        if self._ledger.accounts or self._permits or self._confirmation.wake_at() is not None:
            self._time_passed()
        handler = self._handlers.get(type(event))
        if handler is not None:
            handler(event)
        return self._out

    def is_extension_locked(self, extension: str, at: float) -> bool:
        """Whether an extension may not call capped destinations at the time `at`."""
        return self._doors.is_locked(at, f"extension {extension}")

    # --- time ---------------------------------------------------------------------------------

    def _time_passed(self) -> None:
        for request in [r for r, (_n, until) in self._permits.items() if until <= self._now]:
            del self._permits[request]
            self._ledger.end(_PERMIT_PREFIX + request, self._now)
        for call, code in self._ledger.stopping(self._now):
            self._cap_alert(code)
            self._cut(call, (Reason(code),))
        for decision in self._confirmation.due(self._now):
            again = decision._replace(id=self._next_id(), at=self._now, attempt=decision.attempt + 1)
            self._out.append(again)
            self._confirmation.expect(again)
            if again.attempt == ALARM_ATTEMPT:
                self._say(DecisionKind.ALERT, decision.subject, decision.target, (Reason("cut_unconfirmed"),))

    # --- calls --------------------------------------------------------------------------------

    def _requested(self, event: ev.CallRequested) -> None:
        known = self._answers.get(event.request)
        if known is not None and known.number == event.number:
            self._out.append(known)
            return
        destination = self._numbering.destination(event.number)
        kind, reasons, observed = self._answer(event, destination)
        if kind is DecisionKind.ALLOW or observed:
            until = self._now + PERMIT_S
            self._permits[event.request] = [event.number, until]
            if destination.is_capped and not destination.is_emergency:
                self._ledger.hold(_PERMIT_PREFIX + event.request, self._now, event.extension, destination)
        if destination.is_emergency:
            self._make_room()
        decision = self._say(
            kind, Subject.REQUEST, event.request, reasons, event.number, event.extension, observed
        )
        _remember(self._answers, event.request, decision)

    def _code_keyed(self, event: ev.CodeKeyed) -> None:
        asked = self._answers.get(event.request)
        if not event.right or asked is None or asked.kind is not DecisionKind.ASK:
            return
        destination = self._numbering.destination(asked.number)
        if event.number != asked.number or event.request in self._permits:
            return
        if destination.is_capped:
            if self._ledger.refusal(self._now, asked.extension, destination):
                return
            self._ledger.hold(_PERMIT_PREFIX + event.request, self._now, asked.extension, destination)
        self._permits[event.request] = [event.number, self._now + PERMIT_S]

    def _answer(
        self, event: ev.CallRequested, destination: Destination
    ) -> tuple[DecisionKind, tuple[Reason, ...], bool]:
        refuse = DecisionKind.REFUSE
        if destination.is_emergency or destination.number_class in INSIDE_CLASSES:
            return DecisionKind.ALLOW, (), False
        if destination.is_capped:
            if self.is_extension_locked(event.extension, self._now):
                return refuse, (Reason("extension_locked"),), False
            if self._blind:
                return refuse, (Reason("feed_blind"),), False
            code = self._ledger.refusal(self._now, event.extension, destination)
            if code:
                self._cap_alert(code)
                return refuse, (Reason(code),), False
        if self._now < self._paused_until:
            return DecisionKind.ALLOW, (Reason("paused"),), False
        verdict = self._verdict(event.request, event, destination, True)
        if verdict.kind is DecisionKind.ALLOW:
            return verdict.kind, verdict.reasons, False
        kind = refuse if verdict.owner_decides else verdict.kind
        return kind, verdict.reasons, self._only_observes(destination, verdict)

    def _started(self, event: ev.CallStarted) -> None:
        if event.call in self._calls or event.call in self._ended:
            return
        destination = self._numbering.destination(event.number)
        if destination.number_class in INSIDE_CLASSES:
            return
        call = self._calls[event.call] = Call(
            event.number, event.extension, event.request, began=self._now, origin=event.origin.value
        )
        permit = self._permits.get(event.request)
        has_permit = permit is not None and self._same_number(permit[0], event.number, destination)
        held = _PERMIT_PREFIX + event.request
        if destination.is_capped:
            if has_permit and held in self._ledger.accounts:
                self._ledger.move(held, event.call)
            else:
                code = self._ledger.refusal(self._now, event.extension, destination)
                self._ledger.hold(event.call, self._now, event.extension, destination)
                if code:
                    self._cap_alert(code)
                    self._cut(event.call, (Reason(code),))
            if not has_permit:
                self._judge_leg(event, destination, call)
        if event.priced_from_dialling or event.call in self._early:
            self._early.pop(event.call, None)
            self._run(event.call)

    def _same_number(self, permitted: str, dialled: str, destination: Destination) -> bool:
        # The switch asks with the outside-line digit and dials the trunk without it.
        if permitted == dialled:
            return True
        return destination.e164 != "" and self._numbering.destination(permitted).e164 == destination.e164

    def _judge_leg(self, event: ev.CallStarted, destination: Destination, call: Call) -> None:
        unasked = self._vantage is Vantage.ASKED and not self._away
        if self._now < self._paused_until and not unasked:
            return
        verdict = self._verdict(event.call, event, destination, not unasked)
        call.probability = verdict.probability
        if unasked:
            self._cut(event.call, (Reason("unasked_leg"), *verdict.reasons))
        elif verdict.kind is not DecisionKind.ALLOW:
            self._cut(event.call, verdict.reasons, self._only_observes(destination, verdict))

    def _answered(self, event: ev.CallAnswered) -> None:
        if event.call in self._calls:
            self._run(event.call)
        elif event.call not in self._ended:
            _remember(self._early, event.call, self._now)

    def _run(self, name: str) -> None:
        call = self._calls[name]
        state = TRANSITIONS.get((call.state, "CallAnswered"))
        if state is not None:
            call.state = state
            call.answered_at = self._now
            self._ledger.answer(name, self._now)

    def _call_ended(self, event: ev.CallEnded) -> None:
        self._end(event.call)

    def _end(self, name: str) -> None:
        """The one door by which calls end."""
        call = self._calls.pop(name, None)
        self._early.pop(name, None)
        cost = self._ledger.end(name, self._now)
        if call is not None and call.answered_at is not None and not self._confirmation.is_open("call", name):
            facts = CallFacts(
                self._calendar.moment(call.began),
                name,
                call.extension,
                self._numbering.destination(call.number),
                Origin(call.origin),
                self._vantage,
            )
            self._judge.learn(facts, self._now - call.answered_at, cost)
        self._confirmation.confirm("call", name)
        self._confirmation.confirm("channel", name)
        _remember(self._ended, name, None)

    def _recorded(self, event: ev.CallRecorded) -> None:
        destination = self._numbering.destination(event.number)
        if event.direction.value != "out" or not destination.is_capped or event.call in self._ended:
            return
        verdict = self._verdict(event.call, event, destination, True)
        self._ledger.hold(event.call, self._now, event.extension, destination)
        if event.billed_s > 0:
            self._ledger.answer(event.call, self._now)
            account = self._ledger.accounts[event.call]
            account.answered_at = self._now - event.billed_s
        self._end(event.call)
        if verdict.kind is not DecisionKind.ALLOW:
            self._say(
                DecisionKind.ALERT,
                Subject.CALL,
                event.call,
                verdict.reasons,
                event.number,
                event.extension,
            )

        if verdict.kind is DecisionKind.REFUSE and not self._only_observes(destination, verdict):
            self._lock_extension(event.extension, verdict.reasons)

    def _lock_extension(self, extension: str, reasons: tuple[Reason, ...]) -> None:
        if extension and not self.is_extension_locked(extension, self._now):
            until = self._doors.lock(self._now, f"extension {extension}")
            lock = self._say(DecisionKind.LOCK, Subject.EXTENSION, extension, reasons, extension=extension)
            self._out[-1] = lock._replace(until=until)

    def _snapshot(self, event: ev.Snapshot) -> None:
        alive = {call.call for call in event.calls}
        for name in [name for name in self._calls if name not in alive]:
            self._end(name)
        for leg in event.calls:
            self._ended.pop(leg.call, None)
            if leg.call in self._calls:
                if leg.answered_at is not None:
                    self._run(leg.call)
                continue
            self._away = True
            self._started(
                ev.CallStarted(
                    event.at,
                    event.seen_at,
                    leg.call,
                    leg.number,
                    leg.request,
                    leg.extension,
                    leg.origin,
                    trunk=leg.trunk,
                    priced_from_dialling=leg.answered_at is not None,
                )
            )
            self._say(DecisionKind.ALERT, Subject.CALL, leg.call, (Reason("passed_unwatched"),), leg.number)
        self._away = False

    def _guard_started(self, event: ev.GuardStarted) -> None:
        self._away = True

    def _make_room(self) -> None:
        channels = self._site.trunk_channels
        if not channels or len(self._calls) < channels:
            return
        running = [
            (call.probability, self._numbering.destination(call.number).risk_db, name)
            for name, call in self._calls.items()
            if not self._numbering.destination(call.number).is_emergency
        ]
        if running:
            self._cut(max(running)[2], (Reason("emergency_needs_line"),))

    # --- doors --------------------------------------------------------------------------------

    def _mailbox_requested(self, event: ev.MailboxRequested) -> None:
        locked = event.outside and self._doors.is_locked(self._now, event.mailbox)
        kind = DecisionKind.REFUSE if locked else DecisionKind.ALLOW
        reasons = (Reason("mailbox_locked"),) if locked else ()
        self._say(kind, Subject.REQUEST, event.request, reasons)

    def _at_mailbox(self, event: ev.MailboxEntered | ev.PinAccepted | ev.PinRefused) -> None:
        if event.mailbox in self._site.decoy_mailboxes:
            self._judge.witness(Witnessed(self._now, "decoy_mailbox", ((Entity.MAILBOX, event.mailbox),)))
        if not event.outside or not event.request or not self._doors.is_locked(self._now, event.mailbox):
            return
        if not self._confirmation.is_open("channel", event.request):
            cut = self._say(DecisionKind.CUT, Subject.CHANNEL, event.request, (Reason("mailbox_locked"),))
            self._confirmation.expect(cut)

    def _pin_refused(self, event: ev.PinRefused) -> None:
        entities = [(Entity.MAILBOX, event.mailbox)]
        if event.outside_caller:
            entities.append((Entity.CALLER, event.outside_caller))
        self._judge.witness(Witnessed(self._now, "wrong_pin", tuple(entities)))
        if event.outside:
            until = self._doors.wrong_pin(self._now, event.mailbox, event.outside_caller)
            if until is not None:
                lock = self._say(DecisionKind.LOCK, Subject.MAILBOX, event.mailbox, (Reason("pin_guessing"),))
                self._out[-1] = lock._replace(until=until)
        self._at_mailbox(event)

    def _pin_accepted(self, event: ev.PinAccepted) -> None:
        if event.outside and self._doors.was_guessed(self._now, event.mailbox):
            self._witness("pin_after_guessing", Entity.MAILBOX, event.mailbox)
        self._at_mailbox(event)

    def _witness(self, signal: str, entity: Entity, value: str) -> None:
        self._judge.witness(Witnessed(self._now, signal, ((entity, value),)))

    def _forward_set(self, event: ev.ForwardSet) -> None:
        target = f"{event.extension}/{event.kind}"
        if self._forwards.get(target) == event.number:
            return
        _remember(self._forwards, target, event.number)
        destination = self._numbering.destination(event.number)
        if not destination.is_capped or self._now < self._paused_until:
            return
        self._witness("forward_set_abroad", Entity.EXTENSION, event.extension)
        request = ev.CallRequested(
            event.at, event.seen_at, target, event.extension, event.number, Origin.FORWARD
        )
        verdict = self._verdict(target, request, destination, True)
        if verdict.kind is not DecisionKind.REFUSE:
            return
        observed = self._only_observes(destination, verdict)
        undo = self._say(
            DecisionKind.UNDO,
            Subject.FORWARD,
            target,
            verdict.reasons,
            event.number,
            event.extension,
            observed,
        )
        if not observed:
            self._confirmation.expect(undo)
            _remember(self._undone, undo.id, undo)

    def _forward_cleared(self, event: ev.ForwardCleared) -> None:
        target = f"{event.extension}/{event.kind}"
        self._forwards.pop(target, None)
        self._confirmation.confirm("forward", target)

    def _undo_requested(self, event: ev.UndoRequested) -> None:
        undone = self._undone.pop(event.decision, None)
        if undone is None:
            return
        self._confirmation.confirm("forward", undone.target)
        # The forward comes back as a ForwardSet: it is known, so that it is not undone again.
        _remember(self._forwards, undone.target, undone.number)
        self._say(
            DecisionKind.RESTORE,
            Subject.FORWARD,
            undone.target,
            undone.reasons,
            undone.number,
            undone.extension,
        )

    # --- words --------------------------------------------------------------------------------

    def _verdict(self, name: str, event: Any, destination: Destination, has_permit: bool) -> Verdict:
        closed, day = self._ledger.spent(self._now) if destination.is_capped else (0, 0)
        accounts = self._ledger.accounts
        return self._judge.judge(
            CallFacts(
                self._calendar.moment(self._now),
                name,
                event.extension,
                destination,
                event.origin if event.origin is not None else Origin.UNKNOWN,
                self._vantage,
                event.outside_caller,
                getattr(event, "address", ""),
                getattr(event, "agent", ""),
                getattr(event, "can_key_digits", False),
                has_permit,
                len(accounts) - (name in accounts),
                sum(1 for call in self._calls.values() if call.number == destination.dialled),
                closed,
                day,
                _REACTION_S[self._vantage],
            )
        )

    def _only_observes(self, destination: Destination, verdict: Verdict) -> bool:
        mode = self._modes.get(destination.number_class.value, self._site.mode)
        if verdict.proven or mode is Mode.ENFORCE:
            return False
        if mode is Mode.ASK:
            return verdict.kind is not DecisionKind.ASK
        days = self._site.observe_days
        return days == 0 or self._began is None or self._now < self._began + days * 86_400

    def _cut(self, name: str, reasons: tuple[Reason, ...], observed: bool = False) -> None:
        call = self._calls.get(name)
        if call is None or self._numbering.destination(call.number).is_emergency:
            return
        if self._confirmation.is_open("call", name):
            return
        cut = self._say(DecisionKind.CUT, Subject.CALL, name, reasons, call.number, call.extension, observed)
        if not observed:
            self._confirmation.expect(cut)

    def _cap_alert(self, code: str) -> None:
        windows = self._calendar.windows(self._now)
        key = f"{code} {windows.closed if code == 'cap_closed_hours' else windows.day}"
        if code == "cap_month":
            key = f"{code} {windows.month}"
        if key not in self._alerted:
            _remember(self._alerted, key, None)
            self._say(DecisionKind.ALERT, Subject.SITE, self._site.name, (Reason(code),))

    def _next_id(self) -> str:
        self._count += 1
        return f"d{self._count}"

    def _say(
        self,
        kind: DecisionKind,
        subject: Subject,
        target: str,
        reasons: tuple[Reason, ...] = (),
        number: str = "",
        extension: str = "",
        observed: bool = False,
    ) -> Decision:
        decision = Decision(
            self._next_id(), self._now, kind, subject, target, reasons, number, extension, observed=observed
        )
        self._out.append(decision)
        return decision

    # --- state --------------------------------------------------------------------------------

    def save(self) -> dict[str, Any]:
        """The whole state as plain JSON data."""
        from veilleur.words.codec import encode_decision

        return {
            "vantage": self._vantage.value,
            "now": self._now,
            "began": self._began,
            "paused_until": self._paused_until,
            "count": self._count,
            "away": self._away,
            "calls": {name: asdict(call) for name, call in self._calls.items()},
            "permits": self._permits,
            "answers": {name: encode_decision(d) for name, d in self._answers.items()},
            "ended": list(self._ended),
            "early": self._early,
            "blind": list(self._blind),
            "alerted": list(self._alerted),
            "forwards": self._forwards,
            "undone": {name: encode_decision(d) for name, d in self._undone.items()},
            "ledger": self._ledger.save(),
            "doors": self._doors.save(),
            "confirmation": self._confirmation.save(),
            "judge": self._judge.save(),
        }

    @classmethod
    def load(
        cls, site: Site, numbering: Numbering, data: dict[str, Any], judge: Judging | None = None
    ) -> Watch:
        """Go on exactly from saved data."""
        from copy import deepcopy

        from veilleur.words.codec import decode_decision

        data = deepcopy(data)
        watch = cls(site, numbering, judge, Vantage(data["vantage"]))
        watch._now, watch._began = data["now"], data["began"]
        watch._paused_until, watch._count, watch._away = data["paused_until"], data["count"], data["away"]
        watch._calls = {name: Call(**call) for name, call in data["calls"].items()}
        watch._permits = data["permits"]
        watch._answers = {name: decode_decision(d) for name, d in data["answers"].items()}
        watch._ended = dict.fromkeys(data["ended"])
        watch._early = data["early"]
        watch._blind = dict.fromkeys(data["blind"])
        watch._alerted = dict.fromkeys(data["alerted"])
        watch._forwards = data["forwards"]
        watch._undone = {name: decode_decision(d) for name, d in data["undone"].items()}
        watch._ledger.load(data["ledger"])
        watch._doors.load(data["doors"])
        watch._confirmation.load(data["confirmation"])
        watch._judge.load(data["judge"])
        return watch


def _remember(table: dict[str, Any], key: str, value: Any) -> None:
    if key not in table and len(table) >= REMEMBERED_MAX:
        del table[next(iter(table))]
    table[key] = value
