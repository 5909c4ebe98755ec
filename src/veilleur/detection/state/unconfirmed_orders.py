"""Unconfirmed orders: decisions that the world has not confirmed yet, repeated until it does (law 3).

In: orders, and what the world confirms or the switch did not take. Out: orders to repeat. Pitfall: an order
for a call or a forward is never given up; only one for a voicemail caller whose end was never reported
(`GIVE_UP_ATTEMPT`) is.
"""

from __future__ import annotations

import heapq
from typing import Any

from veilleur.words.codec import decode_decision, encode_decision
from veilleur.words.decisions import Decision, Subject

REPEAT_S = 1.0  # doubles with each attempt, up to REPEAT_MAX_S
REPEAT_MAX_S = 60.0
REPEAT_FAILED_S = 0.2  # an order the switch did not take is given again after this
ALARM_ATTEMPT = 4  # the alarm comes with this attempt, once; the watch goes on trying
GIVE_UP_ATTEMPT = 20  # about a quarter of an hour
ORDERS_MAX = 5_000


class UnconfirmedOrders:
    """The open decisions of one site, by what they act on."""

    def __init__(self) -> None:
        self.open: dict[str, tuple[float, Decision]] = {}
        self._keys: dict[str, str] = {}  # decision id -> key
        self._due: list[tuple[float, str]] = []  # may hold times that no longer count

    def __len__(self) -> int:
        return len(self.open)

    def expect(self, decision: Decision, name: str = "") -> None:
        """Remember a decision until it is confirmed, under its target or another name."""
        key = f"{decision.subject.value} {name or decision.target}"
        if key not in self.open and len(self.open) >= ORDERS_MAX:
            self._drop(next(iter(self.open)))
        delay = min(REPEAT_MAX_S, REPEAT_S * 2 ** min(decision.attempt - 1, 8))
        before = self.open.get(key)
        if before is not None:
            self._keys.pop(before[1].id, None)
        self._keys[decision.id] = key
        self._wait(key, decision.at + delay, decision)

    def confirm(self, subject: str, target: str) -> None:
        """The world says that it happened."""
        if self.open:
            self._drop(f"{subject} {target}")

    def confirm_ended(self, name: str) -> bool:
        """A call or channel is gone; gives whether its cut as a call was waited for."""
        was_cut = f"call {name}" in self.open
        self._drop(f"call {name}")
        self._drop(f"channel {name}")
        return was_cut

    def is_open(self, subject: str, target: str) -> bool:
        """Whether a decision about it still waits."""
        return f"{subject} {target}" in self.open

    def failed(self, decision_id: str, at: float) -> None:
        """The order was not taken: try again soon."""
        key = self._keys.get(decision_id)
        if key is not None:
            due, decision = self.open[key]
            # Soon, but less and less soon: a switch that always says no is not asked without a pause.
            soon = at + min(REPEAT_MAX_S, REPEAT_FAILED_S * 2 ** min(decision.attempt - 1, 9))
            self._wait(key, min(due, soon), decision)

    def take_due(self, at: float) -> list[tuple[Decision, str]]:
        """Decisions to repeat now, with their names. Whoever repeats one says so by `expect`."""
        found: list[tuple[Decision, str]] = []
        while self._due and self._due[0][0] <= at:
            due, key = heapq.heappop(self._due)
            waiting = self.open.get(key)
            if waiting is None or waiting[0] != due:
                continue
            decision = waiting[1]
            if decision.subject is Subject.CHANNEL and decision.attempt >= GIVE_UP_ATTEMPT:
                self._drop(key)
            else:
                found.append((decision, key.partition(" ")[2]))
        return found

    def wake_at(self) -> float | None:
        """When the next one is due."""
        while self._due:
            due, key = self._due[0]
            waiting = self.open.get(key)
            if waiting is not None and waiting[0] == due:
                return due
            heapq.heappop(self._due)
        return None

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {key: [due, encode_decision(decision)] for key, (due, decision) in self.open.items()}

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self.open = {key: (due, decode_decision(decision)) for key, (due, decision) in data.items()}
        self._keys = {decision.id: key for key, (_due, decision) in self.open.items()}
        self._due = [(due, key) for key, (due, _decision) in self.open.items()]
        heapq.heapify(self._due)

    def _wait(self, key: str, due: float, decision: Decision) -> None:
        self.open[key] = (due, decision)
        heapq.heappush(self._due, (due, key))

    def _drop(self, key: str) -> None:
        waiting = self.open.pop(key, None)
        if waiting is not None:
            self._keys.pop(waiting[1].id, None)
