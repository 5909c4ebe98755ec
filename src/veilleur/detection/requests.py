"""Requests: the answer to a switch that waits before it dials.

In: `CallRequested`, `CodeKeyed`. Out: allow, ask or refuse, in the order of rules that `_answer` shows.
What a reader would get wrong: caps stand above a pause of the judge; an observed decision is not carried
out, so it leaves a permit like an allow. A request is answered once; a retry gets the same answer.
"""

from __future__ import annotations

from veilleur.detection.legs import Legs
from veilleur.detection.permits import Permits
from veilleur.detection.state import WatchState
from veilleur.words import events as ev
from veilleur.words.decisions import DecisionKind, Reason, Subject
from veilleur.words.destinations import INSIDE_CLASSES, Destination


class Requests:
    """Answers the requests of one site."""

    def __init__(self, state: WatchState, permits: Permits, legs: Legs) -> None:
        self._state, self._permits, self._legs = state, permits, legs

    def requested(self, event: ev.CallRequested) -> None:
        """Somebody wants to call out."""
        state = self._state
        known = self._permits.answer(event.request)
        if known is not None and known.number == event.number:
            state.out.append(known)
            return
        destination = state.numbering.destination(event.number)
        kind, reasons, observed = self._answer(event, destination)
        if kind is DecisionKind.ALLOW or observed:
            self._permits.grant(event.request, event.number, event.extension, destination)
        if destination.is_emergency:
            self._legs.make_room()
        decision = state.say(
            kind, Subject.REQUEST, event.request, reasons, event.number, event.extension, observed
        )
        self._permits.answered(event.request, decision)

    def _answer(
        self, event: ev.CallRequested, destination: Destination
    ) -> tuple[DecisionKind, tuple[Reason, ...], bool]:
        state, refuse = self._state, DecisionKind.REFUSE
        if destination.is_emergency or destination.number_class in INSIDE_CLASSES:
            return DecisionKind.ALLOW, (), False
        if destination.is_capped:
            if state.is_extension_locked(event.extension):
                return refuse, (Reason("extension_locked"),), False
            if state.blind:
                return refuse, (Reason("feed_blind"),), False
            code = state.ledger.refusal(state.now, event.extension, destination)
            if code:
                state.alert_cap(code)
                return refuse, (Reason(code),), False
        if state.is_paused:
            return DecisionKind.ALLOW, (Reason("paused"),), False
        verdict = state.verdict(event.request, event, destination, True)
        if verdict.kind is DecisionKind.ALLOW:
            return verdict.kind, verdict.reasons, False
        self._legs.reconsider()
        kind = refuse if verdict.owner_decides else verdict.kind
        return kind, verdict.reasons, state.only_observes(destination, verdict)

    def code_keyed(self, event: ev.CodeKeyed) -> None:
        """A caller who was asked keyed a code."""
        state = self._state
        asked = self._permits.answer(event.request)
        if asked is None or asked.kind is not DecisionKind.ASK or event.number != asked.number:
            return
        if self._permits.is_open(event.request):
            return
        state.judge.code_keyed(event.request, state.now, event.right)
        if not event.right:
            self._legs.reconsider()
            return
        destination = state.numbering.destination(asked.number)
        if destination.is_capped and state.ledger.refusal(state.now, asked.extension, destination):
            return
        self._permits.grant(event.request, event.number, asked.extension, destination)
