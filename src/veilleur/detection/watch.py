"""The watch of one site: events in, decisions and `wake_at` out, nothing else.

Here each event finds its room: requests and permits, out legs, mailboxes, forwards, accounts. No clock, no
socket, no chance lives in any of them; what a call means is the judge's (`questions.Judging`). Time is the
events' `seen_at` and never goes back. Money is keyed by the out leg and lives in the ledger; a linked id
decides nothing. What a reader would get wrong: an event that ends something is taken in before time is,
so that no order is repeated in the very step that confirms it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from veilleur.detection.access.call_forwarding import Forwards
from veilleur.detection.access.registrations import Accounts
from veilleur.detection.access.voicemail import Mailboxes
from veilleur.detection.calls.admission import Requests
from veilleur.detection.calls.coverage_gaps import Gaps
from veilleur.detection.calls.legs import Legs, RecordVerdict
from veilleur.detection.calls.permits import Permits
from veilleur.detection.calls.transfers import Transfers
from veilleur.detection.judge.allow_all import AllowingJudge
from veilleur.detection.judge_port import Judging
from veilleur.detection.state.context import AWAY_S, WatchState, remember
from veilleur.detection.state.unconfirmed_orders import ALARM_ATTEMPT
from veilleur.words import events as ev
from veilleur.words.calls import Vantage
from veilleur.words.decisions import Decision, DecisionKind, Reason, Subject
from veilleur.words.incidents import Incident
from veilleur.words.ports import Numbering
from veilleur.words.site import Site

__all__ = ["AllowingJudge", "Watch", "real_judge"]

STATE_VERSION = 4  # of what `save` gives; another one cannot be loaded
BLIND_MAX = 100
_ENDINGS = frozenset({ev.CallEnded, ev.ForwardCleared, ev.ForwardSet, ev.MailboxLeft, ev.Snapshot})


def real_judge(site: Site) -> Judging:
    """The judge of the house."""
    from veilleur.detection.judge.judge import Judge  # late: a watch with another judge does not need it

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
        state = WatchState(site, numbering, real_judge(site) if judge is None else judge, vantage)
        self._state = state
        self._permits = Permits(state)
        self._transfers = Transfers(state)
        self._accounts = Accounts(state)
        self._gaps = Gaps(state)
        self._legs = Legs(state, self._permits, self._transfers, self._gaps)
        self._requests = Requests(state, self._permits, self._legs.stopping, self._transfers)
        self._mailboxes = Mailboxes(state)
        self._forwards = Forwards(state, self._mailboxes)
        self._waiting = state.confirmation, self._permits, self._legs.stopping.doubts
        self._wake: float | None = None  # what `_deadline` said last
        self._wake_is_known = False

    @property
    def wake_at(self) -> float | None:
        """When (seen_at time) a Tick is wanted; None when none is."""
        wake = self._wake if self._wake_is_known else self._deadline()
        if wake is None:
            return None
        now = self._state.now
        return wake if wake > now else now

    @property
    def incidents(self) -> list[Incident]:
        """What belongs together as one attack; newest last. Those not announced may be honest slips."""
        return self._state.incidents.all(self._state.now)

    def step(self, event: ev.Event) -> list[Decision]:
        """Take one event in and give the decisions it leads to, in order."""
        state = self._state
        if event.seen_at > state.now or state.began is None:
            state.time_is(event.seen_at)
        out: list[Decision] = []
        state.out = out
        kind = type(event)
        handler = _HANDLERS.get(kind)
        if kind in _ENDINGS and handler is not None:
            self._wake_is_known = False
            handler(self, event)
            handler = None
        deadline = self._wake if self._wake_is_known else self._deadline()
        if deadline is not None and deadline <= state.now:
            self._time_passed()
        if handler is not None:
            handler(self, event)
        self._wake_is_known = False
        if state.ledger.stopped:
            for call, code in state.ledger.take_stopped():
                state.alert_cap(code)
                self._legs.stopping.cut(call, (Reason(code),))
        return out

    def listens_to(self, kind: type) -> bool:
        """Whether events of this kind tell the watch anything but the time."""
        return kind in _HANDLERS

    @property
    def on_record(self) -> RecordVerdict | None:
        """What the judge said of the record taken in last; None of one that was not judged."""
        return self._legs.on_record

    def is_extension_locked(self, extension: str, at: float) -> bool:
        """Whether an extension may not call capped destinations at the time `at`."""
        return self._state.doors.is_locked(at, f"extension {extension}")

    # --- time ---------------------------------------------------------------------------------

    def _deadline(self) -> float | None:
        first = self._state.ledger.wake_at()
        for room in self._waiting:
            if room.open:  # nothing waits there, mostly
                wake = room.wake_at()
                if wake is not None and (first is None or wake < first):
                    first = wake
        self._wake, self._wake_is_known = first, True
        return first

    def _time_passed(self) -> None:
        state = self._state
        self._permits.expire()
        state.ledger.time_passed(state.now)
        if self._legs.stopping.doubts.open:
            self._legs.stopping.time_passed()
        for decision, name in state.confirmation.take_due(state.now):
            again = decision._replace(id=state.next_id(), at=state.now, attempt=decision.attempt + 1)
            state.out.append(again)
            state.confirmation.expect(again, name)
            if decision.id in state.undoable:
                remember(state.undoable, again.id, again)
            code = "cut_unconfirmed" if decision.kind is DecisionKind.CUT else "forward_unconfirmed"
            if again.attempt == ALARM_ATTEMPT:
                state.say(
                    DecisionKind.ALERT, decision.subject, decision.target, (Reason(code),),
                    decision.number, decision.extension, incident=decision.incident,
                )  # fmt: skip

    def _clock_stepped(self, event: ev.ClockStepped) -> None:
        state = self._state
        state.ledger.time_passed(state.now)
        state.calendar.clock_set(event.step_s)
        state.ledger.clock_changed(state.now)

    # --- events that touch several rooms -----------------------------------------------------------

    def _requested(self, event: ev.CallRequested) -> None:
        if event.address or event.agent:
            self._accounts.used(event.extension, event.address, event.agent)
        self._requests.requested(event)

    def _started(self, event: ev.CallStarted) -> None:
        if event.address or event.agent:
            self._accounts.used(event.extension, event.address, event.agent)
        self._legs.started(event)

    def _transferred(self, event: ev.CallTransferred) -> None:
        self._transfers.transferred(event)
        self._legs.stopping.transferred(event)

    def _guard_started(self, event: ev.GuardStarted) -> None:
        self._gaps.guard_started(event)
        self._state.away_until = self._state.now + AWAY_S

    def _feed_lost(self, event: ev.FeedLost) -> None:
        blind = self._state.blind
        if event.calls_are_seen:
            return
        self._gaps.feed_lost(event)
        if event.feed in blind or len(blind) < BLIND_MAX:
            blind[event.feed] = None

    # --- people -------------------------------------------------------------------------------

    def _owner_answered(self, event: ev.OwnerAnswered) -> None:
        state = self._state
        state.judge.answered(event.accepted, event.scope, event.value, event.until, event.once)
        if not event.accepted:
            self._legs.stopping.owner_refused(event.scope, event.value)
            return
        self._legs.stopping.doubts.clear()
        if event.scope == "extension" and not event.once:
            state.doors.unlock(f"extension {event.value}")

    def _undo_requested(self, event: ev.UndoRequested) -> None:
        state = self._state
        decision = state.undoable.pop(event.decision, None)
        if decision is None:
            return
        if decision.subject is Subject.FORWARD:
            self._forwards.restore(decision)
            return
        state.unlock(decision)
        if decision.subject is Subject.EXTENSION:
            # Who opens the lock says that its calls are honest: else the next one locks it again.
            state.judge.answered(True, "extension", decision.target, decision.until, False)

    # --- state --------------------------------------------------------------------------------

    def save(self) -> dict[str, Any]:
        """The whole state as plain JSON data."""
        return deepcopy(self._parts())

    def save_as_json(self) -> str:
        """The same as text, in a third of the time: a guard that keeps its state answers meanwhile late."""
        return json.dumps(self._parts())

    def _parts(self) -> dict[str, Any]:
        return {
            "version": STATE_VERSION,
            "vantage": self._state.vantage.value,
            "state": self._state.save(),
            "permits": self._permits.save(),
            "transfers": self._transfers.save(),
            "accounts": self._accounts.save(),
            "legs": self._legs.save(),
            "mailboxes": self._mailboxes.save(),
            "forwards": self._forwards.save(),
            "gaps": self._gaps.save(),
        }

    @classmethod
    def load(
        cls, site: Site, numbering: Numbering, data: dict[str, Any], judge: Judging | None = None
    ) -> Watch:
        """Go on exactly from saved data.

        Raises:
            ValueError: when the data was saved by a version whose state has another shape.
        """
        if data.get("version") != STATE_VERSION:
            raise ValueError(f"saved state of version {data.get('version')}, wanted {STATE_VERSION}")
        data = deepcopy(data)
        watch = cls(site, numbering, judge, Vantage(data["vantage"]))
        watch._state.load(data["state"])
        watch._permits.load(data["permits"])
        watch._transfers.load(data["transfers"])
        watch._accounts.load(data["accounts"])
        watch._legs.load(data["legs"])
        watch._mailboxes.load(data["mailboxes"])
        watch._forwards.load(data["forwards"])
        if "gaps" in data:  # a state that was kept before there were gaps knows none
            watch._gaps.load(data["gaps"])
        return watch


# Where each event goes. One table for all sites: a table of each watch's own would be a tenth of its memory.
_HANDLERS: dict[type, Callable[[Watch, Any], object]] = {
    ev.CallRequested: Watch._requested,
    ev.CodeKeyed: lambda watch, event: watch._requests.code_keyed(event),
    ev.CallStarted: Watch._started,
    ev.CallAnswered: lambda watch, event: watch._legs.answered(event),
    ev.CallEnded: lambda watch, event: watch._legs.ended(event),
    ev.CallRecorded: lambda watch, event: watch._legs.recorded(event),
    ev.CallTransferred: Watch._transferred,
    ev.Snapshot: lambda watch, event: watch._legs.snapshot(event),
    ev.MailboxRequested: lambda watch, event: watch._mailboxes.requested(event),
    ev.MailboxEntered: lambda watch, event: watch._mailboxes.entered(event),
    ev.MailboxLeft: lambda watch, event: watch._mailboxes.left(event),
    ev.PinRefused: lambda watch, event: watch._mailboxes.pin_refused(event),
    ev.PinAccepted: lambda watch, event: watch._mailboxes.pin_accepted(event),
    ev.PinChanged: lambda watch, event: watch._mailboxes.pin_changed(event),
    ev.ForwardSet: lambda watch, event: watch._forwards.was_set(event),
    ev.ForwardCleared: lambda watch, event: watch._forwards.was_cleared(event),
    ev.RegistrationRefused: lambda watch, event: watch._accounts.refused(event),
    ev.Registered: lambda watch, event: watch._accounts.registered(event),
    ev.FeedLost: Watch._feed_lost,
    ev.FeedRestored: lambda watch, event: watch._state.blind.pop(event.feed, None),
    ev.GuardStarted: Watch._guard_started,
    ev.GapRead: lambda watch, event: watch._gaps.was_read(event),
    ev.ClockStepped: Watch._clock_stepped,
    ev.ActionFailed: lambda watch, event: watch._state.confirmation.failed(event.decision, watch._state.now),
    ev.OwnerAnswered: Watch._owner_answered,
    ev.AnswerWithdrawn: lambda watch, event: watch._state.judge.withdrawn(event.scope, event.value),
    ev.Paused: lambda watch, event: setattr(watch._state, "paused_until", event.until),
    ev.Resumed: lambda watch, event: setattr(watch._state, "paused_until", 0.0),
    ev.UndoRequested: Watch._undo_requested,
}
