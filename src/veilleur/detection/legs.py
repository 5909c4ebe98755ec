"""Out legs: the life of each call from dialling to its end, its money, and its cut.

In: what the switch tells of legs towards a trunk. Out: cuts. What a reader would get wrong: a leg
towards a trunk without a permit is cut where the site is asked, but only in the classes that caps count:
national calls that the fail policy let pass are not stopped. An emergency leg is never cut by anything.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from veilleur.detection.incidents import Level, Touched
from veilleur.detection.permits import Permits
from veilleur.detection.probing import Probing
from veilleur.detection.questions import CallFacts, Entity, Verdict
from veilleur.detection.state import FRAUD_CALL_S, WatchState, remember
from veilleur.detection.transfers import Transfers
from veilleur.words import events as ev
from veilleur.words.calls import Origin, Vantage
from veilleur.words.decisions import DecisionKind, Reason, Subject
from veilleur.words.destinations import INSIDE_CLASSES, Destination
from veilleur.words.money import MicroEuro

# The life of a call: (state, event) -> state. What is not here changes nothing.
TRANSITIONS = {
    ("requested", "CallStarted"): "dialling",
    ("unknown", "CallStarted"): "dialling",
    ("unknown", "Snapshot"): "dialling",
    ("dialling", "CallAnswered"): "answered",
    ("dialling", "CallEnded"): "ended",
    ("answered", "CallEnded"): "ended",
}
LEGS_MAX = 5_000  # alive at once; beyond, the oldest that costs nothing is forgotten
ENDED_MAX = 300  # ended calls that are known again when they are told of late or twice
EARLY_MAX = 300
FREE_LEG_FORGOTTEN_S = 86_400.0  # a leg without money whose end was never told
ADOPTED_MAX_S = 86_400.0  # a snapshot may tell of a call answered long ago; more is taken for an error
RECONSIDER_S = 1.0  # running calls are judged again at most so often
CONGESTION_S = 60.0  # for so long a full trunk is taken to be full
CONGESTED = frozenset({"34", "38", "42", "44"})  # Q.850: no circuit, out of order, congestion, not available


@dataclass(slots=True)
class Call:
    """One out leg that is alive. Times are the watch's, in seconds since 1970 UTC."""

    number: str
    extension: str
    request: str
    origin: str
    began: float
    is_capped: bool
    key: str  # under which legs to the same number are counted
    outside_caller: str = ""
    address: str = ""
    agent: str = ""
    state: str = "dialling"
    probability: float = 0.0
    answered_at: float | None = None
    outside_line_removed: bool = False


class Legs:
    """The out legs of one site."""

    def __init__(self, state: WatchState, permits: Permits, transfers: Transfers) -> None:
        self._state, self._permits, self._transfers = state, permits, transfers
        self._probing = Probing(state)
        self.alive: dict[str, Call] = {}
        self._free: dict[str, None] = {}  # those that no cap counts, oldest first
        self._ended: dict[str, None] = {}
        self._early: dict[str, float] = {}  # answered before started
        self._reconsidered_at = 0.0
        self._congested_until = 0.0
        self._national: list[float] = [0, 0]  # day, micro-euros

    # --- the life of a call -------------------------------------------------------------------

    def started(self, event: ev.CallStarted, answered_s: float = 0.0) -> None:
        """A leg is being dialled. answered_s: how long it has run already, for one that is adopted."""
        if event.call in self.alive or event.call in self._ended:
            return
        state = self._state
        event = self._transfers.told_apart(event)
        destination = self._destination(event.number, event.outside_line_removed)
        if destination.number_class in INSIDE_CLASSES:
            return
        call = Call(
            event.number, event.extension, event.request, event.origin.value, state.now,
            destination.is_capped, destination.e164 or destination.dialled, event.outside_caller,
            event.address, event.agent, outside_line_removed=event.outside_line_removed,
        )  # fmt: skip
        self._add(event.call, call)
        if call.is_capped:
            self._reserve_and_judge(event, destination, call)
        if event.priced_from_dialling or event.call in self._early:
            self._early.pop(event.call, None)
            self._run(event.call, answered_s)

    def _reserve_and_judge(self, event: ev.CallStarted, destination: Destination, call: Call) -> None:
        state, permits = self._state, self._permits
        has_permit = permits.covers(event.request, event.number, destination)
        call.probability = permits.probability(event.request)
        if not (has_permit and permits.hand_over(event.request, event.call)):
            code = state.ledger.refusal(state.now, event.extension, destination)
            state.ledger.hold(event.call, state.now, event.extension, destination)
            if code:
                state.alert_cap(code)
                self.cut(event.call, (Reason(code),))
        if not has_permit and not permits.was_allowed(event.request, event.number, destination):
            self._judge_leg(event, destination, call)

    def _judge_leg(self, event: ev.CallStarted, destination: Destination, call: Call) -> None:
        state = self._state
        if state.is_paused:
            return
        if event.extension in state.site.decoy_extensions:
            state.evidence("decoy_extension", *touched_by(call), level=Level.ENTERED)
        unasked = state.vantage is Vantage.ASKED and not state.is_away
        verdict = state.verdict(event.call, event, destination, not unasked)
        call.probability = verdict.probability
        if owner_accepts(verdict):
            return
        if unasked:
            call.probability = max(call.probability, 0.99)
            incident = state.note("unasked_leg", touched_by(call), is_hostile=True)
            self.cut(event.call, (Reason("unasked_leg"), *verdict.reasons), incident=incident)
            state.announce(incident, Level.CALLING)
        elif state.is_extension_locked(event.extension):
            self.cut(event.call, (Reason("extension_locked"), *verdict.reasons))
        elif verdict.kind is not DecisionKind.ALLOW:
            observed = state.only_observes(destination, verdict)
            incident = state.stopping(verdict, touched_by(call), observed)
            self.cut(event.call, verdict.reasons, observed, incident)
            self.after_refusal(event.extension, verdict, incident, observed)

    def answered(self, event: ev.CallAnswered) -> None:
        """The far end answered."""
        if event.call in self.alive:
            self._run(event.call)
        elif event.call not in self._ended:
            remember(self._early, event.call, self._state.now, EARLY_MAX)

    def _run(self, name: str, answered_s: float = 0.0) -> None:
        call = self.alive[name]
        state = TRANSITIONS.get((call.state, "CallAnswered"))
        if state is not None:
            call.state = state
            call.answered_at = self._state.now - answered_s
            if call.is_capped:
                self._state.ledger.answer(name, self._state.now, answered_s)

    def ended(self, event: ev.CallEnded) -> None:
        """The leg is gone."""
        state = self._state
        call = self.alive.get(event.call)
        if call is not None and call.answered_at is None and event.cause in CONGESTED:
            self._congested_until = state.now + CONGESTION_S
            if self._destination(call.number, call.outside_line_removed).is_emergency:
                self.make_room()
        self._end(event.call)

    def _end(self, name: str) -> None:
        """The one door by which calls end."""
        state = self._state
        call = self.alive.pop(name, None)
        self._free.pop(name, None)
        self._early.pop(name, None)
        was_cut = state.confirmation.is_open("call", name)
        if call is not None:
            self._count(call, -1)
            destination = self._destination(call.number, call.outside_line_removed)
            answered_s = state.now - call.answered_at if call.answered_at is not None else 0.0
            if call.is_capped:
                cost = state.ledger.end(name, state.now)
                self._probing.ended(call.extension, destination, answered_s)
                incident = state.incidents.find(touched_by(call)) if cost else ""
                if incident and (was_cut or call.probability >= 0.5):
                    state.incidents.spent(incident, state.now, cost)
            else:
                cost = self._national_money(destination, answered_s)
            if call.answered_at is not None and not was_cut:
                self._learn(name, call, destination, answered_s, cost)
        state.confirmation.confirm("call", name)
        state.confirmation.confirm("channel", name)
        remember(self._ended, name, None, ENDED_MAX)

    def _learn(
        self, name: str, call: Call, destination: Destination, answered_s: float, cost: MicroEuro
    ) -> None:
        state = self._state
        if call.is_capped and state.incidents.is_announced(touched_by(call)):
            return
        state.judge.learn(
            CallFacts(
                state.calendar.moment(call.began), name, call.extension, destination, Origin(call.origin),
                state.vantage, call.outside_caller, call.address, call.agent, request=call.request,
            ),
            answered_s,
            cost,
        )  # fmt: skip

    def _national_money(self, destination: Destination, answered_s: float) -> MicroEuro:
        """Count the money of traffic that no cap stops; a day that costs too much is told once."""
        cost = destination.price.cost(answered_s)
        limit = self._state.site.limits.national_alarm_day
        if not cost or destination.is_emergency:
            return cost
        day = self._state.calendar.windows(self._state.now).day
        if self._national[0] != day:
            self._national = [day, 0]
        self._national[1] += cost
        if limit is not None and self._national[1] > limit and self._state.is_news(f"national {day}"):
            self._state.say(
                DecisionKind.ALERT, Subject.SITE, self._state.site.name, (Reason("national_alarm"),)
            )
        return cost

    # --- records ------------------------------------------------------------------------------

    def recorded(self, event: ev.CallRecorded) -> None:
        """A call is over and its record was read."""
        state = self._state
        if event.direction.value != "out" or event.call in self._ended:
            return
        destination = state.numbering.destination(event.number)
        remember(self._ended, event.call, None, ENDED_MAX)
        if not destination.is_capped:
            if event.billed_s > 0 and destination.number_class not in INSIDE_CLASSES:
                self._national_money(destination, event.billed_s)
            return
        call = Call(
            event.number, event.extension, "", event.origin.value, event.at, True,
            destination.e164 or destination.dialled, event.outside_caller,
        )  # fmt: skip
        verdict = state.verdict(event.call, event, destination, True)
        state.ledger.hold(event.call, state.now, event.extension, destination)
        if event.billed_s > 0:
            state.ledger.answer(event.call, state.now, event.billed_s)
        cost = state.ledger.end(event.call, state.now)
        code = state.ledger.exceeded(state.now, event.extension, destination)
        if code:
            state.alert_cap(code)
        self._probing.ended(event.extension, destination, event.billed_s)
        observed = state.only_observes(destination, verdict)
        if (verdict.kind is DecisionKind.ALLOW or observed) and event.billed_s > 0:
            self._learn(event.call, call, destination, event.billed_s, cost)
        if verdict.kind is DecisionKind.ALLOW:
            return
        incident = state.stopping(verdict, touched_by(call), observed)
        state.incidents.spent(incident, state.now, cost)
        state.say(
            DecisionKind.ALERT, Subject.CALL, event.call, verdict.reasons, event.number, event.extension,
            incident=incident,
        )  # fmt: skip
        if verdict.kind is DecisionKind.REFUSE and not observed and event.extension:
            state.lock(Subject.EXTENSION, event.extension, verdict.reasons, incident)
        self._announce(verdict, incident, observed)

    # --- snapshots ----------------------------------------------------------------------------

    def snapshot(self, event: ev.Snapshot) -> None:
        """All legs alive: unknown ones are adopted and priced, absent ones closed."""
        state = self._state
        alive = {call.call for call in event.calls}
        for name in [name for name in self.alive if name not in alive]:
            self._end(name)
        state.away_until = state.now + 1.0
        for leg in event.calls:
            self._ended.pop(leg.call, None)
            answered_s = 0.0
            if leg.answered_at is not None:
                answered_s = min(ADOPTED_MAX_S, max(0.0, event.at - leg.answered_at))
            if leg.call in self.alive:
                if leg.answered_at is not None:
                    self._run(leg.call, min(answered_s, state.now - self.alive[leg.call].began))
            else:
                self._adopt(event, leg, answered_s)
        state.away_until = 0.0

    def _adopt(self, event: ev.Snapshot, leg: ev.LiveCall, answered_s: float) -> None:
        state = self._state
        self.started(
            ev.CallStarted(
                event.at, event.seen_at, leg.call, leg.number, leg.request, leg.extension, leg.origin,
                trunk=leg.trunk, priced_from_dialling=leg.answered_at is not None,
            ),
            answered_s,
        )  # fmt: skip
        call = self.alive.get(leg.call)
        if call is None or not call.is_capped:
            return
        if not self._permits.was_allowed(leg.request, leg.number, self._destination(leg.number, False)):
            state.say(
                DecisionKind.ALERT, Subject.CALL, leg.call, (Reason("passed_unwatched"),), leg.number,
                leg.extension, incident=state.incident_of(touched_by(call)),
            )  # fmt: skip

    # --- stopping -----------------------------------------------------------------------------

    def cut(self, name: str, reasons: tuple[Reason, ...], observed: bool = False, incident: str = "") -> None:
        """Cut a leg, unless it is an emergency call or its cut is already ordered."""
        state = self._state
        call = self.alive.get(name)
        if call is None or state.confirmation.is_open("call", name):
            return
        destination = self._destination(call.number, call.outside_line_removed)
        if destination.is_emergency:
            return
        touched = touched_by(call)
        incident = incident or state.incident_of(touched)
        answered_s = state.now - call.answered_at if call.answered_at is not None else 0.0
        price = destination.price
        spared = max(0, price.cost(FRAUD_CALL_S) - price.cost(answered_s)) if call.is_capped else 0
        decision = state.say(
            DecisionKind.CUT, Subject.CALL, name, reasons, call.number, call.extension, observed, None,
            incident, spared,
        )  # fmt: skip
        if not observed:
            state.incidents.stopped(incident, state.now, touched, spared)
            state.confirmation.expect(decision)

    def after_refusal(self, extension: str, verdict: Verdict, incident: str, observed: bool) -> None:
        """The judge stopped a call: lock what is proven broken into, and look at what runs."""
        state = self._state
        if verdict.proven and extension and not owner_refuses(verdict):
            state.lock(Subject.EXTENSION, extension, verdict.reasons, incident)
            for name, call in list(self._capped()):
                if call.extension == extension:
                    self.cut(name, (Reason("extension_locked"), *verdict.reasons), incident=incident)
        self._announce(verdict, incident, observed)
        if state.now >= self._reconsidered_at + RECONSIDER_S:
            self._reconsidered_at = state.now
            self._reconsider()

    def _announce(self, verdict: Verdict, incident: str, observed: bool) -> None:
        if incident and self._state.is_hostile(verdict, observed):
            self._state.announce(incident, Level.CALLING)

    def _reconsider(self) -> None:
        """Judge the running calls again: what was let go looks different once an attack shows."""
        state = self._state
        if state.is_paused:
            return
        for name, call in list(self._capped()):
            if state.confirmation.is_open("call", name):
                continue
            answered_s = state.now - call.answered_at if call.answered_at is not None else 0.0
            verdict = state.judge.reconsider((name, call.request), state.now, answered_s)
            if verdict.kind is DecisionKind.REFUSE:
                destination = self._destination(call.number, call.outside_line_removed)
                observed = state.only_observes(destination, verdict)
                incident = state.stopping(verdict, touched_by(call), observed)
                call.probability = max(call.probability, verdict.probability)
                self.cut(name, verdict.reasons, observed, incident)

    def transferred(self, event: ev.CallTransferred) -> None:
        """An outside caller was joined to a call that already runs: judge that call anew."""
        state = self._state
        if state.is_paused or not (event.call or (event.attended and event.number and event.extension)):
            return
        for name, call in list(self._capped()):
            if name != event.call and (event.call or call.extension != event.extension):
                continue
            if call.origin == Origin.TRANSFER.value or state.confirmation.is_open("call", name):
                continue
            call.origin = Origin.TRANSFER.value
            call.outside_caller = event.outside_caller or call.outside_caller
            destination = self._destination(call.number, call.outside_line_removed)
            leg = ev.CallStarted(
                event.at, event.seen_at, name, call.number, call.request, call.extension, Origin.TRANSFER,
                call.outside_caller, address=call.address, agent=call.agent,
            )  # fmt: skip
            verdict = state.verdict(name, leg, destination, True)
            if verdict.kind is DecisionKind.REFUSE:
                observed = state.only_observes(destination, verdict)
                incident = state.stopping(verdict, touched_by(call), observed)
                self.cut(name, verdict.reasons, observed, incident)
                self.after_refusal(call.extension, verdict, incident, observed)

    def make_room(self, is_full: bool = False) -> None:
        """Cut the riskiest running call when an emergency request finds the trunk full.

        is_full: the switch itself says so; calls that came in take lines too, and are not counted here.
        Where the trunk's channels are not known, it is full when the switch has just told of congestion;
        then only a call that caps count is cut.
        """
        state, channels = self._state, self._state.site.trunk_channels
        leaving = [name for name in self.alive if state.confirmation.is_open("call", name)]
        congested = state.now < self._congested_until
        full = is_full or (channels > 0 and len(self.alive) - len(leaving) >= channels)
        if is_full and leaving:
            return  # a line is being freed already
        if not full and not (congested and not leaving):
            return
        best: tuple[tuple[float, bool, int, float], str] | None = None
        for name, call in self.alive.items():
            destination = self._destination(call.number, call.outside_line_removed)
            if destination.is_emergency or name in leaving or not (full or call.is_capped):
                continue
            risk = (call.probability, call.is_capped, destination.risk_db, call.began)
            if best is None or risk > best[0]:
                best = risk, name
        if best is not None:
            self.cut(best[1], (Reason("emergency_needs_line"),))

    # --- inside -------------------------------------------------------------------------------

    def _destination(self, number: str, outside_line_removed: bool) -> Destination:
        if outside_line_removed:
            return self._state.numbering.destination(number, True)
        return self._state.numbering.destination(number)

    def _capped(self) -> list[tuple[str, Call]]:
        return [(name, self.alive[name]) for name in self._state.ledger.accounts if name in self.alive]

    def _add(self, name: str, call: Call) -> None:
        self.alive[name] = call
        self._count(call, 1)
        if not call.is_capped:
            self._free[name] = None
        oldest = next(iter(self._free), "")
        if len(self.alive) > LEGS_MAX:
            self._end(oldest or next(iter(self.alive)))
        elif oldest and self._state.now > self.alive[oldest].began + FREE_LEG_FORGOTTEN_S:
            self._end(oldest)

    def _count(self, call: Call, step: int) -> None:
        running_to = self._state.running_to
        left = running_to.pop(call.key, 0) + step
        if left > 0:
            running_to[call.key] = left

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "alive": {name: asdict(call) for name, call in self.alive.items()},
            "ended": list(self._ended),
            "early": self._early,
            "reconsidered_at": self._reconsidered_at,
            "congested_until": self._congested_until,
            "national": self._national,
            "probing": self._probing.save(),
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self.alive = {name: Call(**call) for name, call in data["alive"].items()}
        self._ended = dict.fromkeys(data["ended"])
        self._early = data["early"]
        self._reconsidered_at, self._congested_until = data["reconsidered_at"], data["congested_until"]
        self._national = data["national"]
        self._probing.load(data["probing"])
        self._free = {name: None for name, call in self.alive.items() if not call.is_capped}
        for call in self.alive.values():
            self._count(call, 1)


def touched_by(call: Call) -> Touched:
    """Whom a call touches."""
    pairs = (
        (Entity.EXTENSION, call.extension),
        (Entity.CALLER, call.outside_caller),
        (Entity.ADDRESS, call.address),
        (Entity.DESTINATION, call.key),
    )
    return tuple(pair for pair in pairs if pair[1])


def owner_accepts(verdict: Verdict) -> bool:
    """Whether the owner's own word lets this call pass."""
    return verdict.kind is DecisionKind.ALLOW and _says(verdict, "owner_accepted")


def owner_refuses(verdict: Verdict) -> bool:
    """Whether the owner's own word stops this call: then nothing is proven of an attack."""
    return _says(verdict, "owner_refused")


def _says(verdict: Verdict, code: str) -> bool:
    return bool(verdict.reasons) and verdict.reasons[0].code == code
