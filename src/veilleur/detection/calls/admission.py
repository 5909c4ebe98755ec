"""Admission: the answer to a switch that waits before it dials.

In: `CallRequested`, `CodeKeyed`. Out: allow, ask or refuse, in the order of rules that `_answer` shows.
Pitfall: emergency calls stand above everything, then caps (a fitting one
asks before it refuses, see `_at_limit`); a pause of the owner stands above locks, the
blind feed and the judge, but never above a cap. An observed decision is not carried out, so it leaves a
permit like an allow. A request is answered once: a retry within a minute gets the same answer, a later one
is judged again.
"""

from __future__ import annotations

from typing import NamedTuple

from veilleur.detection.calls.active_calls import touched_by
from veilleur.detection.calls.code_openings import CodeOpenings
from veilleur.detection.calls.enforcement import Enforcement, owner_accepts, vouches
from veilleur.detection.calls.parameters import PERMITS_MAX
from veilleur.detection.calls.permits import Permits
from veilleur.detection.calls.transfers import Transfers
from veilleur.detection.judge_port import EXPECTED_FRAUD_CALL_S, Entity, Judging, Verdict
from veilleur.detection.spending.ledger import Ledger
from veilleur.detection.state.cap_reasons import CapReasons
from veilleur.detection.state.context import WatchContext
from veilleur.detection.state.decisions import DecisionBook, Reasons
from veilleur.detection.state.incident_reporter import IncidentReporter
from veilleur.detection.state.incident_tracker import IncidentTracker, Level, Touched
from veilleur.detection.state.judge_consultation import JudgeConsultation
from veilleur.detection.state.limits_in_force import LimitsInForce
from veilleur.detection.state.locks import Locks
from veilleur.words import events as ev
from veilleur.words.decisions import Decision, DecisionKind, Reason, Subject
from veilleur.words.destinations import CAPPED_CLASSES, CLASS_WORDS, INSIDE_CLASSES, Destination

_ALLOW, _ASK, _REFUSE = DecisionKind.ALLOW, DecisionKind.ASK, DecisionKind.REFUSE


class _Answer(NamedTuple):
    kind: DecisionKind
    reasons: Reasons = ()
    verdict: Verdict | None = None
    observed: bool = False


_PASSES = _Answer(_ALLOW)
CAPS_OF_A_CALL = 4  # closed period, day, month, class: what one code may have to open


class Admission:
    """Answers the requests of one site."""

    __slots__ = (
        "_cap_reasons",
        "_consultation",
        "_context",
        "_decisions",
        "_enforcement",
        "_judge",
        "_ledger",
        "_limits",
        "_locks",
        "_openings",
        "_permits",
        "_reporter",
        "_tracker",
        "_transfers",
    )

    def __init__(
        self,
        *,
        context: WatchContext,
        ledger: Ledger,
        decisions: DecisionBook,
        tracker: IncidentTracker,
        reporter: IncidentReporter,
        locks: Locks,
        judge: Judging,
        consultation: JudgeConsultation,
        permits: Permits,
        transfers: Transfers,
        enforcement: Enforcement,
        limits: LimitsInForce,
        openings: CodeOpenings,
        cap_reasons: CapReasons,
    ) -> None:
        self._context, self._ledger, self._decisions = context, ledger, decisions
        self._tracker, self._reporter, self._locks = tracker, reporter, locks
        self._judge, self._consultation = judge, consultation
        self._permits, self._transfers, self._enforcement = permits, transfers, enforcement
        self._limits, self._openings, self._cap_reasons = limits, openings, cap_reasons

    def requested(self, event: ev.CallRequested) -> None:
        """Somebody wants to call out."""
        known = self._permits.answer(event.request, event.number)
        if known is not None:
            self._decisions.repeat_answer(known)
            return
        event = self._transfers.attribute_origin(event)
        destination = self._context.numbering.destination(event.number)
        is_capped = destination.number_class in CAPPED_CLASSES
        answer = self._answer(event, destination, is_capped)
        passes = answer.kind is _ALLOW or answer.observed
        if passes and is_capped:
            verdict = answer.verdict
            self._permits.grant(
                event.request,
                number=event.number,
                extension=event.extension,
                destination=destination,
                probability=0.0 if verdict is None or owner_accepts(verdict) else verdict.probability,
                is_vouched=verdict is not None and vouches(verdict),
            )
        elif destination.is_emergency:
            self._enforcement.free_a_line(event.trunk_full)
        if answer.kind is _ALLOW:
            decision = self._decisions.allow(
                event.request, because=answer.reasons, number=event.number, extension=event.extension
            )
        else:
            decision = self._ask_or_refuse(event, destination, answer)
        if is_capped:  # whoever asks again for another number is let through again
            self._permits.answered(event.request, decision)
        if answer.verdict is not None and answer.kind is _REFUSE:
            self._enforcement.after_refusal(
                event.extension, answer.verdict, decision.incident, answer.observed
            )

    def _ask_or_refuse(self, event: ev.CallRequested, destination: Destination, answer: _Answer) -> Decision:
        touched = _touched_by(event, destination)
        if answer.verdict is not None:
            incident = self._reporter.incident_of_stopped(answer.verdict, touched, answer.observed)
        else:
            incident = self._reporter.incident_of(touched)
        if answer.kind is _ASK:
            return self._decisions.ask(
                event.request,
                because=answer.reasons,
                number=event.number,
                extension=event.extension,
                incident=incident,
                observed=answer.observed,
            )
        saved = destination.price.cost(EXPECTED_FRAUD_CALL_S)
        if not answer.observed:
            self._tracker.record_stopped_call(incident, self._context.now, touched, saved)
        return self._decisions.refuse(
            event.request,
            because=answer.reasons,
            number=event.number,
            extension=event.extension,
            incident=incident,
            observed=answer.observed,
            saved=saved,
        )

    def _answer(self, event: ev.CallRequested, destination: Destination, is_capped: bool) -> _Answer:
        context = self._context
        if destination.is_emergency or destination.number_class in INSIDE_CLASSES:
            return _PASSES
        if is_capped:
            if self._limits.is_too_dear(destination.price):
                return _Answer(_REFUSE, (self._cap_reasons.too_dear(destination.price),))
            code = self._ledger.refusal(context.now, event.extension, destination)
            if code:
                reason = self._cap_reasons.reached(code, event.extension, destination)
                self._reporter.alert_cap(reason)
                return self._at_limit(event, destination, reason)
            if len(self._permits.open) >= PERMITS_MAX:
                return _Answer(_REFUSE, (Reason("too_many_calls"),))
        if context.is_paused:
            return _Answer(_ALLOW, (Reason("paused"),))
        if not is_capped:
            return _PASSES  # only what caps count is judged
        if context.blind:
            return _Answer(_REFUSE, (Reason("feed_blind"),))
        if event.extension in context.site.decoy_extensions:
            touched = _touched_by(event, destination)
            self._reporter.report("decoy_extension", *touched, level=Level.ENTERED)
        verdict = self._consultation.on_request(event, destination)
        if self._locks.is_extension_locked(event.extension) and not owner_accepts(verdict):
            return _Answer(_REFUSE, (Reason("extension_locked"), *verdict.reasons), verdict)
        return self._judged(event, destination, verdict)

    def _at_limit(self, event: ev.CallRequested, destination: Destination, reason: Reason) -> _Answer:
        """A cap would be passed. In opening hours a caller whose call is honest is asked for a code, where a
        right one lets the limit give way; else the call is refused, whatever the judge would say."""
        refused, context = _Answer(_REFUSE, (reason,)), self._context
        if (
            context.is_paused
            or context.blind
            or event.extension in context.site.decoy_extensions
            or self._locks.is_extension_locked(event.extension)
            or not self._may_ask(event, destination, reason.code)
        ):
            return refused
        verdict = self._consultation.on_request(event, destination)
        return _Answer(_ASK, (reason,)) if vouches(verdict) or owner_accepts(verdict) else refused

    def _code_soon(self, event: ev.CallRequested, destination: Destination, verdict: Verdict) -> str:
        """The cap within which this call still begins but may not end: better asked now than cut then."""
        if not event.can_key_digits or not vouches(verdict):
            return ""
        now, extension = self._context.now, event.extension
        code = self._ledger.refusal(now, extension, destination, EXPECTED_FRAUD_CALL_S)
        return code if code and self._may_ask(event, destination, code) else ""

    def _may_ask(self, event: ev.CallRequested, destination: Destination, code: str) -> bool:
        return (
            event.can_key_digits
            and self._context.calendar.moment(self._context.now).is_open
            and not self._locks.is_code_locked(event.extension)
            and self._limits.can_extend(code, CLASS_WORDS[destination.number_class])
        )

    def _gives_way(self, extension: str, destination: Destination) -> bool:
        """A right code was keyed: each cap that the call would pass gives way, if it can. Whether it fits."""
        now = self._context.now
        for _cap in range(CAPS_OF_A_CALL):
            code = self._ledger.refusal(now, extension, destination, EXPECTED_FRAUD_CALL_S)
            if not code or not self._limits.extend(code, CLASS_WORDS[destination.number_class]):
                break
        return not self._ledger.refusal(now, extension, destination, by_code=True)

    def _judged(self, event: ev.CallRequested, destination: Destination, verdict: Verdict) -> _Answer:
        if verdict.kind is _ALLOW:
            code = self._code_soon(event, destination, verdict)
            if not code:
                return _Answer(_ALLOW, verdict.reasons, verdict)
            return _Answer(_ASK, (self._cap_reasons.near(code, event.extension, destination),))
        kind, reasons = verdict.kind, verdict.reasons
        if verdict.owner_decides:
            kind = _REFUSE
        observed = self._consultation.only_observes(destination, verdict)
        if kind is _ASK and self._locks.is_code_locked(event.extension):
            kind, reasons = _REFUSE, (Reason("code_locked"), *reasons)
        elif kind is _ASK and not observed:
            reason = self._code_cannot_open(event.extension, destination)
            if reason is not None:
                kind, reasons = _REFUSE, (reason, *reasons)
        return _Answer(kind, reasons, verdict, observed)

    def _code_cannot_open(self, extension: str, destination: Destination) -> Reason | None:
        """The cap on what right codes open, when this call would pass it: nobody is asked in vain."""
        code = self._ledger.refusal(self._context.now, extension, destination, by_code=True)
        if not code:
            return None
        reason = self._cap_reasons.reached(code, extension, destination)
        self._reporter.alert_cap(reason)
        return reason

    def code_keyed(self, event: ev.CodeKeyed) -> None:
        """A caller who was asked keyed a code."""
        asked = self._permits.answer(event.request, event.number)
        if asked is None or asked.kind is not _ASK or asked.observed:
            return
        now = self._context.now
        self._judge.code_keyed(event.request, now, event.right)
        destination = self._context.numbering.destination(asked.number)
        if not event.right:
            self._wrong_code(asked, destination)
            return
        self._openings.opened(asked, destination, now)
        if not destination.is_capped or self._gives_way(asked.extension, destination):
            # A retry is let through from now on, and is not asked again.
            self._permits.answered(event.request, asked._replace(kind=_ALLOW, at=now))
            if destination.is_capped:
                self._permits.grant(
                    event.request,
                    number=event.number,
                    extension=asked.extension,
                    destination=destination,
                    by_code=True,
                )

    def _wrong_code(self, asked: Decision, destination: Destination) -> None:
        now, extension = self._context.now, asked.extension
        self._permits.answered(asked.target, asked._replace(kind=_REFUSE, at=now))
        touched = ((Entity.EXTENSION, extension),)
        locks_codes = self._locks.lockouts.record_wrong_code(now, extension)
        incident = self._reporter.record("wrong_code", touched)  # the judge heard of it by `code_keyed`
        saved = destination.price.cost(EXPECTED_FRAUD_CALL_S)
        self._tracker.record_stopped_call(incident, now, touched, saved)
        if locks_codes:
            reasons = (Reason("code_guessing"),)
            self._locks.lock(Subject.CODE, extension, because=reasons, incident=incident)
            self._reporter.announce(incident, Level.PROBING)
        self._enforcement.reconsider_running()


def _touched_by(event: ev.CallRequested, destination: Destination) -> Touched:
    return touched_by(event.extension, event.outside_caller, event.address, destination)
