"""Replay: what the watch would have done with recorded calls, in true order of time.

In: call records in order of start. Out: one outcome per outgoing call, in order of start, then the summary.
Pitfall: the judge enforces here unless a mode is given, since the site's default (observe) would hide the
answer; and at `records` a hostile call is a "cut" that comes when its record appears, after its end, so it
bills in full: only later calls of the locked extension are refused, and a call of which the owner would only
be alerted is an "allow" with reasons. Who was asked for a code is not known to have keyed it, so their call
does not go out. Memory holds the calls alive at once, not the file. A call that no rule and no verdict can
touch (`_is_quiet`) is given without being played: a test holds that this changes nothing.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from json.encoder import encode_basestring_ascii
from math import inf
from typing import Any

from veilleur.detection.judge_port import Judging
from veilleur.detection.watch import Watch
from veilleur.words import events as ev
from veilleur.words.calls import Direction, Mode, Origin, Vantage
from veilleur.words.decisions import Decision, DecisionKind, Reason, Subject
from veilleur.words.destinations import Destination
from veilleur.words.money import FREE, MICRO_EUROS_PER_EURO, MicroEuro, euros
from veilleur.words.ports import Numbering
from veilleur.words.site import Site

NUMBERS_REMEMBERED = 1 << 16
# Reasons that stop a call whoever makes it.
LIMIT_RULES = frozenset(
    {
        "cap_closed_hours",
        "cap_day",
        "cap_month",
        "cap_extension_day",
        "cap_class_day",
        "cap_extension_quota",
        "cap_codes",
        "cap_call_length",
        "price_too_high",
        "too_many_calls",
    }
)
TICK_AGAIN_S = 0.005  # as the guard waits at least between two ticks


@dataclass(slots=True)
class CallOutcome:
    """What became of one outgoing call. Times in seconds since 1970 UTC, money in micro-euros.

    decision: allow, ask, refuse or cut. cost_unwatched: what it cost with nobody watching.
    """

    id: str
    at: float
    decision: str
    decided_at: float
    billed_seconds: float
    cost: MicroEuro
    cost_unwatched: MicroEuro
    record: ev.CallRecorded
    destination: Destination
    reasons: tuple[str, ...] = ()
    explained: tuple[Reason, ...] = ()  # the same reasons with the blanks of their sentences

    @property
    def is_by_limit(self) -> bool:
        """Whether a limit alone stopped the call, a cap or the number of calls, and no suspicion."""
        return bool(self.reasons) and self.reasons[0] in LIMIT_RULES

    def as_json(self) -> str:
        """The line that `veilleur replay --json` prints, without its end."""
        reasons = ", ".join(map(encode_basestring_ascii, self.reasons))
        return (
            f'{{"id": {encode_basestring_ascii(self.id)}, "at": {self.at!r}, "decision": "{self.decision}",'
            f' "decided_at": {self.decided_at!r}, "billed_seconds": {self.billed_seconds!r},'
            f' "cost_eur": {self.cost / MICRO_EUROS_PER_EURO!r},'
            f' "cost_unwatched_eur": {self.cost_unwatched / MICRO_EUROS_PER_EURO!r}, "reasons": [{reasons}]}}'
        )


@dataclass(slots=True)
class _Playing:
    outcome: CallOutcome
    answered_at: float | None
    done: bool = False


class Replay:
    """One run over records; `summary` is complete once `outcomes` is used up.

    can_ask: at `asked`, callers at telephones of the site can be asked for a code, as a guard does.
    """

    def __init__(
        self,
        site: Site,
        numbering: Numbering,
        vantage: Vantage = Vantage.ASKED,
        mode: Mode | None = None,
        judge: Judging | None = None,
        *,
        can_ask: bool = False,
    ) -> None:
        self._can_ask = can_ask
        enforcing = replace(site, mode=mode or Mode.ENFORCE)
        self._watch = Watch(enforcing, numbering, judge, vantage)
        self._numbering, self._vantage = numbering, vantage
        self._heap: list[tuple[float, int, ev.Event]] = []
        self._order = 0
        self._ticked_at = -inf
        self._due = inf  # when the heap or the watch next wants to be looked at
        self._playing: dict[str, _Playing] = {}
        self._queue: deque[_Playing] = deque()
        self._makes_room = site.trunk_channels > 0
        self._wants_incoming = self._watch.listens_to(ev.IncomingCall)
        self._known: dict[str, tuple[Destination, bool]] = {}  # number -> what it means, is it quiet
        self._counts: dict[str, int] = dict.fromkeys(("allow", "ask", "refuse", "cut"), 0)
        self._cost = self._unwatched = 0

    @property
    def summary(self) -> dict[str, Any]:
        """Calls by decision, and euros billed with and without the watch."""
        return {
            "calls": sum(self._counts.values()),
            **self._counts,
            "cost_eur": float(euros(self._cost)),
            "cost_unwatched_eur": float(euros(self._unwatched)),
        }

    @property
    def watch(self) -> Watch:
        """The watch that is played to, with its incidents and what it learned."""
        return self._watch

    def outcomes(self, records: Iterable[ev.CallRecorded], *, is_over: bool = True) -> Iterator[CallOutcome]:
        """Play the records; gives each call once it and all that started before it are over.

        is_over: no more will come. Else time goes on as far as these records reach, which are of calls that
        have ended, and later records may be played on.
        """
        latest = -inf
        for record in records:
            if self._due <= record.at:
                self._advance(record.at)
            if record.direction is Direction.OUT:
                destination, is_quiet = self.look_up(record.number)
                if is_quiet:
                    outcome = self._allowed(record, destination)
                    if not self._queue:
                        yield self._counted(outcome)
                        continue
                    self._queue.append(_Playing(outcome, None, True))
                else:
                    latest = max(latest, self._play(record, destination))
            elif record.direction is Direction.IN and (
                self._wants_incoming or record.origin is Origin.VOICEMAIL
            ):
                self._step(self._incoming(record))
            if self._queue and self._queue[0].done:
                yield from self._finished()
        self._advance(inf if is_over else latest)
        yield from self._finished()

    def look_up(self, number: str) -> tuple[Destination, bool]:
        """What a dialled number means, and whether no rule and no verdict can touch a call to it."""
        known = self._known.get(number)
        if known is None:
            destination = self._numbering.destination(number)
            if len(self._known) >= NUMBERS_REMEMBERED:
                self._known.clear()
            known = self._known[number] = destination, self._is_quiet(destination)
        return known

    def _is_quiet(self, destination: Destination) -> bool:
        """Neither judged nor capped; where an emergency call may make room, every call counts."""
        return not (self._makes_room or destination.is_capped)

    def _incoming(self, record: ev.CallRecorded) -> ev.Event:
        if record.origin is Origin.VOICEMAIL:
            return ev.MailboxEntered(
                at=record.at,
                seen_at=record.at,
                request=record.call,
                mailbox="",
                outside_caller=record.outside_caller,
                outside=True,
            )
        return ev.IncomingCall(
            at=record.at,
            seen_at=record.at,
            call=record.call,
            outside_caller=record.outside_caller,
            extension=record.extension,
        )

    def _play(self, record: ev.CallRecorded, destination: Destination) -> float:
        """Take in a call; gives when its record appears."""
        at, name = record.at, record.call
        end = at + max(record.duration_s, record.billed_s)
        answered_at = end - record.billed_s if record.billed_s > 0 else None
        outcome = self._allowed(record, destination)
        playing = _Playing(outcome, answered_at)
        self._queue.append(playing)
        if name in self._playing:  # a second record of one leg: given, never judged twice
            playing.done = True
            return end
        self._playing[name] = playing
        if self._vantage is Vantage.RECORDS:
            if destination.is_capped and self._watch.is_extension_locked(record.extension, at):
                self._stop(playing, DecisionKind.REFUSE, at, ("extension_locked",))
                return end
            seen_at = outcome.decided_at
            self._push(seen_at, record._replace(seen_at=seen_at))
            return seen_at
        if self._vantage is Vantage.ASKED:
            is_askable = self._can_ask and record.origin is Origin.EXTENSION and bool(record.extension)
            requested = ev.CallRequested(
                at=at,
                seen_at=at,
                request=name,
                extension=record.extension,
                number=record.number,
                origin=record.origin,
                outside_caller=record.outside_caller,
            )
            self._step(requested._replace(can_key_digits=is_askable))
        if not playing.done:
            self._step(
                ev.CallStarted(
                    at=at,
                    seen_at=at,
                    call=name,
                    number=record.number,
                    request=name,
                    extension=record.extension,
                    origin=record.origin,
                    outside_caller=record.outside_caller,
                    trunk=record.trunk,
                )
            )
        if not playing.done:
            if answered_at is not None:
                self._push(answered_at, ev.CallAnswered(answered_at, answered_at, name))
            self._push(end, ev.CallEnded(end, end, name))
        return end

    def _push(self, at: float, event: ev.Event) -> None:
        self._order += 1
        self._due = min(self._due, at)
        heapq.heappush(self._heap, (at, self._order, event))

    def _advance(self, until: float) -> None:
        while True:
            coming = self._heap[0][0] if self._heap else inf
            wake = self._wake_at()
            if wake <= min(coming, until) and wake < inf:
                self._ticked_at = wake
                self._step(ev.Tick(wake, wake))
            elif coming <= until and self._heap:
                event = heapq.heappop(self._heap)[2]
                name = getattr(event, "call", "")
                if name in self._playing:
                    self._step(event)
                    if isinstance(event, ev.CallRecorded):
                        self._apply_record_verdict(self._playing[name])
                    if not isinstance(event, ev.CallAnswered) and name in self._playing:
                        self._playing.pop(name).done = True
            else:
                self._due = min(coming, wake)
                return

    def _wake_at(self) -> float:
        """When the watch wants a Tick; the same moment again comes a moment later, as in a guard."""
        wake = self._watch.wake_at
        if wake is None:
            return inf
        return wake if wake > self._ticked_at else self._ticked_at + TICK_AGAIN_S

    def _step(self, event: ev.Event) -> None:
        for decision in self._watch.step(event):
            self._obey(decision)
        self._due = min(self._due, self._wake_at())

    def _obey(self, decision: Decision) -> None:
        playing = self._playing.get(decision.target)
        if playing is None or decision.observed:
            return
        codes = tuple(reason.code for reason in decision.reasons)
        if decision.kind is not DecisionKind.ALLOW:
            playing.outcome.explained = decision.reasons
        if decision.subject is Subject.REQUEST:
            playing.outcome.reasons = codes
            if decision.kind is not DecisionKind.ALLOW:
                self._stop(playing, decision.kind, decision.at, codes)
        elif decision.subject is Subject.CALL and decision.kind is DecisionKind.CUT:
            self._stop(playing, decision.kind, decision.at, codes)
            self._step(ev.CallEnded(decision.at, decision.at, decision.target))

    def _apply_record_verdict(self, playing: _Playing) -> None:
        """What the judge said of a record: too late for this call, so nothing is taken off its bill."""
        verdict, outcome = self._watch.on_record, playing.outcome
        if verdict is None or verdict.kind is DecisionKind.ALLOW:
            return
        outcome.reasons = tuple(reason.code for reason in verdict.reasons)
        outcome.explained = verdict.reasons
        # Where the judge was sure, the telephone is locked; else the owner is only alerted.
        if verdict.kind is DecisionKind.REFUSE and not verdict.observed:
            outcome.decision = DecisionKind.CUT.value

    def _stop(self, playing: _Playing, kind: DecisionKind, at: float, codes: tuple[str, ...]) -> None:
        outcome = playing.outcome
        outcome.decision, outcome.decided_at, outcome.reasons = kind.value, at, codes
        seconds = 0.0
        if kind is DecisionKind.CUT and playing.answered_at is not None:
            seconds = min(outcome.billed_seconds, max(0.0, at - playing.answered_at))
        outcome.cost = min(outcome.cost_unwatched, outcome.destination.price.cost(seconds))
        outcome.billed_seconds = seconds
        playing.done = True
        self._playing.pop(outcome.id, None)

    def _finished(self) -> Iterator[CallOutcome]:
        while self._queue and self._queue[0].done:
            yield self._counted(self._queue.popleft().outcome)

    def _counted(self, outcome: CallOutcome) -> CallOutcome:
        self._counts[outcome.decision] += 1
        self._cost += outcome.cost
        self._unwatched += outcome.cost_unwatched
        return outcome

    def _allowed(self, record: ev.CallRecorded, destination: Destination) -> CallOutcome:
        """A call that nothing was done about."""
        cost = record.charged
        if cost is None:
            cost = 0 if destination.price == FREE else destination.price.cost(record.billed_s)
        decided_at = record.at
        if self._vantage is Vantage.RECORDS:  # judged when its record appears
            decided_at = max(record.at + max(record.duration_s, record.billed_s), record.seen_at)
        return CallOutcome(
            id=record.call,
            at=record.at,
            decision="allow",
            decided_at=decided_at,
            billed_seconds=record.billed_s,
            cost=cost,
            cost_unwatched=cost,
            record=record,
            destination=destination,
        )


def replay(
    records: Iterable[ev.CallRecorded], site: Site, numbering: Numbering, vantage: Vantage = Vantage.ASKED
) -> Iterator[CallOutcome]:
    """The outcome of each outgoing call; use `Replay` where the summary or a mode is wanted too."""
    return Replay(site, numbering, vantage).outcomes(records)
