"""Waves: dear countries that a company never called, several within a few days, for much money.

In: the calls of a file in order of start. Out: the calls of a wave, once there is one.
Pitfall: no single call of such an attacker is odd enough to be stopped (they call at noon, now and then, from
several telephones), and only who has the whole file sees the wave. The least figures are expert estimates, at
twice and more of what 63 honest half years of 16 kinds of company showed (3 places, 6 calls, 62 EUR); one new
market is one country or two, and is no wave.
"""

from __future__ import annotations

from collections import deque

from veilleur.evidence.past_incidents import PastCall
from veilleur.words.money import MicroEuro

KNOWN_AFTER_S = 14 * 86_400.0  # of the file: before, every country is new
NEW_FOR_S = 7 * 86_400.0  # after its first call a country is new
WITHIN_S = 4 * 86_400.0
DEAR_A_MINUTE: MicroEuro = 700_000  # about as dear as hostile and honest calls are equally likely
LEAST_PLACES, LEAST_CALLS = 3, 9
LEAST_COST: MicroEuro = 100_000_000
CALLS_HELD = 2_000


class Waves:
    """Follows the calls of one file to dear new places; bounded."""

    def __init__(self) -> None:
        self._first_at: dict[str, float] = {}  # by place
        self._held: deque[PastCall] = deque(maxlen=CALLS_HELD)
        self._wave_until = 0.0  # until then a reported wave goes on

    def observe(self, call: PastCall, per_minute: MicroEuro, file_began_at: float) -> list[PastCall]:
        """One more call, in order of start; gives the calls of a wave with it that were not given before."""
        first_at = self._first_at.setdefault(call.place, call.at)
        if (
            call.at - file_began_at < KNOWN_AFTER_S
            or call.at - first_at > NEW_FOR_S
            or per_minute < DEAR_A_MINUTE
            or call.billed_s <= 0
        ):
            return []
        held = self._held
        held.append(call)
        while held[0].at < call.at - WITHIN_S:
            held.popleft()
        if call.at > self._wave_until and not self._is_wave():
            return []
        self._wave_until = call.at + WITHIN_S
        found = list(held)
        held.clear()
        return found

    def _is_wave(self) -> bool:
        held = self._held
        return (
            len(held) >= LEAST_CALLS
            and len({one.place for one in held}) >= LEAST_PLACES
            and sum(one.risked for one in held) >= LEAST_COST
        )
