"""Voicemail: wrong and right PINs, decoys, and the locks that bind outside callers.

In: what happens in voicemail. Out: locks, refusals and cuts of voicemail calls, and evidence for the judge.
Pitfall: not every switch asks before it lets somebody at a mailbox, so a caller who keys a locked mailbox is
hung up on as well. Somebody inside the company is never locked out.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from veilleur.detection.judge_port import Entity
from veilleur.detection.state.bounded import remember
from veilleur.detection.state.context import WatchContext
from veilleur.detection.state.decisions import DecisionBook, Reasons
from veilleur.detection.state.incident_reporter import IncidentReporter
from veilleur.detection.state.incident_tracker import IncidentTracker, Level, Touched
from veilleur.detection.state.lockouts import WRONG_PINS_PER_MAILBOX, WRONG_PINS_SUSPICIOUS, Guessing
from veilleur.detection.state.locks import Locks
from veilleur.detection.state.slow_guessing import SLOW_LOCK_S
from veilleur.words import events as ev
from veilleur.words.decisions import Reason, Subject

_ALL_MAILBOXES = (Entity.SITE, "voicemail")
ENTRY_REMEMBERED_S = 7 * 86_400.0  # a forward set within a week of a break-in belongs to it

_AtMailbox: TypeAlias = ev.MailboxEntered | ev.PinAccepted | ev.PinRefused


class Voicemail:
    """The voicemail of one site."""

    __slots__ = ("_context", "_decisions", "_decoys", "_entries", "_locks", "_reporter", "_tracker")

    def __init__(
        self,
        *,
        context: WatchContext,
        decisions: DecisionBook,
        tracker: IncidentTracker,
        reporter: IncidentReporter,
        locks: Locks,
    ) -> None:
        self._context, self._decisions = context, decisions
        self._tracker, self._reporter, self._locks = tracker, reporter, locks
        self._decoys = frozenset(name.partition("@")[0] for name in context.site.decoy_mailboxes)
        self._entries: dict[str, list[Any]] = {}  # number of a mailbox -> when broken into, whole name

    def was_entered(self, extension: str) -> bool:
        """Whether the mailbox of this extension was broken into lately."""
        entry = self._entries.get(extension)
        return entry is not None and self._context.now - entry[0] <= ENTRY_REMEMBERED_S

    def lock_entered(self, extension: str, *, because: Reasons, incident: str) -> None:
        """Lock the mailbox that an attacker has opened: its PIN is known to them."""
        if self.was_entered(extension):
            mailbox = self._entries[extension][1]
            self._locks.lock(Subject.MAILBOX, mailbox, because=because, incident=incident)

    def _broken_into(self, mailbox: str) -> None:
        remember(self._entries, mailbox.partition("@")[0], [self._context.now, mailbox])

    def requested(self, event: ev.MailboxRequested) -> None:
        """A caller wants to enter, and the switch waits."""
        code = self._lock_of(event.mailbox, event.outside_caller) if event.outside else ""
        if code:
            incident = self._reporter.incident_of(_touched(event.mailbox, event.outside_caller))
            self._decisions.refuse(event.request, because=(Reason(code),), incident=incident)
        else:
            self._decisions.allow(event.request)

    def entered(self, event: _AtMailbox) -> None:
        """A caller stands in front of a mailbox."""
        is_decoy = event.outside and self._is_decoy(event.mailbox)
        if is_decoy and not self._decisions.is_duplicate(event, event.mailbox, event.request, "stands there"):
            self._reporter.report("decoy_mailbox", *_touched(event.mailbox, event.outside_caller))
        self._turn_away(event)

    def _turn_away(self, event: _AtMailbox) -> None:
        if not event.outside or not event.request:
            return
        code = self._lock_of(event.mailbox, event.outside_caller)
        if code and not self._decisions.unconfirmed.is_open("channel", event.request):
            incident = self._reporter.incident_of(_touched(event.mailbox, event.outside_caller))
            self._decisions.cut_channel(event.request, because=(Reason(code),), incident=incident)

    def left(self, event: ev.MailboxLeft) -> None:
        """The caller is gone from voicemail."""
        self._decisions.unconfirmed.confirm("channel", event.request)

    def pin_refused(self, event: ev.PinRefused) -> None:
        """A wrong PIN."""
        if self._decisions.is_duplicate(event, event.mailbox, event.request):
            return
        touched = _touched(event.mailbox, event.outside_caller)
        if not event.outside:
            self._reporter.report("wrong_pin", *touched)
            return
        now, lockouts = self._context.now, self._locks.lockouts
        guessing = lockouts.record_wrong_pin(now, event.mailbox, event.outside_caller)
        lockouts.slow.record(now, event.mailbox, event.outside_caller, event.request)
        is_attack = lockouts.slow.is_spent or guessing.lock_mailbox or guessing.lock_caller
        self._reporter.witness("wrong_pin", *touched)
        # Whatever box it tries and whoever it says it is, it is one attack on the company's voicemail.
        joined = (*touched, _ALL_MAILBOXES) if is_attack else touched
        incident = self._reporter.record("wrong_pin", joined, is_hostile=is_attack)
        self._guessed(event, guessing, touched, incident)
        if lockouts.slow.is_spent:
            self._guessed_slowly(incident)
        self._turn_away(event)

    def _guessed(self, event: ev.PinRefused, guessing: Guessing, touched: Touched, incident: str) -> None:
        if guessing.is_sweep:
            self._reporter.report("pin_sweep", *touched)
        if self._is_decoy(event.mailbox):
            # Nobody's mailbox, and somebody tries its PIN: a slip of the finger keys no PIN.
            self._reporter.report("decoy_mailbox", *touched)
        reasons = (Reason("pin_guessing", 0, (("wrong", str(guessing.wrong)),)),)
        if guessing.lock_mailbox:
            self._locks.lock(Subject.MAILBOX, event.mailbox, because=reasons, incident=incident)
        if guessing.lock_caller:
            self._locks.lock(Subject.CALLER, event.outside_caller, because=reasons, incident=incident)
        if guessing.lock_mailbox or guessing.lock_caller:
            self._reporter.announce(incident, Level.PROBING)

    def _guessed_slowly(self, incident: str) -> None:
        """Lock for long what was tried in this year: patience shall gain nothing."""
        tried = self._locks.lockouts.slow.mailboxes
        reasons = (Reason("pin_guessing", 0, (("wrong", str(len(tried))),)),)
        for mailbox in tried:
            self._locks.lock(
                Subject.MAILBOX, mailbox, because=reasons, incident=incident, at_least_s=SLOW_LOCK_S
            )
        self._reporter.announce(incident, Level.PROBING)

    def pin_accepted(self, event: ev.PinAccepted) -> None:
        """A right PIN."""
        if self._decisions.is_duplicate(event, event.mailbox, event.request):
            return
        if event.outside:
            touched = _touched(event.mailbox, event.outside_caller)
            wrong = self._wrong_pins_behind(event)
            slow = self._locks.lockouts.slow
            self._locks.lockouts.explain(event.mailbox, event.request)
            if self._opens_in_a_sweep(event, wrong):
                self._broken_into(event.mailbox)
                self._reporter.witness("pin_after_guessing", *touched)
                joined = (*touched, _ALL_MAILBOXES)
                incident = self._reporter.record("pin_after_guessing", joined, Level.ENTERED)
                self.lock_entered(
                    event.mailbox.partition("@")[0],
                    because=(Reason("pin_after_guessing"),),
                    incident=incident,
                )
            elif wrong >= WRONG_PINS_PER_MAILBOX or self._is_decoy(event.mailbox):
                self._broken_into(event.mailbox)
                self._reporter.report("pin_after_guessing", *touched, level=Level.ENTERED)
            elif wrong >= WRONG_PINS_SUSPICIOUS:
                self._reporter.report("pin_after_wrong", *touched)
            else:
                slow.opened(event.mailbox, event.outside_caller)
        self.entered(event)

    def pin_changed(self, event: ev.PinChanged) -> None:
        """A PIN was changed."""
        if self._decisions.is_duplicate(event, event.mailbox, event.request):
            return
        touched = _touched(event.mailbox, event.outside_caller)
        self._reporter.witness("pin_changed", *touched)
        number = event.mailbox.partition("@")[0]
        if not event.outside:
            return
        wrong = self._wrong_pins_behind(event)
        suspicious = wrong >= WRONG_PINS_SUSPICIOUS
        if suspicious or self.was_entered(number):
            self._broken_into(event.mailbox)
            self._reporter.record("pin_changed", touched, Level.ENTERED)
        elif self._tracker.find(touched):
            self._reporter.record("pin_changed", touched)

    def _opens_in_a_sweep(self, event: ev.PinAccepted, wrong: int) -> bool:
        """Whether a box opens to somebody unknown while one after another is being tried."""
        lockouts = self._locks.lockouts
        is_known = lockouts.slow.knows(event.mailbox, event.outside_caller)
        return wrong > 0 and not is_known and lockouts.is_swept(self._context.now)

    def _wrong_pins_behind(self, event: ev.PinAccepted | ev.PinChanged) -> int:
        now, lockouts = self._context.now, self._locks.lockouts
        return lockouts.wrong_pins_behind(now, event.mailbox, event.outside_caller)

    def _is_decoy(self, mailbox: str) -> bool:
        return bool(self._decoys) and mailbox.partition("@")[0] in self._decoys

    def _lock_of(self, mailbox: str, caller: str) -> str:
        """Code of the lock that keeps an outside caller out; "" when none does."""
        lockouts, now = self._locks.lockouts, self._context.now
        if mailbox and lockouts.is_locked(now, f"mailbox {mailbox}"):
            return "mailbox_locked"
        return "caller_locked" if lockouts.is_locked(now, f"caller {caller}") else ""

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return dict(self._entries)

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self._entries = dict(data)


def _touched(mailbox: str, caller: str) -> Touched:
    pairs = ((Entity.MAILBOX, mailbox), (Entity.CALLER, caller))
    return tuple(pair for pair in pairs if pair[1])
