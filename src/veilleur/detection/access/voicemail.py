"""Mailboxes: wrong and right PINs, decoys, and the locks that bind outside callers.

In: what happens in voicemail. Out: locks, refusals and cuts of voicemail calls, and evidence for the judge.
What a reader would get wrong: not every switch asks before it lets somebody at a mailbox, so a caller who
keys a locked mailbox is hung up on as well. Somebody inside the company is never locked out.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from veilleur.detection.judge_port import Entity
from veilleur.detection.state.context import WatchState, remember
from veilleur.detection.state.incident_tracker import Level, Touched
from veilleur.detection.state.lockouts import WRONG_PINS_PER_MAILBOX, WRONG_PINS_SUSPICIOUS, Guessing
from veilleur.words import events as ev
from veilleur.words.decisions import DecisionKind, Reason, Subject

ENTRY_REMEMBERED_S = 7 * 86_400.0  # a forward set within a week of a break-in belongs to it

_AtMailbox: TypeAlias = ev.MailboxEntered | ev.PinAccepted | ev.PinRefused


class Mailboxes:
    """The voicemail of one site."""

    def __init__(self, state: WatchState) -> None:
        self._state = state
        self._decoys = frozenset(name.partition("@")[0] for name in state.site.decoy_mailboxes)
        self._entries: dict[str, list[Any]] = {}  # number of a mailbox -> when broken into, whole name

    def was_entered(self, extension: str) -> bool:
        """Whether the mailbox of this extension was broken into lately."""
        entry = self._entries.get(extension)
        return entry is not None and self._state.now - entry[0] <= ENTRY_REMEMBERED_S

    def lock_entered(self, extension: str, reasons: tuple[Reason, ...], incident: str) -> None:
        """Lock the mailbox that a thief has opened: its PIN is known to him."""
        if self.was_entered(extension):
            self._state.lock(Subject.MAILBOX, self._entries[extension][1], reasons, incident)

    def _broken_into(self, mailbox: str) -> None:
        remember(self._entries, mailbox.partition("@")[0], [self._state.now, mailbox])

    def requested(self, event: ev.MailboxRequested) -> None:
        """A caller wants to enter, and the switch waits."""
        state = self._state
        code = self._lock(event.mailbox, event.outside_caller) if event.outside else ""
        kind = DecisionKind.REFUSE if code else DecisionKind.ALLOW
        reasons = (Reason(code),) if code else ()
        incident = state.incident_of(_touched(event.mailbox, event.outside_caller)) if code else ""
        state.say(kind, Subject.REQUEST, event.request, reasons, incident=incident)

    def entered(self, event: _AtMailbox) -> None:
        """A caller stands in front of a mailbox."""
        state = self._state
        is_decoy = event.outside and self._is_decoy(event.mailbox)
        if is_decoy and not state.is_double(event, event.mailbox, event.request, "stands there"):
            state.evidence("decoy_mailbox", *_touched(event.mailbox, event.outside_caller))
        self._turn_away(event)

    def _turn_away(self, event: _AtMailbox) -> None:
        state = self._state
        if not event.outside or not event.request:
            return
        code = self._lock(event.mailbox, event.outside_caller)
        if code and not state.confirmation.is_open("channel", event.request):
            incident = state.incident_of(_touched(event.mailbox, event.outside_caller))
            cut = state.say(
                DecisionKind.CUT, Subject.CHANNEL, event.request, (Reason(code),), incident=incident
            )
            state.confirmation.expect(cut)

    def left(self, event: ev.MailboxLeft) -> None:
        """The caller is gone from voicemail."""
        self._state.confirmation.confirm("channel", event.request)

    def pin_refused(self, event: ev.PinRefused) -> None:
        """A wrong PIN."""
        state = self._state
        if state.is_double(event, event.mailbox, event.request):
            return
        touched = _touched(event.mailbox, event.outside_caller)
        incident = state.evidence("wrong_pin", *touched)
        if event.outside:
            guessing = state.doors.wrong_pin(state.now, event.mailbox, event.outside_caller)
            self._guessed(event, guessing, touched, incident)
        self._turn_away(event)

    def _guessed(self, event: ev.PinRefused, guessing: Guessing, touched: Touched, incident: str) -> None:
        state = self._state
        if guessing.is_sweep:
            state.evidence("pin_sweep", *touched)
        if self._is_decoy(event.mailbox):
            # Nobody's mailbox, and somebody tries its PIN: a slip of the finger keys no PIN.
            state.evidence("decoy_mailbox", *touched)
        reasons = (Reason("pin_guessing", 0, (("wrong", str(guessing.wrong)),)),)
        if guessing.lock_mailbox:
            state.lock(Subject.MAILBOX, event.mailbox, reasons, incident)
        if guessing.lock_caller:
            state.lock(Subject.CALLER, event.outside_caller, reasons, incident)
        if guessing.lock_mailbox or guessing.lock_caller:
            state.announce(incident, Level.PROBING)

    def pin_accepted(self, event: ev.PinAccepted) -> None:
        """A right PIN."""
        state = self._state
        if state.is_double(event, event.mailbox, event.request):
            return
        if event.outside:
            touched = _touched(event.mailbox, event.outside_caller)
            wrong = state.doors.wrong_pins(state.now, event.mailbox, event.outside_caller)
            if wrong >= WRONG_PINS_PER_MAILBOX or self._is_decoy(event.mailbox):
                self._broken_into(event.mailbox)
                state.evidence("pin_after_guessing", *touched, level=Level.ENTERED)
            elif wrong >= WRONG_PINS_SUSPICIOUS:
                state.evidence("pin_after_wrong", *touched)
        self.entered(event)

    def pin_changed(self, event: ev.PinChanged) -> None:
        """A PIN was changed."""
        state = self._state
        if state.is_double(event, event.mailbox, event.request):
            return
        touched = _touched(event.mailbox, event.outside_caller)
        state.witness("pin_changed", *touched)
        number = event.mailbox.partition("@")[0]
        if not event.outside:
            return
        wrong = state.doors.wrong_pins(state.now, event.mailbox, event.outside_caller)
        suspicious = wrong >= WRONG_PINS_SUSPICIOUS
        if suspicious or self.was_entered(number):
            self._broken_into(event.mailbox)
            state.note("pin_changed", touched, Level.ENTERED)
        elif state.incidents.find(touched):
            state.note("pin_changed", touched)

    def _is_decoy(self, mailbox: str) -> bool:
        return bool(self._decoys) and mailbox.partition("@")[0] in self._decoys

    def _lock(self, mailbox: str, caller: str) -> str:
        """Code of the lock that keeps an outside caller out; "" when none does."""
        doors, now = self._state.doors, self._state.now
        if mailbox and doors.is_locked(now, f"mailbox {mailbox}"):
            return "mailbox_locked"
        return "caller_locked" if doors.is_locked(now, f"caller {caller}") else ""

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return dict(self._entries)

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self._entries = dict(data)


def _touched(mailbox: str, caller: str) -> Touched:
    pairs = ((Entity.MAILBOX, mailbox), (Entity.CALLER, caller))
    return tuple(pair for pair in pairs if pair[1])
