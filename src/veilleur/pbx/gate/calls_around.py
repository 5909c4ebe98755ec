"""Calls that reached the operator around the gate: what the PBX shows and the gate was never asked about.

In: answered legs of the PBX that did not come by the gate. Out: by which trunk, once an hour each, and what
status says of it. Pitfall: a call to an emergency number may go anywhere, and a trunk that the owner named
(ISDN, a second operator) is no way around; without the PBX's own view only the operator's bill shows it.
"""

from __future__ import annotations

from collections.abc import Iterable

from veilleur.pbx.adapter import Coverage, GuardHooks
from veilleur.pbx.gate.settings import NAME
from veilleur.words.events import CallStarted
from veilleur.words.messages import Message

AGAIN_AFTER_S = 3_600.0
KNOWN_FOR_S = 7 * 86_400.0  # without another call by it, a weekend and more: the trunk was mended
TRUNKS_MAX = 50
TRUNK_SHOWN = 64  # characters


class CallsAround:
    """Of one gate. is_only_way: whether such a call is reported as protection that was taken away."""

    def __init__(self, guard: GuardHooks, other_trunks: Iterable[str], *, is_only_way: bool) -> None:
        self._guard, self._is_only_way = guard, is_only_way
        self._others = frozenset(trunk.casefold() for trunk in other_trunks)
        self._reported: dict[str, float] = {}  # trunk -> when last

    def take(self, leg: CallStarted) -> None:
        """One leg that was answered and did not come by the gate."""
        trunk, now = leg.trunk[:TRUNK_SHOWN], self._guard.now()
        if trunk.casefold() in self._others or self._guard.numbering.destination(leg.number).is_emergency:
            return
        before = self._reported.get(trunk)
        if before is not None and now - before < AGAIN_AFTER_S:
            return
        while len(self._reported) >= TRUNKS_MAX:
            del self._reported[next(iter(self._reported))]
        self._reported.pop(trunk, None)
        self._reported[trunk] = now
        why = Message(
            "a call left the PBX by the trunk {trunk} and did not pass the gate: set the trunk's outbound "
            "proxy to the gate, or name the trunk in other_trunks",
            trunk=trunk or "?",
        )
        self._guard.say(why)
        self._guard.note({"note": "around_gate", "trunk": trunk, "call": leg.call})
        if self._is_only_way:
            self._guard.protection(NAME, why, is_strike=True)

    def in_coverage(self, coverage: Coverage | None) -> Coverage | None:
        """What is in force, with the ways that go around it."""
        since = self._guard.now() - KNOWN_FOR_S
        ways = {f"{NAME}: {trunk or '?'}": False for trunk, at in self._reported.items() if at > since}
        if coverage is None or not ways:
            return coverage
        return coverage._replace(
            pieces=coverage.pieces | ways, is_complete=False, holds_in_part=coverage.holds_alone
        )
