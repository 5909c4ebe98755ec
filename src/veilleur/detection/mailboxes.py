"""Mailboxes: wrong and right PINs, decoys, and the locks that bind outside callers.

In: what happens in voicemail. Out: locks, refusals and cuts of voicemail calls, and evidence for the judge.
What a reader would get wrong: not every switch asks before it lets somebody at a mailbox, so a caller who
keys a locked mailbox is hung up on as well.
"""

from __future__ import annotations

from veilleur.detection.questions import Entity
from veilleur.detection.state import WatchState
from veilleur.words import events as ev
from veilleur.words.decisions import DecisionKind, Reason, Subject


class Mailboxes:
    """The voicemail of one site."""

    def __init__(self, state: WatchState) -> None:
        self._state = state

    def requested(self, event: ev.MailboxRequested) -> None:
        """A caller wants to enter, and the switch waits."""
        state = self._state
        locked = event.outside and state.doors.is_locked(state.now, event.mailbox)
        kind = DecisionKind.REFUSE if locked else DecisionKind.ALLOW
        state.say(kind, Subject.REQUEST, event.request, (Reason("mailbox_locked"),) if locked else ())

    def entered(self, event: ev.MailboxEntered | ev.PinAccepted | ev.PinRefused) -> None:
        """A caller stands in front of a mailbox."""
        state = self._state
        if event.mailbox in state.site.decoy_mailboxes:
            state.witness("decoy_mailbox", (Entity.MAILBOX, event.mailbox))
        if not event.outside or not event.request or not state.doors.is_locked(state.now, event.mailbox):
            return
        if not state.confirmation.is_open("channel", event.request):
            cut = state.say(DecisionKind.CUT, Subject.CHANNEL, event.request, (Reason("mailbox_locked"),))
            state.confirmation.expect(cut)

    def left(self, event: ev.MailboxLeft) -> None:
        """The caller is gone from voicemail."""
        self._state.confirmation.confirm("channel", event.request)

    def pin_refused(self, event: ev.PinRefused) -> None:
        """A wrong PIN."""
        state = self._state
        entities = [(Entity.MAILBOX, event.mailbox)]
        if event.outside_caller:
            entities.append((Entity.CALLER, event.outside_caller))
        state.witness("wrong_pin", *entities)
        if event.outside:
            until = state.doors.wrong_pin(state.now, event.mailbox, event.outside_caller)
            if until is not None:
                state.say(
                    DecisionKind.LOCK, Subject.MAILBOX, event.mailbox, (Reason("pin_guessing"),), until=until
                )
        self.entered(event)

    def pin_accepted(self, event: ev.PinAccepted) -> None:
        """A right PIN."""
        state = self._state
        if event.outside and state.doors.was_guessed(state.now, event.mailbox):
            state.witness("pin_after_guessing", (Entity.MAILBOX, event.mailbox))
        self.entered(event)

    def pin_changed(self, event: ev.PinChanged) -> None:
        """A PIN was changed."""
        self._state.witness("pin_changed", (Entity.MAILBOX, event.mailbox))
