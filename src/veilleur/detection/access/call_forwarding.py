"""Call forwarding: a hostile forward is removed, kept in mind, and can be put back.

In: forwards set and cleared. Out: undo and restore. Pitfall: a forward that was there when the watch began
(or came back after a day) may be years old, so it is removed only when a break-in is proven behind it, and
else only alerted; one that is found after a short restart was set meanwhile. A forward in the telephone
itself (SIP 302) cannot be removed from here: its extension is locked instead. A restored forward comes back
as a `ForwardSet`; it is known by then.
"""

from __future__ import annotations

from typing import Any

from veilleur.detection.access.voicemail import Voicemail
from veilleur.detection.judge_port import Entity, Judging, Verdict
from veilleur.detection.state.bounded import remember
from veilleur.detection.state.context import WatchContext
from veilleur.detection.state.decisions import RESTORED, DecisionBook
from veilleur.detection.state.incident_reporter import IncidentReporter
from veilleur.detection.state.incident_tracker import IncidentTracker, Level, Touched
from veilleur.detection.state.judge_consultation import JudgeConsultation
from veilleur.detection.state.locks import Locks
from veilleur.words import events as ev
from veilleur.words.calls import Origin
from veilleur.words.decisions import Decision, DecisionKind, Reason, Subject
from veilleur.words.destinations import Destination

PHONE = "phone"  # the kind of a forward that lies in the telephone
FOLLOW_ME = "followme"  # the kind that may hold several numbers
NUMBERS_MAX = 20
TARGETS_MAX = 4_000  # more forwards than that a site does not have
PHONE_REMEMBERED_S = 86_400.0  # each call shows such a forward again; nothing shows when it is gone


class CallForwarding:
    """The forwards of one site."""

    __slots__ = (
        "_consultation",
        "_context",
        "_decisions",
        "_judge",
        "_known",
        "_locks",
        "_reporter",
        "_tracker",
        "_voicemail",
    )

    def __init__(
        self,
        *,
        context: WatchContext,
        decisions: DecisionBook,
        tracker: IncidentTracker,
        reporter: IncidentReporter,
        locks: Locks,
        judge: Judging,
        consultation: JudgeConsultation,
        voicemail: Voicemail,
    ) -> None:
        self._context, self._decisions = context, decisions
        self._tracker, self._reporter, self._locks = tracker, reporter, locks
        self._judge, self._consultation, self._voicemail = judge, consultation, voicemail
        self._known: dict[str, dict[str, float]] = {}  # "104/CF" -> number -> when

    def was_set(self, event: ev.ForwardSet) -> None:
        """An extension now forwards its calls."""
        target = f"{event.extension}/{event.kind}"
        self._decisions.unconfirmed.confirm("forward", f"{target} {RESTORED}")
        if self._is_known(event, target):
            return
        destination = self._context.numbering.destination(event.number)
        if not destination.is_capped or self._context.is_paused:
            return
        touched = (
            (Entity.EXTENSION, event.extension),
            (Entity.DESTINATION, destination.e164 or destination.dialled),
        )
        self._reporter.witness("forward_set_abroad", *touched)
        if self._voicemail.was_entered(event.extension):
            self._reporter.report("forward_after_entry", touched[0], level=Level.ENTERED)
        request = ev.CallRequested(
            at=event.at,
            seen_at=event.seen_at,
            request=target,
            extension=event.extension,
            number=event.number,
            origin=Origin.FORWARD,
        )
        verdict = self._consultation.on_request(request, destination, is_only_set=True)
        if verdict.kind is DecisionKind.REFUSE:
            self._oppose(event, target, destination, verdict, touched)
        elif self._tracker.find(touched):
            self._reporter.record("forward_set_abroad", touched)

    def _oppose(
        self,
        event: ev.ForwardSet,
        target: str,
        destination: Destination,
        verdict: Verdict,
        touched: Touched,
    ) -> None:
        observed = self._consultation.only_observes(destination, verdict)
        incident = self._reporter.record("forward_set_abroad", touched, is_hostile=True)
        if event.kind == PHONE or (self._is_old(event) and not verdict.proven):
            code = "forward_in_telephone" if event.kind == PHONE else "forward_found"
            self._decisions.alert(
                subject=Subject.FORWARD,
                target=target,
                because=(Reason(code), *verdict.reasons),
                number=event.number,
                extension=event.extension,
                incident=incident,
            )
            if event.kind == PHONE and verdict.proven:
                self._lock(event.extension, verdict, incident)
        else:
            self._decisions.undo(
                target,
                because=verdict.reasons,
                number=event.number,
                extension=event.extension,
                incident=incident,
                observed=observed,
            )
            if not observed:
                self._tracker.record_undone_forward(incident, self._context.now)
                if verdict.proven:
                    self._lock(event.extension, verdict, incident)
        if not observed or self._reporter.is_hostile(verdict, observed):
            self._reporter.announce(incident, Level.ENTERED)

    def _lock(self, extension: str, verdict: Verdict, incident: str) -> None:
        self._locks.lock(Subject.EXTENSION, extension, because=verdict.reasons, incident=incident)
        self._voicemail.lock_entered(extension, because=verdict.reasons, incident=incident)

    def _is_known(self, event: ev.ForwardSet, target: str) -> bool:
        """Whether this forward was seen before; from now on it was."""
        now = self._context.now
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
        target, context = f"{event.extension}/{event.kind}", self._context
        removed = any(
            one.kind is DecisionKind.UNDO and one.target == target
            for one in self._decisions.undoable.values()
        )
        return event.found and context.now < context.learning_until and not removed

    def was_cleared(self, event: ev.ForwardCleared) -> None:
        """An extension forwards no longer."""
        target = f"{event.extension}/{event.kind}"
        # One that is being put back stays known, even if its removal is reported only now.
        if not self._decisions.unconfirmed.is_open("forward", f"{target} {RESTORED}"):
            self._known.pop(target, None)
        self._decisions.unconfirmed.confirm("forward", target)

    def restore(self, undone: Decision) -> None:
        """A person wants a forward back."""
        self._decisions.unconfirmed.confirm("forward", undone.target)
        self._known.setdefault(undone.target, {})[undone.number] = self._context.now
        self._decisions.restore(undone)
        # Else each call that the forward sends on would be refused again until the owner answers.
        number = self._context.numbering.destination(undone.number).e164
        if number:
            self._judge.answered(True, "number", number, None, False)

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return dict(self._known)

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self._known = dict(data)
