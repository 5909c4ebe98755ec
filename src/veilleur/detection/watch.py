"""The watch of one site: events in, decisions and `wake_at` out, nothing else.

Here each event finds its room (`_HANDLERS`). No clock, no socket, no chance lives in any of them; what a
call means is the judge's (`judge_port.Judging`). Time is the events' `seen_at` and never goes back. Money is
keyed by the out leg and lives in the ledger; a linked id decides nothing. Pitfall: an event that ends
something is taken in before time is, so that no order is repeated in the very step that confirms it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from veilleur.detection.access import configuration_changes
from veilleur.detection.calls.recorded_calls import RecordVerdict
from veilleur.detection.expiry import a_day_passed, forget_expired
from veilleur.detection.judge.allow_all import AllowingJudge
from veilleur.detection.judge_port import Judging
from veilleur.detection.rooms import Rooms
from veilleur.detection.saved_names import Rename, renamed, without_old
from veilleur.detection.state.incident_tracker import Level
from veilleur.words import events as ev
from veilleur.words.calls import Vantage
from veilleur.words.decisions import Decision, Reason, Subject
from veilleur.words.incidents import Incident
from veilleur.words.ports import Numbering
from veilleur.words.site import Site

__all__ = ["AllowingJudge", "Watch", "real_judge"]

STATE_VERSION = 10  # of what `save` gives
# 5 knows no limits that change, nor which calls are vouched for; 6 no limits that start wide; 7 no limit that
# gave way but for a code; 8 not since when a cap is reached.
_LOADABLE = frozenset({5, 6, 7, 8, 9, STATE_VERSION})
_OF_PROTECTION = {  # the reason, by what the watch is blind of
    "protection dialplan": "protection_dialplan",
    "protection login": "protection_login",
    "protection log": "protection_log",
    "protection gate": "protection_gate",
    "protection files": "protection_files",
    "protection journal": "protection_journal",
}
_ENDINGS = frozenset({ev.CallEnded, ev.ForwardCleared, ev.ForwardSet, ev.MailboxLeft, ev.Snapshot})


def real_judge(site: Site) -> Judging:
    """The judge of the house."""
    from veilleur.detection.judge.judge import Judge  # late: a watch with another judge does not need it

    return Judge(site)


class Watch:
    """The watch of one site. `step` takes an event and gives decisions; `wake_at` asks for a Tick.

    rooms: what the watch is made of, for those who look at it (`view.py`) and never change it.
    """

    __slots__ = (
        "_context",
        "_decisions",
        "_grace",
        "_ledger",
        "_limits",
        "_wake",
        "_wake_is_known",
        "_with_deadlines",
        "rooms",
    )

    def __init__(
        self,
        site: Site,
        numbering: Numbering,
        judge: Judging | None = None,
        vantage: Vantage = Vantage.ASKED,
    ) -> None:
        self._move_into(Rooms(site, numbering, real_judge(site) if judge is None else judge, vantage))

    def _move_into(self, rooms: Rooms) -> None:
        self.rooms = rooms
        self._context, self._decisions = rooms.context, rooms.decisions
        self._ledger, self._limits, self._grace = rooms.ledger, rooms.limits, rooms.enforcement.grace
        self._with_deadlines = rooms.decisions.unconfirmed, rooms.permits, self._grace
        self._wake: float | None = None  # what `_deadline` gave last
        self._wake_is_known = False

    @property
    def wake_at(self) -> float | None:
        """When (seen_at time) a Tick is wanted; None when none is."""
        wake = self._wake if self._wake_is_known else self._deadline()
        if wake is None:
            return None
        now = self._context.now
        return wake if wake > now else now

    @property
    def incidents(self) -> list[Incident]:
        """What belongs together as one attack; newest last. Those not announced may be honest slips."""
        return self.rooms.tracker.all(self.rooms.context.now)

    def step(self, event: ev.Event) -> list[Decision]:
        """Take one event in and give the decisions it leads to, in order."""
        rooms, context, ledger, limits = self.rooms, self._context, self._ledger, self._limits
        if event.seen_at > context.now or context.began is None:
            before = context.now
            context.time_is(event.seen_at)
            if a_day_passed(before, context.now):
                forget_expired(rooms)
        page = self._decisions.open_page()
        if context.now >= limits.due:
            limits.time_is()
        kind = type(event)
        handler = _HANDLERS.get(kind)
        if handler is not None and kind in _ENDINGS:
            self._wake_is_known = False
            handler(rooms, event)
            handler = None
        deadline = self._wake if self._wake_is_known else self._deadline()
        if deadline is not None and deadline <= context.now:
            self._time_passed()
        if handler is not None:
            handler(rooms, event)
        self._wake_is_known = False
        if ledger.accounts and rooms.tracker.any_announced:
            rooms.enforcement.stop_calls_of_attacked()
        while ledger.stopped:  # what goes on may come to the next limit at once
            for call, code in ledger.drain_stopped():
                if rooms.giving_way.to_running(call, code):
                    continue
                _cut_by_cap(rooms, call, code)
        if ledger.has_changed:
            limits.look()
        return page

    def listens_to(self, kind: type) -> bool:
        """Whether events of this kind have a room; any other brings nothing but the time."""
        return kind in _HANDLERS

    @property
    def on_record(self) -> RecordVerdict | None:
        """What the judge said of the record taken in last; None of one that was not judged."""
        return self.rooms.recorded_calls.last_verdict

    def is_extension_locked(self, extension: str, at: float) -> bool:
        """Whether an extension may not call capped destinations at the time `at`."""
        return self.rooms.locks.lockouts.is_locked(at, f"extension {extension}")

    # --- time ---------------------------------------------------------------------------------

    def _deadline(self) -> float | None:
        first = self._ledger.wake_at()
        unconfirmed, permits, grace = rooms = self._with_deadlines
        if unconfirmed.open or permits.open or grace.open:  # nothing waits there, mostly
            for room in rooms:
                wake = room.wake_at() if room.open else None
                if wake is not None and (first is None or wake < first):
                    first = wake
        self._wake, self._wake_is_known = first, True
        return first

    def _time_passed(self) -> None:
        rooms = self.rooms
        rooms.permits.expire()
        rooms.ledger.time_passed(rooms.context.now)
        if rooms.enforcement.grace.open:
            rooms.enforcement.cut_overdue()
        if rooms.decisions.unconfirmed.open:
            rooms.decisions.repeat_unconfirmed()

    # --- state --------------------------------------------------------------------------------

    def save(self) -> dict[str, Any]:
        """The whole state as plain JSON data."""
        return deepcopy(self._parts())

    def save_as_json(self) -> str:
        """The same as text, in a third of the time: a guard that keeps its state answers meanwhile late."""
        return json.dumps(self._parts())

    def _parts(self) -> dict[str, Any]:
        vantage = self.rooms.context.vantage
        return {"version": STATE_VERSION, "vantage": vantage.value, **self.rooms.save()}

    def forget_before(self, before: float) -> None:
        """Forget what the state keeps of people from before a time, in seconds since 1970 UTC.

        This is no event: whoever calls it keeps the state at once.
        """
        self._replace(without_old(self.save(), before))

    def rename(self, rename: Rename, *, but_incidents: bool = False) -> None:
        """Let every name in the state be what `rename` makes of it, with that duty too."""
        self._replace(renamed(self.save(), rename, {"incidents"} if but_incidents else set()))

    def _replace(self, data: dict[str, Any]) -> None:
        # Rooms go on from saved data only when they are new: some add to what they have.
        context = self.rooms.context
        self._move_into(Watch.load(context.site, context.numbering, data).rooms)

    @classmethod
    def load(
        cls, site: Site, numbering: Numbering, data: dict[str, Any], judge: Judging | None = None
    ) -> Watch:
        """Go on exactly from saved data.

        Raises:
            ValueError: when the data was saved by a version whose state has another shape.
        """
        if data.get("version") not in _LOADABLE:
            raise ValueError(f"saved state of version {data.get('version')}, wanted {STATE_VERSION}")
        watch = cls(site, numbering, judge, Vantage(data["vantage"]))
        watch.rooms.load(deepcopy(data))
        return watch


def _cut_by_cap(rooms: Rooms, name: str, code: str) -> None:
    call = rooms.calls.alive.get(name)
    reason = Reason(code)
    if call is not None:
        reason = rooms.cap_reasons.reached(code, call.extension, call.destination)
    rooms.reporter.alert_cap(reason)
    rooms.enforcement.cut(name, because=(reason,))


# --- events that touch several rooms -------------------------------------------------------------------


def _requested(rooms: Rooms, event: ev.CallRequested) -> None:
    if event.address or event.agent:
        rooms.registrations.used(event.extension, event.address, event.agent)
    rooms.admission.requested(event)


def _started(rooms: Rooms, event: ev.CallStarted) -> None:
    if event.address or event.agent:
        rooms.registrations.used(event.extension, event.address, event.agent)
    rooms.legs.started(event)


def _registered(rooms: Rooms, event: ev.Registered) -> None:
    rooms.registrations.registered(event)
    if event.request:
        rooms.enforcement.judge_placed_from(event)


def _transferred(rooms: Rooms, event: ev.CallTransferred) -> None:
    rooms.transfers.transferred(event)
    rooms.enforcement.judge_transferred(event)


def _guard_started(rooms: Rooms, event: ev.GuardStarted) -> None:
    rooms.gaps.guard_started(event)
    rooms.context.guard_started()


def _feed_lost(rooms: Rooms, event: ev.FeedLost) -> None:
    if not event.is_asked:
        rooms.context.feed_lost(event.feed, is_asked=False)
    elif not event.calls_are_seen:
        rooms.gaps.feed_lost(event)
        rooms.context.feed_lost(event.feed)


def _protection_lost(rooms: Rooms, event: ev.ProtectionLost) -> None:
    """Reported each time: a second part that goes is news in the same attack. The judge hears nothing."""
    context, tracker = rooms.context, rooms.tracker
    feed = f"protection {event.what}"
    reason = Reason(_OF_PROTECTION[feed])
    if not rooms.decisions.is_news(f"{reason.code} {event.at!r}"):
        return
    incident = tracker.add(context.now, reason, (), is_under_attack=True)
    tracker.raise_level(incident, Level.ENTERED)
    rooms.decisions.alert(because=(Reason("protection_lost"), reason), incident=incident)
    if event.closes:
        context.feed_lost(feed)


def _protection_restored(rooms: Rooms, event: ev.ProtectionRestored) -> None:
    context = rooms.context
    context.feed_restored(ev.FeedRestored(event.at, event.seen_at, f"protection {event.what}"))


def _clock_stepped(rooms: Rooms, event: ev.ClockStepped) -> None:
    context = rooms.context
    rooms.ledger.time_passed(context.now)
    context.calendar.clock_set(event.step_s)
    rooms.ledger.clock_changed(context.now)
    rooms.limits.clock_changed()


def _hours_ordered(rooms: Rooms, event: ev.HoursOrdered) -> None:
    context = rooms.context
    rooms.ledger.time_passed(context.now)
    context.calendar.order_open(context.now, event.until)
    rooms.ledger.clock_changed(context.now)
    rooms.limits.clock_changed()


def _owner_answered(rooms: Rooms, event: ev.OwnerAnswered) -> None:
    rooms.judge.answered(event.accepted, event.scope, event.value, event.until, event.once)
    if not event.accepted:
        rooms.enforcement.owner_refused(event.scope, event.value)
        return
    rooms.enforcement.owner_accepted(event.scope, event.value)
    rooms.openings.owner_accepted(event.scope, event.value)
    if event.scope == "extension":
        rooms.ledger.totals.forget_codes(event.value)
    if event.scope == "extension" and not event.once:
        rooms.locks.lockouts.unlock(f"extension {event.value}")


def _undo_requested(rooms: Rooms, event: ev.UndoRequested) -> None:
    decision = rooms.decisions.undoable.pop(event.decision, None)
    if decision is None:
        return
    if decision.subject is Subject.FORWARD:
        rooms.call_forwarding.restore(decision)
        return
    rooms.locks.unlock(decision)
    if decision.subject is Subject.EXTENSION:
        # Who opens the lock says that its calls are honest: else the next one locks it again.
        rooms.judge.answered(True, "extension", decision.target, decision.until, False)


# Where each event goes. One table for all sites: a table of each watch's own would be a tenth of its memory.
_HANDLERS: dict[type, Callable[[Rooms, Any], object]] = {
    ev.CallRequested: _requested,
    ev.CodeKeyed: lambda rooms, event: rooms.admission.code_keyed(event),
    ev.CallStarted: _started,
    ev.CallAnswered: lambda rooms, event: rooms.legs.answered(event),
    ev.CallEnded: lambda rooms, event: rooms.legs.ended(event),
    ev.CallRecorded: lambda rooms, event: rooms.recorded_calls.recorded(event),
    ev.CallTransferred: _transferred,
    ev.Snapshot: lambda rooms, event: rooms.legs.snapshot(event),
    ev.MailboxRequested: lambda rooms, event: rooms.voicemail.requested(event),
    ev.MailboxEntered: lambda rooms, event: rooms.voicemail.entered(event),
    ev.MailboxLeft: lambda rooms, event: rooms.voicemail.left(event),
    ev.PinRefused: lambda rooms, event: rooms.voicemail.pin_refused(event),
    ev.PinAccepted: lambda rooms, event: rooms.voicemail.pin_accepted(event),
    ev.PinChanged: lambda rooms, event: rooms.voicemail.pin_changed(event),
    ev.ForwardSet: lambda rooms, event: rooms.call_forwarding.was_set(event),
    ev.ForwardCleared: lambda rooms, event: rooms.call_forwarding.was_cleared(event),
    ev.RegistrationRefused: lambda rooms, event: rooms.registrations.refused(event),
    ev.Registered: _registered,
    ev.FeedLost: _feed_lost,
    ev.FeedRestored: lambda rooms, event: rooms.context.feed_restored(event),
    ev.ProtectionLost: _protection_lost,
    ev.ProtectionRestored: _protection_restored,
    ev.GuardStarted: _guard_started,
    ev.GapRead: lambda rooms, event: rooms.gaps.was_read(event),
    ev.ConfigurationChanged: lambda rooms, event: configuration_changes.alert(rooms.decisions, event),
    ev.ClockStepped: _clock_stepped,
    ev.ActionFailed: lambda rooms, event: rooms.decisions.order_failed(event),
    ev.OwnerAnswered: _owner_answered,
    ev.AnswerWithdrawn: lambda rooms, event: rooms.judge.withdrawn(event.scope, event.value),
    ev.Paused: lambda rooms, event: rooms.context.paused(event),
    ev.Resumed: lambda rooms, event: rooms.context.resumed(event),
    ev.UndoRequested: _undo_requested,
    ev.HoursOrdered: _hours_ordered,
    ev.LimitOrdered: lambda rooms, event: rooms.limits.ordered_by_owner(event),
    ev.AlertCallPlaced: lambda rooms, event: rooms.enforcement.free_a_line_for_alert(event),
    ev.PastLearned: lambda rooms, event: rooms.limits.past_learned(event),
}
