"""The watch of one site: events in, decisions and `wake_at` out, nothing else.

Here each event finds its room: requests and permits, out legs, mailboxes, forwards. No clock, no socket,
no chance lives in any of them; what a call means is the judge's (`questions.Judging`). Time is the events'
`seen_at` and never goes back. Money is keyed by the out leg and lives in the ledger; a linked id decides
nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from veilleur.detection.allowing import AllowingJudge
from veilleur.detection.confirmation import ALARM_ATTEMPT
from veilleur.detection.forwards import Forwards
from veilleur.detection.legs import Legs
from veilleur.detection.mailboxes import Mailboxes
from veilleur.detection.permits import Permits
from veilleur.detection.questions import Entity, Judging
from veilleur.detection.requests import Requests
from veilleur.detection.state import WatchState
from veilleur.words import events as ev
from veilleur.words.calls import Vantage
from veilleur.words.decisions import Decision, DecisionKind, Reason
from veilleur.words.ports import Numbering
from veilleur.words.site import Site

__all__ = ["AllowingJudge", "Watch", "real_judge"]


def real_judge(site: Site) -> Judging:
    """The judge of the house."""
    from veilleur.detection.judge import Judge  # late: a watch with another judge does not need it

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
        state = self._state = WatchState(
            site, numbering, real_judge(site) if judge is None else judge, vantage
        )
        self._permits = Permits(state)
        self._legs = Legs(state, self._permits)
        self._requests = Requests(state, self._permits, self._legs)
        self._mailboxes = Mailboxes(state)
        self._forwards = Forwards(state)
        self._handlers: dict[type, Callable[[Any], object]] = {
            ev.CallRequested: self._requests.requested,
            ev.CodeKeyed: self._requests.code_keyed,
            ev.CallStarted: self._legs.started,
            ev.CallAnswered: self._legs.answered,
            ev.CallEnded: self._legs.ended,
            ev.CallRecorded: self._legs.recorded,
            ev.Snapshot: self._legs.snapshot,
            ev.MailboxRequested: self._mailboxes.requested,
            ev.MailboxEntered: self._mailboxes.entered,
            ev.MailboxLeft: self._mailboxes.left,
            ev.PinRefused: self._mailboxes.pin_refused,
            ev.PinAccepted: self._mailboxes.pin_accepted,
            ev.PinChanged: self._mailboxes.pin_changed,
            ev.ForwardSet: self._forwards.was_set,
            ev.ForwardCleared: self._forwards.was_cleared,
            ev.UndoRequested: self._forwards.undo_requested,
            ev.RegistrationRefused: lambda e: state.witness(
                "registration_guessing", (Entity.ADDRESS, e.address)
            ),
            ev.FeedLost: lambda e: state.blind.update({e.feed: None}),
            ev.FeedRestored: lambda e: state.blind.pop(e.feed, None),
            ev.GuardStarted: lambda e: setattr(state, "is_away", True),
            ev.ClockStepped: lambda e: state.ledger.clock_changed(),
            ev.ActionFailed: lambda e: state.confirmation.failed(e.decision, state.now),
            ev.OwnerAnswered: lambda e: state.judge.answered(e.accepted, e.scope, e.value, e.until, e.once),
            ev.AnswerWithdrawn: lambda e: state.judge.withdrawn(e.scope, e.value),
            ev.Paused: lambda e: setattr(state, "paused_until", e.until),
            ev.Resumed: lambda e: setattr(state, "paused_until", 0.0),
        }

    @property
    def wake_at(self) -> float | None:
        """When (seen_at time) a Tick is wanted; None when none is."""
        state = self._state
        times = (state.ledger.wake_at(state.now), state.confirmation.wake_at(), self._permits.wake_at())
        known = [time for time in times if time is not None]
        return max(state.now, min(known)) if known else None

    def step(self, event: ev.Event) -> list[Decision]:
        """Take one event in and give the decisions it leads to, in order."""
        state = self._state
        state.now = max(state.now, event.seen_at)
        if state.began is None:
            state.began = state.now
        state.out = []
        if state.ledger.accounts or self._permits or state.confirmation.wake_at() is not None:
            self._time_passed()
        handler = self._handlers.get(type(event))
        if handler is not None:
            handler(event)
        return state.out

    def is_extension_locked(self, extension: str, at: float) -> bool:
        """Whether an extension may not call capped destinations at the time `at`."""
        return self._state.doors.is_locked(at, f"extension {extension}")

    def _time_passed(self) -> None:
        state = self._state
        self._permits.expire()
        for call, code in state.ledger.stopping(state.now):
            state.alert_cap(code)
            self._legs.cut(call, (Reason(code),))
        for decision in state.confirmation.due(state.now):
            again = decision._replace(id=state.next_id(), at=state.now, attempt=decision.attempt + 1)
            state.out.append(again)
            state.confirmation.expect(again)
            if again.attempt == ALARM_ATTEMPT:
                state.say(DecisionKind.ALERT, decision.subject, decision.target, (Reason("cut_unconfirmed"),))

    # --- state --------------------------------------------------------------------------------

    def save(self) -> dict[str, Any]:
        """The whole state as plain JSON data."""
        return {
            "vantage": self._state.vantage.value,
            "state": self._state.save(),
            "permits": self._permits.save(),
            "legs": self._legs.save(),
            "forwards": self._forwards.save(),
        }

    @classmethod
    def load(
        cls, site: Site, numbering: Numbering, data: dict[str, Any], judge: Judging | None = None
    ) -> Watch:
        """Go on exactly from saved data."""
        data = deepcopy(data)
        watch = cls(site, numbering, judge, Vantage(data["vantage"]))
        watch._state.load(data["state"])
        watch._permits.load(data["permits"])
        watch._legs.load(data["legs"])
        watch._forwards.load(data["forwards"])
        return watch
