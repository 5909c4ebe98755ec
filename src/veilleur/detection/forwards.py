"""Forwards: a hostile one is removed, kept in mind, and can be put back.

In: forwards set and cleared, a person's wish to undo. Out: undo and restore. What a reader would get
wrong: a restored forward comes back as a `ForwardSet`; it is known by then, so it is not undone again.
"""

from __future__ import annotations

from typing import Any

from veilleur.detection.questions import Entity
from veilleur.detection.state import WatchState, remember
from veilleur.words import events as ev
from veilleur.words.calls import Origin
from veilleur.words.codec import decode_decision, encode_decision
from veilleur.words.decisions import Decision, DecisionKind, Subject


class Forwards:
    """The forwards of one site."""

    def __init__(self, state: WatchState) -> None:
        self._state = state
        self._known: dict[str, str] = {}  # "104/CF" -> number
        self._undone: dict[str, Decision] = {}  # decision id -> what an undo removed

    def was_set(self, event: ev.ForwardSet) -> None:
        """An extension now forwards its calls."""
        state = self._state
        target = f"{event.extension}/{event.kind}"
        if self._known.get(target) == event.number:
            return
        remember(self._known, target, event.number)
        destination = state.numbering.destination(event.number)
        if not destination.is_capped or state.is_paused:
            return
        state.witness("forward_set_abroad", (Entity.EXTENSION, event.extension))
        request = ev.CallRequested(
            event.at, event.seen_at, target, event.extension, event.number, Origin.FORWARD
        )
        verdict = state.verdict(target, request, destination, True)
        if verdict.kind is not DecisionKind.REFUSE:
            return
        observed = state.only_observes(destination, verdict)
        undo = state.say(
            DecisionKind.UNDO, Subject.FORWARD, target, verdict.reasons, event.number, event.extension,
            observed,
        )  # fmt: skip
        if not observed:
            state.confirmation.expect(undo)
            remember(self._undone, undo.id, undo)

    def was_cleared(self, event: ev.ForwardCleared) -> None:
        """An extension forwards no longer."""
        target = f"{event.extension}/{event.kind}"
        self._known.pop(target, None)
        self._state.confirmation.confirm("forward", target)

    def undo_requested(self, event: ev.UndoRequested) -> None:
        """A person wants a forward back."""
        undone = self._undone.pop(event.decision, None)
        if undone is None:
            return
        self._state.confirmation.confirm("forward", undone.target)
        remember(self._known, undone.target, undone.number)
        self._state.say(
            DecisionKind.RESTORE, Subject.FORWARD, undone.target, undone.reasons, undone.number,
            undone.extension,
        )  # fmt: skip

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "known": self._known,
            "undone": {name: encode_decision(decision) for name, decision in self._undone.items()},
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self._known = data["known"]
        self._undone = {name: decode_decision(decision) for name, decision in data["undone"].items()}
