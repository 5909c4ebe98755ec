"""The one book of decisions: each is made, numbered, written out and kept in mind here.

In: what a room wants done, by name. Out: the decisions of one step, in order. Pitfall: an order for the
switch (cut, undo, restore) waits for the world to confirm it as soon as it is written, unless it is only
observed; nothing but this book writes what `Watch.step` gives.
"""

from __future__ import annotations

from sys import intern
from typing import Any

from veilleur.detection.state.bounded import remember
from veilleur.detection.state.context import WatchContext
from veilleur.detection.state.unconfirmed_orders import ALARM_ATTEMPT, UnconfirmedOrders
from veilleur.words.codec import decode_decision, encode_decision
from veilleur.words.decisions import Decision, DecisionKind, Reason, Subject
from veilleur.words.events import ActionFailed
from veilleur.words.money import MicroEuro

NEWS_MAX = 64  # reached caps that were alerted: a handful a day at most
RESTORED = "restored"  # a forward that is put back waits under a name of its own

Reasons = tuple[Reason, ...]
UNDOABLE_S = 31 * 86_400.0  # for which an undo can be taken back
_ALLOW, _REQUEST = DecisionKind.ALLOW, Subject.REQUEST  # of nearly all decisions


class DecisionBook:
    """The decisions of one site's watch."""

    __slots__ = ("_alerted", "_context", "_count", "_seen", "_written", "unconfirmed", "undoable")

    def __init__(self, context: WatchContext) -> None:
        self._context = context
        self._written: list[Decision] = []
        self._count = 0
        self._alerted: dict[str, None] = {}
        self._seen: dict[
            str, None
        ] = {}  # events at mailboxes and accounts, to know them when they come twice
        self.unconfirmed = UnconfirmedOrders()
        self.undoable: dict[str, Decision] = {}  # decision id -> undo or lock that can be taken back

    def open_page(self) -> list[Decision]:
        """A step begins; gives the list that its decisions will stand in."""
        page: list[Decision] = []
        self._written = page
        return page

    def _write(self, decision: Decision) -> Decision:
        self._written.append(decision)
        return decision

    def _next_id(self) -> str:
        self._count += 1
        return f"d{self._count}"

    # --- answers to requests ------------------------------------------------------------------

    def allow(
        self, request: str, *, because: Reasons = (), number: str = "", extension: str = ""
    ) -> Decision:
        """Let a request pass."""
        decision = Decision(
            id=self._next_id(),
            at=self._context.now,
            kind=_ALLOW,
            subject=_REQUEST,
            target=request,
            reasons=because,
            number=number,
            extension=extension,
        )
        self._written.append(decision)
        return decision

    def ask(
        self,
        request: str,
        *,
        because: Reasons,
        number: str,
        extension: str,
        incident: str = "",
        observed: bool = False,
    ) -> Decision:
        """Ask the caller for a code before the call is dialled."""
        return self._write(
            Decision(
                id=self._next_id(),
                at=self._context.now,
                kind=DecisionKind.ASK,
                subject=Subject.REQUEST,
                target=request,
                reasons=because,
                number=number,
                extension=extension,
                incident=incident,
                observed=observed,
            )
        )

    def refuse(
        self,
        request: str,
        *,
        because: Reasons,
        number: str = "",
        extension: str = "",
        incident: str = "",
        observed: bool = False,
        saved: MicroEuro = 0,
    ) -> Decision:
        """Refuse a request. saved: what the call would have been expected to cost."""
        return self._write(
            Decision(
                id=self._next_id(),
                at=self._context.now,
                kind=DecisionKind.REFUSE,
                subject=Subject.REQUEST,
                target=request,
                reasons=because,
                number=number,
                extension=extension,
                incident=incident,
                observed=observed,
                saved_cost=saved,
            )
        )

    def repeat_answer(self, given: Decision) -> None:
        """Give the very answer again that was given to a request."""
        self._write(given)

    # --- orders for the switch ----------------------------------------------------------------

    def cut(
        self,
        call: str,
        *,
        because: Reasons,
        number: str,
        extension: str,
        incident: str = "",
        observed: bool = False,
        saved: MicroEuro = 0,
    ) -> Decision:
        """Hang up an out leg. saved: what the rest of the call would have been expected to cost."""
        decision = Decision(
            id=self._next_id(),
            at=self._context.now,
            kind=DecisionKind.CUT,
            subject=Subject.CALL,
            target=call,
            reasons=because,
            number=number,
            extension=extension,
            incident=incident,
            observed=observed,
            saved_cost=saved,
        )
        if not observed:
            self.unconfirmed.expect(decision)
        return self._write(decision)

    def cut_channel(self, channel: str, *, because: Reasons, incident: str) -> Decision:
        """Hang up a channel that is no out leg, such as a caller in voicemail."""
        decision = Decision(
            id=self._next_id(),
            at=self._context.now,
            kind=DecisionKind.CUT,
            subject=Subject.CHANNEL,
            target=channel,
            reasons=because,
            incident=incident,
        )
        self.unconfirmed.expect(decision)
        return self._write(decision)

    def undo(
        self,
        forward: str,
        *,
        because: Reasons,
        number: str,
        extension: str,
        incident: str,
        observed: bool = False,
    ) -> Decision:
        """Remove a call forwarding ("104/CF"); a person may take that back."""
        decision = Decision(
            id=self._next_id(),
            at=self._context.now,
            kind=DecisionKind.UNDO,
            subject=Subject.FORWARD,
            target=forward,
            reasons=because,
            number=number,
            extension=extension,
            incident=incident,
            observed=observed,
        )
        if not observed:
            self.unconfirmed.expect(decision)
            remember(self.undoable, decision.id, decision)
        return self._write(decision)

    def restore(self, undone: Decision) -> Decision:
        """Put back what an undo removed.

        It waits under a name of its own: a forward cleared meanwhile is no proof that it came back.
        """
        decision = Decision(
            id=self._next_id(),
            at=self._context.now,
            kind=DecisionKind.RESTORE,
            subject=Subject.FORWARD,
            target=undone.target,
            reasons=undone.reasons,
            number=undone.number,
            extension=undone.extension,
            incident=undone.incident,
        )
        self.unconfirmed.expect(decision, f"{undone.target} {RESTORED}")
        return self._write(decision)

    def repeat_unconfirmed(self) -> None:
        """Give each order again that the world should have confirmed by now, and alarm once (law 3)."""
        now = self._context.now
        for decision, name in self.unconfirmed.take_due(now):
            repeated = decision._replace(id=self._next_id(), at=now, attempt=decision.attempt + 1)
            self._write(repeated)
            self.unconfirmed.expect(repeated, name)
            if decision.id in self.undoable:
                remember(self.undoable, repeated.id, repeated)
            if repeated.attempt == ALARM_ATTEMPT:
                code = "cut_unconfirmed" if decision.kind is DecisionKind.CUT else "forward_unconfirmed"
                self.alert(
                    subject=decision.subject,
                    target=decision.target,
                    because=(Reason(code),),
                    number=decision.number,
                    extension=decision.extension,
                    incident=decision.incident,
                )

    def order_failed(self, event: ActionFailed) -> None:
        """The switch did not take an order: it is given again soon."""
        self.unconfirmed.failed(event.decision, self._context.now)

    # --- locks and alerts -------------------------------------------------------------------------

    def lock(
        self,
        subject: Subject,
        target: str,
        *,
        because: Reasons,
        until: float,
        incident: str,
        number: str = "",
        extension: str = "",
        observed: bool = False,
    ) -> Decision:
        """Lock a mailbox, an extension, an outside caller or the keying of codes; a person may undo it.

        observed: it says what would be locked where something could be.
        """
        decision = Decision(
            id=self._next_id(),
            at=self._context.now,
            kind=DecisionKind.LOCK,
            subject=subject,
            target=target,
            reasons=because,
            number=number,
            extension=extension,
            until=until,
            incident=incident,
            observed=observed,
        )
        if not observed:
            remember(self.undoable, decision.id, decision)
        return self._write(decision)

    def unlock(self, locked: Decision) -> Decision:
        """Open a lock before its time."""
        return self._write(
            Decision(
                id=self._next_id(),
                at=self._context.now,
                kind=DecisionKind.UNLOCK,
                subject=locked.subject,
                target=locked.target,
                reasons=locked.reasons,
                number=locked.number,
                extension=locked.extension,
                incident=locked.incident,
            )
        )

    def alert(
        self,
        *,
        because: Reasons,
        subject: Subject = Subject.SITE,
        target: str = "",
        number: str = "",
        extension: str = "",
        incident: str = "",
    ) -> Decision:
        """Report something to the owner; of the site itself unless another subject is given."""
        return self._write(
            Decision(
                id=self._next_id(),
                at=self._context.now,
                kind=DecisionKind.ALERT,
                subject=subject,
                target=self._context.site.name if subject is Subject.SITE else target,
                reasons=because,
                number=number,
                extension=extension,
                incident=incident,
            )
        )

    def limit(
        self, name: str, *, because: Reasons, amount: MicroEuro | None, until: float | None
    ) -> Decision:
        """Another amount is in force for a cap. until: when an order of the owner ends."""
        return self._write(
            Decision(
                id=self._next_id(),
                at=self._context.now,
                kind=DecisionKind.LIMIT,
                subject=Subject.SITE,
                target=name,
                reasons=because,
                until=until,
                amount=amount,
            )
        )

    def forget_expired(self, now: float) -> None:
        """A lock that ended by itself cannot be taken back, nor an undo of a month ago."""
        self.undoable = {
            name: one
            for name, one in self.undoable.items()
            if now < (one.until if one.until is not None else one.at + UNDOABLE_S)
        }

    # --- what was there before ----------------------------------------------------------------

    def is_duplicate(self, event: Any, *about: str) -> bool:
        """Whether this very event at a mailbox or an account came before.

        Only an event with a time of its source can be known again; one that bears the time at which we
        read it (a line of a log) may truly have happened twice.
        """
        if event.at == event.seen_at:
            return False
        key = " ".join((type(event).__name__, repr(event.at), *about))
        if key in self._seen:
            return True
        remember(self._seen, key, None)
        return False

    def is_news(self, key: str) -> bool:
        """Whether this was not alerted before; from now on it was."""
        if key in self._alerted:
            return False
        remember(self._alerted, key, None, NEWS_MAX)
        return True

    def was_news(self, key: str) -> bool:
        """Whether this was alerted before."""
        return key in self._alerted

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "count": self._count,
            "alerted": list(self._alerted),
            "seen": list(self._seen),
            "undoable": {name: encode_decision(decision) for name, decision in self.undoable.items()},
            "confirmation": self.unconfirmed.save(),
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self._count = data["count"]
        self._alerted = dict.fromkeys(map(intern, data["alerted"]))  # all sites have the same days
        self._seen = dict.fromkeys(data["seen"])
        self.undoable = {name: decode_decision(decision) for name, decision in data["undoable"].items()}
        self.unconfirmed.load(data["confirmation"])
