"""Confirmation: decisions that the world has not confirmed yet, repeated until it does (law 3)."""

from __future__ import annotations

from typing import Any

from veilleur.words.codec import decode_decision, encode_decision
from veilleur.words.decisions import Decision

REPEAT_S = 1.0  # doubles with each attempt, up to REPEAT_MAX_S
REPEAT_MAX_S = 60.0
ALARM_ATTEMPT = 4  # the alarm comes with this attempt, once; the watch goes on trying


class Confirmation:
    """The open decisions of one site, by what they act on."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[float, Decision]] = {}

    def expect(self, decision: Decision) -> None:
        """Remember a decision until it is confirmed."""
        delay = min(REPEAT_MAX_S, REPEAT_S * 2 ** min(decision.attempt - 1, 8))
        self._open[f"{decision.subject.value} {decision.target}"] = (decision.at + delay, decision)

    def confirm(self, subject: str, target: str) -> None:
        """The world says that it happened."""
        self._open.pop(f"{subject} {target}", None)

    def is_open(self, subject: str, target: str) -> bool:
        """Whether a decision about it still waits."""
        return f"{subject} {target}" in self._open

    def failed(self, decision_id: str, at: float) -> None:
        """The order was not taken: try again soon."""
        for key, (due, decision) in self._open.items():
            if decision.id == decision_id:
                self._open[key] = (min(due, at + 0.2), decision)
                return

    def due(self, at: float) -> list[Decision]:
        """Decisions to repeat now."""
        return [decision for due, decision in self._open.values() if due <= at]

    def wake_at(self) -> float | None:
        """When the next one is due."""
        return min((due for due, _ in self._open.values()), default=None) if self._open else None

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {key: [due, encode_decision(decision)] for key, (due, decision) in self._open.items()}

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self._open = {key: (due, decode_decision(decision)) for key, (due, decision) in data.items()}
