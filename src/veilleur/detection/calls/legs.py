"""Out legs: the life of each call from dialling to its end, and its money.

In: what the switch tells of legs towards a trunk, and records of calls that are over. Out: what is to be
stopped. What a reader would get wrong: a leg towards a trunk without a permit is cut where the site is
asked, but only in the classes that caps count: national calls that the fail policy let pass are not
stopped. A call is dialled, answered at most once, and ends by the one door `_end`; whatever else is told
of it, in whatever order, changes nothing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from veilleur.detection.calls.active_calls import Call, RunningCalls, touched_by
from veilleur.detection.calls.coverage_gaps import Gaps
from veilleur.detection.calls.enforcement import Stopping, owner_accepts
from veilleur.detection.calls.number_scans import Probing
from veilleur.detection.calls.permits import Permits
from veilleur.detection.calls.transfers import Transfers
from veilleur.detection.judge_port import CallFacts
from veilleur.detection.state.context import HOSTILE, WatchState, remember
from veilleur.detection.state.incident_tracker import Level
from veilleur.words import events as ev
from veilleur.words.calls import ORIGIN_WORDS, Origin, Vantage
from veilleur.words.decisions import DecisionKind, Reason, Subject
from veilleur.words.destinations import INSIDE_CLASSES, Destination
from veilleur.words.money import FREE, MicroEuro

ENDED_MAX = 300  # ended calls that are known again when they are told of late or twice
ENDED_FORGOTTEN_S = 600.0
EARLY_MAX = 300
ADOPTED_MAX_S = 86_400.0  # a snapshot may tell of a call answered long ago; more is taken for an error
RANG_S = 4.0  # a call that ended sooner did not ring: a number that does not exist, a probe
CONGESTED = frozenset({"34", "38", "42", "44"})  # Q.850: no circuit, out of order, congestion, not available


class RecordVerdict(NamedTuple):
    """What the judge said of the record taken in last, whether or not the owner is told again."""

    kind: DecisionKind
    reasons: tuple[Reason, ...]
    observed: bool


class Legs:
    """The out legs of one site."""

    def __init__(self, state: WatchState, permits: Permits, transfers: Transfers, gaps: Gaps) -> None:
        self._state, self._permits, self._transfers, self._gaps = state, permits, transfers, gaps
        self._probing = Probing(state)
        self._calls = RunningCalls(state)
        self.alive = self._calls.alive
        self.stopping = Stopping(state, self._calls)
        self._ended: dict[str, float] = {}  # when
        self._early: dict[str, float] = {}  # answered before started
        self._national: list[float] = [0, 0]  # day, micro-euros
        self.on_record: RecordVerdict | None = None

    # --- the life of a call -------------------------------------------------------------------

    def started(self, event: ev.CallStarted, answered_s: float = 0.0) -> None:
        """A leg is being dialled. answered_s: how long it has run already, for one that is adopted."""
        if event.call in self.alive or self._has_ended(event.call):
            return
        state = self._state
        event = self._transfers.told_apart(event)
        numbering = state.numbering
        destination = (
            numbering.destination(event.number, True)
            if event.outside_line_removed
            else numbering.destination(event.number)
        )
        if destination.number_class in INSIDE_CLASSES:
            return
        call = Call(
            number=event.number,
            extension=event.extension,
            request=event.request,
            origin=ORIGIN_WORDS[event.origin],
            began=state.now,
            is_capped=destination.is_capped,
            key=destination.e164 or destination.dialled,
            outside_caller=event.outside_caller,
            address=event.address,
            agent=event.agent,
            outside_line_removed=event.outside_line_removed,
        )
        forgotten = self._calls.add(event.call, call)
        if forgotten:
            self._end(forgotten)
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
                self.stopping.cut(event.call, (Reason(code),))
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
            self.stopping.cut(event.call, (Reason("unasked_leg"), *verdict.reasons), incident=incident)
            state.announce(incident, Level.CALLING)
        elif state.is_extension_locked(event.extension):
            self.stopping.cut(event.call, (Reason("extension_locked"), *verdict.reasons))
        elif verdict.kind is not DecisionKind.ALLOW:
            observed = state.only_observes(destination, verdict)
            if not observed and self.stopping.may_wait(event.call, destination, verdict):
                self.stopping.look_again()
                return
            incident = state.stopping(verdict, touched_by(call), observed)
            self.stopping.cut(event.call, verdict.reasons, observed, incident)
            self.stopping.after_refusal(event.extension, verdict, incident, observed)

    def answered(self, event: ev.CallAnswered) -> None:
        """The far end answered."""
        if event.call in self.alive:
            self._run(event.call)
        elif not self._has_ended(event.call):
            remember(self._early, event.call, self._state.now, EARLY_MAX)

    def _run(self, name: str, answered_s: float = 0.0) -> None:
        call = self.alive[name]
        if call.answered_at is None:
            call.answered_at = self._state.now - answered_s
            if call.is_capped:
                self._state.ledger.answer(name, self._state.now, answered_s)
            if self.stopping.doubts.open:
                self.stopping.doubts.answered(name, self._calls.destination(call).price, self._state.now)

    def ended(self, event: ev.CallEnded) -> None:
        """The leg is gone."""
        call = self.alive.get(event.call)
        if call is not None and call.answered_at is None and event.cause in CONGESTED:
            self.stopping.congested()
            if self._calls.destination(call).is_emergency:
                self.stopping.make_room()
        self._end(event.call)

    def _has_ended(self, name: str) -> bool:
        ended_at = self._ended.get(name)
        return ended_at is not None and self._state.now - ended_at <= ENDED_FORGOTTEN_S

    def _end(self, name: str) -> None:
        """The one door by which calls end."""
        state = self._state
        call = self._calls.remove(name)
        self._early.pop(name, None)
        was_cut = bool(state.confirmation.open) and state.confirmation.is_open("call", name)
        if call is not None:
            destination = self._calls.destination(call)
            answered_s = call.answered_s(state.now)
            if call.is_capped:
                cost = state.ledger.end(name, state.now)
                if self.stopping.doubts.open:
                    self.stopping.doubts.ended(name, cost, state.now)
                self._probing.ended(call.extension, destination, answered_s)
                if cost and (was_cut or call.probability >= HOSTILE):
                    state.incidents.spent(state.incidents.find(touched_by(call)), state.now, cost)
            else:
                cost = self._national_money(destination, answered_s)
            if call.is_capped and call.answered_at is not None and not was_cut:
                self._learn(name, call, destination, answered_s, cost)
            elif call.is_capped and not was_cut and state.now - call.began >= RANG_S:
                state.judge.unanswered((name, call.request), state.now)
        if state.confirmation.open:
            state.confirmation.confirm("call", name)
            state.confirmation.confirm("channel", name)
        ended = self._ended
        while ended and state.now - next(iter(ended.values())) > ENDED_FORGOTTEN_S:
            del ended[next(iter(ended))]
        remember(ended, name, state.now, ENDED_MAX)

    def _learn(
        self, name: str, call: Call, destination: Destination, answered_s: float, cost: MicroEuro
    ) -> None:
        state = self._state
        if state.incidents.any_announced and state.incidents.is_announced(touched_by(call)):
            return
        state.judge.learn(
            CallFacts(
                moment=state.calendar.moment(call.began),
                call=name,
                extension=call.extension,
                destination=destination,
                origin=Origin(call.origin),
                vantage=state.vantage,
                outside_caller=call.outside_caller,
                address=call.address,
                agent=call.agent,
                request=call.request,
            ),
            answered_s,
            cost,
        )

    def _national_money(self, destination: Destination, answered_s: float) -> MicroEuro:
        """Count the money of traffic that no cap stops; a day that costs too much is told once."""
        if answered_s <= 0.0 or destination.price is FREE:
            return 0
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
        self.on_record = None
        if event.direction.value != "out" or event.call in self._ended:
            return
        destination = state.numbering.destination(event.number)
        remember(self._ended, event.call, state.now, ENDED_MAX)
        if not destination.is_capped:
            if event.billed_s > 0 and destination.number_class not in INSIDE_CLASSES:
                self._national_money(destination, event.billed_s)
            return
        call = Call(
            number=event.number,
            extension=event.extension,
            request="",
            origin=event.origin.value,
            began=event.at,
            is_capped=True,
            key=destination.e164 or destination.dialled,
            outside_caller=event.outside_caller,
        )
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
        self.on_record = RecordVerdict(verdict.kind, verdict.reasons, observed)
        may_teach = verdict.kind is not DecisionKind.REFUSE or observed
        # Elsewhere records tell of a time without watch alone: what passed then is no habit.
        if may_teach and event.billed_s > 0 and state.vantage is Vantage.RECORDS:
            self._learn(event.call, call, destination, event.billed_s, cost)
        incident = ""
        if verdict.kind is not DecisionKind.ALLOW:
            incident = state.stopping(verdict, touched_by(call), observed)
        if event.billed_s > 0:
            self._gaps.passed(cost, incident, touched_by(call))
        if verdict.kind is DecisionKind.ALLOW:
            return
        state.incidents.spent(incident, state.now, cost)
        is_refused = verdict.kind is DecisionKind.REFUSE
        if is_refused and not observed and event.extension:
            state.lock(Subject.EXTENSION, event.extension, verdict.reasons, incident)
        # One announcement for an incident; after that only what makes it another matter.
        is_told = is_refused and self.stopping.announce(verdict, incident, observed)
        if not is_told and (not is_refused or not incident or state.incidents.has_grown(incident)):
            state.say(
                DecisionKind.ALERT, Subject.CALL, event.call, verdict.reasons, event.number, event.extension,
                incident=incident,
            )  # fmt: skip

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
                at=event.at,
                seen_at=event.seen_at,
                call=leg.call,
                number=leg.number,
                request=leg.request,
                extension=leg.extension,
                origin=leg.origin,
                trunk=leg.trunk,
                priced_from_dialling=leg.answered_at is not None,
            ),
            answered_s,
        )
        call = self.alive.get(leg.call)
        if call is None or not call.is_capped:
            return
        if not self._permits.was_allowed(leg.request, leg.number, self._calls.destination(call)):
            state.say(
                DecisionKind.ALERT, Subject.CALL, leg.call, (Reason("passed_unwatched"),), leg.number,
                leg.extension, incident=state.incident_of(touched_by(call)),
            )  # fmt: skip

    # --- inside -------------------------------------------------------------------------------

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "alive": self._calls.save(),
            "stopping": self.stopping.save(),
            "ended": self._ended,
            "early": self._early,
            "national": self._national,
            "probing": self._probing.save(),
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self._calls.load(data["alive"])
        self.stopping.load(data["stopping"])
        self._ended = data["ended"]
        self._early = data["early"]
        self._national = data["national"]
        self._probing.load(data["probing"])
