"""Requests: the answer to a switch that waits before it dials.

In: `CallRequested`, `CodeKeyed`. Out: allow, ask or refuse, in the order of rules that `_answer` shows.
What a reader would get wrong: emergency calls stand above everything, then caps; a pause of the owner
stands above locks, the blind feed and the judge, but never above a cap. An observed decision is not
carried out, so it leaves a permit like an allow. A request is answered once: a retry within a minute gets
the same answer, a later one is judged anew.
"""

from __future__ import annotations

from typing import NamedTuple

from veilleur.detection.calls.enforcement import Stopping, owner_accepts
from veilleur.detection.calls.permits import Permits
from veilleur.detection.calls.transfers import Transfers
from veilleur.detection.judge_port import Entity, Verdict
from veilleur.detection.state.context import FRAUD_CALL_S, WatchState
from veilleur.detection.state.incident_tracker import Level, Touched
from veilleur.words import events as ev
from veilleur.words.decisions import Decision, DecisionKind, Reason, Subject
from veilleur.words.destinations import INSIDE_CLASSES, Destination

_ALLOW, _REFUSE = DecisionKind.ALLOW, DecisionKind.REFUSE


class _Answer(NamedTuple):
    kind: DecisionKind
    reasons: tuple[Reason, ...] = ()
    verdict: Verdict | None = None
    observed: bool = False


_PASSES = _Answer(_ALLOW)


class Requests:
    """Answers the requests of one site."""

    def __init__(self, state: WatchState, permits: Permits, stopping: Stopping, transfers: Transfers) -> None:
        self._state, self._permits, self._stopping, self._transfers = state, permits, stopping, transfers

    def requested(self, event: ev.CallRequested) -> None:
        """Somebody wants to call out."""
        state = self._state
        known = self._permits.answer(event.request, event.number)
        if known is not None:
            state.out.append(known)
            return
        event = self._transfers.told_apart(event)
        destination = state.numbering.destination(event.number)
        answer = self._answer(event, destination)
        verdict = answer.verdict
        is_capped = destination.is_capped
        passes = answer.kind is _ALLOW or answer.observed
        if passes and is_capped:
            probability = verdict.probability if verdict is not None else 0.0
            self._permits.grant(event.request, event.number, event.extension, destination, probability)
        elif destination.is_emergency:
            self._stopping.make_room(event.trunk_full)
        incident, spared = "", 0
        if answer.kind is not _ALLOW:
            touched = _touched_by(event, destination)
            if verdict is not None:
                incident = state.stopping(verdict, touched, answer.observed)
            else:
                incident = state.incident_of(touched)
            if answer.kind is _REFUSE:
                spared = destination.price.cost(FRAUD_CALL_S)
                if not answer.observed:
                    state.incidents.stopped(incident, state.now, touched, spared)
        decision = state.say(
            answer.kind, Subject.REQUEST, event.request, answer.reasons, event.number, event.extension,
            answer.observed, None, incident, spared,
        )  # fmt: skip
        if is_capped:  # whoever asks again for another number is let through again
            self._permits.answered(event.request, decision)
        if verdict is not None and answer.kind is _REFUSE:
            self._stopping.after_refusal(event.extension, verdict, incident, answer.observed)

    def _answer(self, event: ev.CallRequested, destination: Destination) -> _Answer:
        state = self._state
        if destination.is_emergency or destination.number_class in INSIDE_CLASSES:
            return _PASSES
        is_capped = destination.is_capped
        if is_capped:
            code = state.ledger.refusal(state.now, event.extension, destination)
            if code:
                state.alert_cap(code)
                return _Answer(_REFUSE, (Reason(code),))
            if self._permits.is_full:
                return _Answer(_REFUSE, (Reason("too_many_calls"),))
        if state.is_paused:
            return _Answer(_ALLOW, (Reason("paused"),))
        if not is_capped:
            return _PASSES  # only what caps count is judged
        if state.blind:
            return _Answer(_REFUSE, (Reason("feed_blind"),))
        if event.extension in state.site.decoy_extensions:
            state.evidence("decoy_extension", *_touched_by(event, destination), level=Level.ENTERED)
        verdict = state.verdict(event.request, event, destination, True)
        if state.is_extension_locked(event.extension) and not owner_accepts(verdict):
            return _Answer(_REFUSE, (Reason("extension_locked"), *verdict.reasons), verdict)
        return self._judged(event, destination, verdict)

    def _judged(self, event: ev.CallRequested, destination: Destination, verdict: Verdict) -> _Answer:
        state = self._state
        if verdict.kind is _ALLOW:
            return _Answer(_ALLOW, verdict.reasons, verdict)
        kind, reasons = verdict.kind, verdict.reasons
        if verdict.owner_decides:
            kind = _REFUSE
        observed = state.only_observes(destination, verdict)
        if kind is DecisionKind.ASK and state.doors.is_locked(state.now, f"code {event.extension}"):
            kind, reasons = _REFUSE, (Reason("code_locked"), *reasons)
        return _Answer(kind, reasons, verdict, observed)

    def code_keyed(self, event: ev.CodeKeyed) -> None:
        """A caller who was asked keyed a code."""
        state = self._state
        asked = self._permits.answer(event.request, event.number)
        if asked is None or asked.kind is not DecisionKind.ASK or asked.observed:
            return
        state.judge.code_keyed(event.request, state.now, event.right)
        destination = state.numbering.destination(asked.number)
        if not event.right:
            self._wrong_code(asked, destination)
            return
        if not destination.is_capped or not state.ledger.refusal(state.now, asked.extension, destination):
            # A retry is let through from now on, and is not asked again.
            self._permits.answered(event.request, asked._replace(kind=_ALLOW, at=state.now))
            if destination.is_capped:
                self._permits.grant(event.request, event.number, asked.extension, destination, 0.0)

    def _wrong_code(self, asked: Decision, destination: Destination) -> None:
        state = self._state
        self._permits.answered(asked.target, asked._replace(kind=_REFUSE, at=state.now))
        touched = ((Entity.EXTENSION, asked.extension),)
        locks = state.doors.wrong_code(state.now, asked.extension)
        incident = state.note("wrong_code", touched)  # the judge heard of it by `code_keyed`
        state.incidents.stopped(incident, state.now, touched, destination.price.cost(FRAUD_CALL_S))
        if locks:
            state.lock(Subject.CODE, asked.extension, (Reason("code_guessing"),), incident)
            state.announce(incident, Level.PROBING)
        self._stopping.look_again()


def _touched_by(event: ev.CallRequested, destination: Destination) -> Touched:
    pairs = (
        (Entity.EXTENSION, event.extension),
        (Entity.CALLER, event.outside_caller),
        (Entity.ADDRESS, event.address),
        (Entity.DESTINATION, destination.e164 or destination.dialled),
    )
    return tuple(pair for pair in pairs if pair[1])
