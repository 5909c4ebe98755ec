"""What a guard prints while it is flooded: one line a second for each incident and kind of decision.

In: decisions as they come. Out: the first of its kind at once, the next ones counted and printed with their
number once a second. Pitfall: alerts, locks and what is taken back are never held, and the last second is
printed at the end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from veilleur.words.decisions import Decision, DecisionKind

PRINTED_EVERY_S = 1.0
KEYS_MAX = 1_000  # distinguished; beyond, each decision is printed
_COUNTED = frozenset({DecisionKind.REFUSE, DecisionKind.CUT, DecisionKind.ASK})
_Key = tuple[DecisionKind, str, str]


class RateLimitedPrinter:
    """Between the guard and a terminal. show: prints a decision, and how many it stands for."""

    def __init__(self, show: Callable[[Decision, int], None]) -> None:
        self._show = show
        self._held: dict[_Key, tuple[Decision | None, int]] = {}
        self._timers: dict[_Key, asyncio.TimerHandle] = {}

    def show(self, decision: Decision) -> None:
        """One decision; must be called in a running loop."""
        key = (decision.kind, decision.incident or decision.extension, decision.subject)
        if decision.kind not in _COUNTED or (key not in self._held and len(self._held) >= KEYS_MAX):
            self._show(decision, 1)
        elif key in self._held:
            self._held[key] = (decision, self._held[key][1] + 1)
        else:
            self._show(decision, 1)
            self._wait(key)

    def end(self) -> None:
        """Print what is held."""
        for key in list(self._held):
            self._timers.pop(key).cancel()
            self._print(key)

    def _wait(self, key: _Key) -> None:
        self._held[key] = (None, 0)
        self._timers[key] = asyncio.get_running_loop().call_later(PRINTED_EVERY_S, self._second_is_over, key)

    def _second_is_over(self, key: _Key) -> None:
        del self._timers[key]
        if self._print(key):
            self._wait(key)

    def _print(self, key: _Key) -> bool:
        decision, count = self._held.pop(key)
        if decision is None:
            return False
        self._show(decision, count)
        return True
