"""Enforcement: cuts, and what follows when the judge has stopped a call.

In: calls that run, verdicts. Out: cuts, locks, alerts. Pitfall: an emergency call is never cut by anything;
and a call that was let go is judged again once an attack shows, so that the first call of a pump does not
run on while the second is refused.
"""

from __future__ import annotations

from typing import Any

from veilleur.detection.calls.active_calls import ActiveCalls, Call
from veilleur.detection.calls.grace_budget import GraceBudget
from veilleur.detection.calls.parameters import CONGESTION_S, GRACE_BELOW, RECONSIDER_S, VOUCHED_BELOW
from veilleur.detection.calls.permits import Permits
from veilleur.detection.judge_port import Entity, Judging, Verdict
from veilleur.detection.state.context import WatchContext
from veilleur.detection.state.decisions import DecisionBook, Reasons
from veilleur.detection.state.incident_reporter import IncidentReporter
from veilleur.detection.state.incident_tracker import IncidentTracker, Level, Touched
from veilleur.detection.state.judge_consultation import JudgeConsultation
from veilleur.detection.state.locks import Locks
from veilleur.words import events as ev
from veilleur.words.calls import Origin, Vantage
from veilleur.words.decisions import DecisionKind, Reason, Subject

OWN_ORIGINS = frozenset({Origin.EXTENSION.value, Origin.UNKNOWN.value})
# Why a call is cut that nobody need suspect.
FOR_A_LINE = frozenset({"emergency_needs_line", "alert_needs_line"})


class Enforcement:
    """Stops the calls of one site."""

    __slots__ = (
        "_calls",
        "_congested_until",
        "_consultation",
        "_context",
        "_decisions",
        "_judge",
        "_locks",
        "_permits",
        "_reconsidered_at",
        "_reporter",
        "_tracker",
        "grace",
    )

    def __init__(
        self,
        *,
        context: WatchContext,
        calls: ActiveCalls,
        decisions: DecisionBook,
        tracker: IncidentTracker,
        reporter: IncidentReporter,
        locks: Locks,
        judge: Judging,
        consultation: JudgeConsultation,
        permits: Permits,
    ) -> None:
        self._context, self._calls, self._decisions = context, calls, decisions
        self._tracker, self._reporter, self._locks = tracker, reporter, locks
        self._judge, self._consultation, self._permits = judge, consultation, permits
        self._reconsidered_at = 0.0
        self._congested_until = 0.0
        self.grace = GraceBudget()

    def cut(self, name: str, *, because: Reasons, observed: bool = False, incident: str = "") -> None:
        """Cut a leg, unless it is an emergency call or its cut is already ordered."""
        call = self._calls.alive.get(name)
        if call is None or self._decisions.unconfirmed.is_open("call", name):
            return
        if call.destination.is_emergency:
            return
        now, code = self._context.now, because[0].code
        is_for_a_line = code in FOR_A_LINE and not self._is_attacked(call)  # an honest call is cut as well
        if not is_for_a_line and not code.startswith("cap_"):
            call.is_vouched = False  # ... and by a cap alone
        incident = incident or ("" if is_for_a_line else self._reporter.incident_of(call.touched))
        saved = 0 if is_for_a_line else call.saved_by_cut(now)
        self._decisions.cut(
            name,
            because=because,
            number=call.number,
            extension=call.extension,
            incident=incident,
            observed=observed,
            saved=saved,
        )
        if not observed:
            self._tracker.record_stopped_call(incident, now, call.touched, saved)

    def grants_grace(self, name: str, call: Call, verdict: Verdict, vantage: Vantage) -> bool:
        """Whether a leg that the judge would cut may first spend a little: it may be honest, and soon over.

        Only where nobody can be asked: a call that is cut is worse than one refused with a word.
        """
        if (
            vantage is not Vantage.LIVE
            or verdict.proven
            or verdict.probability >= GRACE_BELOW
            or call.origin not in OWN_ORIGINS
            or verdict.is_precaution
            or self._is_attacked(call)
        ):
            return False
        price = call.destination.price
        return self.grace.grant(name, price, verdict.probability, verdict.reasons, self._context.now)

    def cut_overdue(self) -> None:
        """Cut the legs on grace that have spent what they may."""
        for name, grace in self.grace.drain_due(self._context.now):
            call = self._calls.alive.get(name)
            if call is None or self._context.is_paused:
                continue
            verdict = Verdict(
                kind=DecisionKind.REFUSE,
                probability=grace.probability,
                attack_db=0.0,
                reasons=grace.reasons,
            )
            incident = self._reporter.incident_of_stopped(verdict, call.touched, False)
            self.cut(name, because=grace.reasons, incident=incident)

    def stop_calls_of_attacked(self) -> None:
        """Once an attack is reported no suspicious call of its account goes on, on grace or merely let go:
        the first one is cut like the second. What the judge vouched for is another person's."""
        if self._context.is_paused:
            return
        for name, call in self._calls.capped():
            grace = self.grace.open.get(name)
            if grace is None and (call.is_vouched or call.probability < VOUCHED_BELOW):
                continue
            if self._decisions.unconfirmed.is_open("call", name) or not self._is_attacked(call):
                continue
            reasons = (Reason("attack_shows"),) if grace is None else grace.reasons
            verdict = Verdict(DecisionKind.REFUSE, call.probability, attack_db=0.0, reasons=reasons)
            if not self._consultation.only_observes(call.destination, verdict):
                self.cut(name, because=reasons)

    def _stands_apart(self, call: Call) -> bool:
        """Whether an attack that was reported is none of this call's: a telephone of the house placed it, the
        judge vouched for it, and nothing of the attack touched them. It is no reason to cut this call."""
        if call.origin != Origin.EXTENSION.value or not call.is_vouched:
            return False
        if not self._tracker.current(self._context.now):
            return False  # as long as nobody knows whose the suspicious calls are, they may be this one's too
        return self._tracker.level_of(_account_of(call)) is Level.NOTHING

    def _is_attacked(self, call: Call) -> bool:
        """Whether an attack that was reported got into the account that this call is placed by."""
        return self._tracker.level_of(_account_of(call)) >= Level.ENTERED

    def after_refusal(self, extension: str, verdict: Verdict, incident: str, observed: bool) -> None:
        """The judge stopped a call: lock what is proven broken into, and look at what runs."""
        if verdict.proven and extension and not owner_refuses(verdict):
            self._locks.lock(Subject.EXTENSION, extension, because=verdict.reasons, incident=incident)
            for name, call in self._calls.capped():
                if call.extension == extension:
                    reasons = (Reason("extension_locked"), *verdict.reasons)
                    self.cut(name, because=reasons, incident=incident)
        is_news = self.announce(verdict, incident, observed)
        self.reconsider_running(at_once=is_news)

    def announce(self, verdict: Verdict, incident: str, observed: bool) -> bool:
        """Wake the owner when a stopped call is hostile, or stands for a question to them; gives whether they
        were woken now."""
        is_hostile = self._reporter.is_hostile(verdict, observed)
        if incident and (is_hostile or self._reporter.is_worth_a_word(verdict, incident, observed)):
            return self._reporter.announce(incident, Level.CALLING)
        return False

    def reconsider_running(self, *, at_once: bool = False) -> None:
        """Judge the running calls again: what was let go looks different once an attack shows. at_once: an
        attack was reported just now."""
        now = self._context.now
        if self._context.is_paused or (now < self._reconsidered_at + RECONSIDER_S and not at_once):
            return
        self._reconsidered_at = now
        for name, call in self._calls.capped():
            if self._decisions.unconfirmed.is_open("call", name):
                continue
            answered_s = call.answered_s(now)
            if answered_s <= 0 and name in self.grace.open:
                continue  # it rings and costs nothing: judged again once it is answered
            own = call.probability if self._stands_apart(call) else None
            verdict = self._judge.reconsider((name, call.request), now, answered_s, own=own)
            if verdict.kind is DecisionKind.REFUSE:
                call.probability = max(call.probability, verdict.probability)
                self._stop(name, call, verdict)

    def judge_placed_from(self, event: ev.Registered) -> None:
        """Only now it shows from where a call is placed, and it was judged as if by the account's own
        telephone: it is judged as it would have been. Where it was asked about, that was known."""
        for name, call in self._calls.capped():
            if call.request != event.request or call.address == event.address:
                continue
            if self._permits.was_allowed(call.request, call.number, call.destination):
                continue
            if self._context.is_paused or self._decisions.unconfirmed.is_open("call", name):
                continue
            call.address = event.address
            leg = _as_leg(event, name, call, Origin(call.origin))
            live = Vantage.LIVE
            verdict = self._consultation.on_leg(leg, call.destination, has_permit=True, vantage=live)
            call.probability = verdict.probability
            call.is_vouched = vouches(verdict)
            if verdict.kind is not DecisionKind.ALLOW and not self._waits(name, call, verdict):
                incident, observed = self._stop(name, call, verdict)
                self.after_refusal(call.extension, verdict, incident, observed)

    def _waits(self, name: str, call: Call, verdict: Verdict) -> bool:
        """Whether a leg that is to be cut is on grace, from now on or still."""
        if self._consultation.only_observes(call.destination, verdict):
            return False
        was_open = self.grace.open.pop(name, None)
        if not self.grants_grace(name, call, verdict, Vantage.LIVE):
            return False
        if was_open is not None:
            self.grace.open[name] = was_open
        elif call.answered_at is not None:
            self.grace.answered(name, call.destination.price, call.answered_at)
        return True

    def judge_transferred(self, event: ev.CallTransferred) -> None:
        """An outside caller was joined to a call that already runs: judge that call again."""
        if self._context.is_paused:
            return
        if not (event.call or (event.attended and event.number and event.extension)):
            return
        for name, call in self._calls.capped():
            if name != event.call and (event.call or call.extension != event.extension):
                continue
            if call.origin == Origin.TRANSFER.value or self._decisions.unconfirmed.is_open("call", name):
                continue
            call.transferred(Origin.TRANSFER.value, event.outside_caller)
            leg = _as_leg(event, name, call, Origin.TRANSFER)
            verdict = self._consultation.on_leg(
                leg, call.destination, has_permit=True, is_joined=event.attended
            )
            if verdict.kind is DecisionKind.REFUSE:
                incident, observed = self._stop(name, call, verdict)
                self.after_refusal(call.extension, verdict, incident, observed)

    def _stop(self, name: str, call: Call, verdict: Verdict) -> tuple[str, bool]:
        """Cut a leg for a verdict; gives its incident, and whether the mode only observes."""
        call.is_vouched = False
        observed = self._consultation.only_observes(call.destination, verdict)
        incident = self._reporter.incident_of_stopped(verdict, call.touched, observed)
        self.cut(name, because=verdict.reasons, observed=observed, incident=incident)
        return incident, observed

    def owner_refused(self, scope: str, value: str) -> None:
        """The owner said no: what runs of that kind is cut, whatever the mode."""
        for name, call in self._calls.capped():
            if _is_of(call, scope, value):
                self.cut(name, because=(Reason("owner_refused"),))

    def owner_accepted(self, scope: str, value: str) -> None:
        """The owner said yes: no call waits for its cut, and what runs of that kind is not suspicious."""
        self.grace.clear()
        for _name, call in self._calls.capped():
            if _is_of(call, scope, value):
                call.probability = 0.0

    def free_a_line(self, is_full: bool = False) -> None:
        """Cut the riskiest running call when an emergency request finds the trunk full.

        is_full: the switch itself says so; calls that came in take lines too, and are not counted here.
        Where the trunk's channels are not known, it is full when the switch has just reported congestion;
        then only a call that caps count is cut.
        """
        alive, leaving = self._calls.alive, self._leaving()
        congested = self._context.now < self._congested_until
        full = is_full or self._fills_all_lines(leaving)
        if is_full and leaving:
            return  # a line is being freed already
        if not full and not (congested and not leaving):
            return
        best: tuple[tuple[float, bool, int, float], str] | None = None
        for name, call in alive.items():
            destination = call.destination
            if destination.is_emergency or name in leaving or not (full or call.is_capped):
                continue
            risk = (call.probability, call.is_capped, destination.risk_db, call.began)
            if best is None or risk > best[0]:
                best = risk, name
        if best is not None:
            self.cut(best[1], because=(Reason("emergency_needs_line"),))

    def free_a_line_for_alert(self, event: ev.AlertCallPlaced) -> None:
        """Cut one call when the PBX is about to call the owner and finds the trunk full.

        What goes first is placed from an account under attack, then what is riskiest. Only calls of such an
        account are cut where the PBX alone says that no line is free: so it says of an operator's trouble.
        """
        leaving = self._leaving()
        is_counted = self._fills_all_lines(leaving)
        if self._context.is_paused or leaving or not (event.trunk_full or is_counted):
            return
        ranked = []
        for name, call in self._calls.alive.items():
            is_attacked = self._is_attacked(call)
            if call.destination.is_emergency or name in event.alert_legs:
                continue
            if not (is_attacked or (is_counted and self._gives_way(call))):
                continue
            risk = (is_attacked, call.probability, call.is_capped, call.destination.risk_db, call.began)
            ranked.append((risk, name))
        if ranked:
            self.cut(max(ranked)[1], because=(Reason("alert_needs_line"),))

    def _gives_way(self, call: Call) -> bool:
        """Whether a call of no attacked account makes room for an alert call: none while the judge only
        observes; while the company is open, only what the judge suspects: a customer is on the line."""
        verdict = Verdict(DecisionKind.REFUSE, call.probability, attack_db=0.0, reasons=())
        if self._consultation.only_observes(call.destination, verdict):
            return False
        is_suspected = call.is_capped and not call.is_vouched and call.probability >= VOUCHED_BELOW
        return is_suspected or not self._context.calendar.moment(self._context.now).is_open

    def _leaving(self) -> list[str]:
        """The legs whose cut is ordered and not confirmed yet."""
        return [name for name in self._calls.alive if self._decisions.unconfirmed.is_open("call", name)]

    def _fills_all_lines(self, leaving: list[str]) -> bool:
        """Whether the legs that stay take every channel of the trunk, as far as its channels are known."""
        channels = self._context.site.trunk_channels
        return channels > 0 and len(self._calls.alive) - len(leaving) >= channels

    def record_congestion(self) -> None:
        """The switch found no free line just now."""
        self._congested_until = self._context.now + CONGESTION_S

    def save(self) -> list[Any]:
        """Plain JSON data."""
        return [self._reconsidered_at, self._congested_until, self.grace.save()]

    def load(self, data: list[Any]) -> None:
        """Go on from saved data."""
        self._reconsidered_at, self._congested_until, grace = data
        self.grace.load(grace)


def _account_of(call: Call) -> Touched:
    """By whom a call is placed, without whom it is to."""
    return tuple(pair for pair in call.touched if pair[0] is not Entity.DESTINATION)


def _as_leg(
    event: ev.CallTransferred | ev.Registered, name: str, call: Call, origin: Origin
) -> ev.CallStarted:
    """A running call as the judge is asked about it."""
    return ev.CallStarted(
        at=event.at,
        seen_at=event.seen_at,
        call=name,
        number=call.number,
        request=call.request,
        extension=call.extension,
        origin=origin,
        outside_caller=call.outside_caller,
        address=call.address,
        agent=call.agent,
    )


def _is_of(call: Call, scope: str, value: str) -> bool:
    """Whether a call is of the kind that the owner speaks of."""
    found = {
        "number": call.destination.e164,
        "territory": call.destination.territory,
        "extension": call.extension,
    }.get(scope)
    return bool(value) and found == value


def owner_accepts(verdict: Verdict) -> bool:
    """Whether the owner's own word lets this call pass."""
    return verdict.kind is DecisionKind.ALLOW and _says(verdict, "owner_accepted")


def vouches(verdict: Verdict) -> bool:
    """Whether this call passes and the judge believes that it is honest, the owner's word or not."""
    return verdict.kind is DecisionKind.ALLOW and verdict.probability < VOUCHED_BELOW


def owner_refuses(verdict: Verdict) -> bool:
    """Whether the owner's own word stops this call: then nothing is proven of an attack."""
    return _says(verdict, "owner_refused")


def _says(verdict: Verdict, code: str) -> bool:
    return bool(verdict.reasons) and verdict.reasons[0].code == code
