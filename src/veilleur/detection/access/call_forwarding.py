"""Forwards: a hostile one is removed, kept in mind, and can be put back.

In: forwards set and cleared. Out: undo and restore. What a reader would get wrong: a forward that was
there when the watch began (or came back after a day) may be years old, so it is removed only when a
break-in is proven behind it, and else only told of; one that is found after a short restart was set
meanwhile. A forward in the telephone itself (SIP 302) cannot be removed from here:
its extension is locked instead. A restored forward comes back as a `ForwardSet`; it is known by then.
"""

from __future__ import annotations

from typing import Any

from veilleur.detection.access.voicemail import Mailboxes
from veilleur.detection.judge_port import Entity, Verdict
from veilleur.detection.state.context import WatchState, remember
from veilleur.detection.state.incident_tracker import Level, Touched
from veilleur.words import events as ev
from veilleur.words.calls import Origin
from veilleur.words.decisions import Decision, DecisionKind, Reason, Subject
from veilleur.words.destinations import Destination

PHONE = "phone"  # the kind of a forward that lies in the telephone
FOLLOW_ME = "followme"  # the kind that may hold several numbers
NUMBERS_MAX = 20
TARGETS_MAX = 4_000  # more forwards than that a site does not have
PHONE_REMEMBERED_S = 86_400.0  # each call shows such a forward again; nobody tells when it is gone


class Forwards:
    """The forwards of one site."""

    def __init__(self, state: WatchState, mailboxes: Mailboxes) -> None:
        self._state, self._mailboxes = state, mailboxes
        self._known: dict[str, dict[str, float]] = {}  # "104/CF" -> number -> when

    def was_set(self, event: ev.ForwardSet) -> None:
        """An extension now forwards its calls."""
        state = self._state
        target = f"{event.extension}/{event.kind}"
        state.confirmation.confirm("forward", f"{target} restored")
        if self._is_known(event, target):
            return
        destination = state.numbering.destination(event.number)
        if not destination.is_capped or state.is_paused:
            return
        touched = (
            (Entity.EXTENSION, event.extension),
            (Entity.DESTINATION, destination.e164 or destination.dialled),
        )
        state.witness("forward_set_abroad", *touched)
        if self._mailboxes.was_entered(event.extension):
            state.evidence("forward_after_entry", touched[0], level=Level.ENTERED)
        request = ev.CallRequested(
            at=event.at,
            seen_at=event.seen_at,
            request=target,
            extension=event.extension,
            number=event.number,
            origin=Origin.FORWARD,
        )
        verdict = state.verdict(target, request, destination, True, is_only_set=True)
        if verdict.kind is DecisionKind.REFUSE:
            self._oppose(event, target, destination, verdict, touched)
        elif state.incidents.find(touched):
            state.note("forward_set_abroad", touched)

    def _oppose(
        self,
        event: ev.ForwardSet,
        target: str,
        destination: Destination,
        verdict: Verdict,
        touched: Touched,
    ) -> None:
        state = self._state
        observed = state.only_observes(destination, verdict)
        incident = state.note("forward_set_abroad", touched, is_hostile=True)
        if event.kind == PHONE or (self._is_old(event) and not verdict.proven):
            code = "forward_in_telephone" if event.kind == PHONE else "forward_found"
            state.say(
                DecisionKind.ALERT, Subject.FORWARD, target, (Reason(code), *verdict.reasons),
                event.number, event.extension, incident=incident,
            )  # fmt: skip
            if event.kind == PHONE and verdict.proven:
                self._lock(event.extension, verdict, incident)
        else:
            undo = state.say(
                DecisionKind.UNDO, Subject.FORWARD, target, verdict.reasons, event.number,
                event.extension, observed, incident=incident,
            )  # fmt: skip
            if not observed:
                state.confirmation.expect(undo)
                state.incidents.undone(incident, state.now)
                remember(state.undoable, undo.id, undo)
                if verdict.proven:
                    self._lock(event.extension, verdict, incident)
        if not observed or state.is_hostile(verdict, observed):
            state.announce(incident, Level.ENTERED)

    def _lock(self, extension: str, verdict: Verdict, incident: str) -> None:
        self._state.lock(Subject.EXTENSION, extension, verdict.reasons, incident)
        self._mailboxes.lock_entered(extension, verdict.reasons, incident)

    def _is_known(self, event: ev.ForwardSet, target: str) -> bool:
        """Whether this forward was seen before; from now on it was."""
        now = self._state.now
        known = self._known.pop(target, {})
        seen_at = known.pop(event.number, None)
        if event.kind != FOLLOW_ME:
            known = {}
        elif len(known) >= NUMBERS_MAX:
            del known[next(iter(known))]
        known[event.number] = now
        remember(self._known, target, known, TARGETS_MAX)
        if event.kind == PHONE and seen_at is not None and now - seen_at >= PHONE_REMEMBERED_S:
            return False
        return seen_at is not None

    def _is_old(self, event: ev.ForwardSet) -> bool:
        """Whether it may have been there for years: not if we have removed it before."""
        state = self._state
        target = f"{event.extension}/{event.kind}"
        removed = any(
            one.kind is DecisionKind.UNDO and one.target == target for one in state.undoable.values()
        )
        return event.found and state.now < state.learning_until and not removed

    def was_cleared(self, event: ev.ForwardCleared) -> None:
        """An extension forwards no longer."""
        target = f"{event.extension}/{event.kind}"
        # One that is being put back stays known, even if its removal is only told now.
        if not self._state.confirmation.is_open("forward", f"{target} restored"):
            self._known.pop(target, None)
        self._state.confirmation.confirm("forward", target)

    def restore(self, undone: Decision) -> None:
        """A person wants a forward back."""
        state = self._state
        state.confirmation.confirm("forward", undone.target)
        self._known.setdefault(undone.target, {})[undone.number] = state.now
        restored = state.say(
            DecisionKind.RESTORE, Subject.FORWARD, undone.target, undone.reasons, undone.number,
            undone.extension, incident=undone.incident,
        )  # fmt: skip
        # Else each call that the forward sends on would be refused again until the owner answers.
        number = state.numbering.destination(undone.number).e164
        if number:
            state.judge.answered(True, "number", number, None, False)
        # Waits under a name of its own: a forward cleared meanwhile is no proof that it came back.
        state.confirmation.expect(restored, f"{undone.target} restored")

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return dict(self._known)

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self._known = dict(data)
