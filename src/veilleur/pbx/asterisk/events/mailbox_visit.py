"""One visit to voicemail, known by the rhythm of its keys alone. Pure; no key is known here.

Used where the switch does not say it better: a wrong PIN has no manager event, and before Asterisk 18.21 a
changed one has none either. What proves a right PIN is the MessageWaiting at the end of the visit, so
tries without one were wrong. Pitfall: within a mailbox long groups of keys are no tries, and an attacker may
key anything to be taken for somebody who is inside.
"""

from __future__ import annotations

from dataclasses import dataclass, field

GROUP_PAUSE_S = 1.8  # Asterisk ends what it reads after 2 s without a key
REFUSAL_S = 1.8  # "Login incorrect" is spoken that long at least, and hears no key
LONG_KEYS = 3  # fewer keys are a choice in a menu, not a mailbox or a PIN
MAX_GROUPS = 60
MAX_TRIES = 20


@dataclass(slots=True)
class Visit:
    """mailbox: number@context, "" until reported. asks_mailbox: it must be keyed before each PIN.
    asks_pin: False where the dialplan lets in without one. gate_of: set where the PIN only opens the way
    to what the dialplan does next for this extension (VMAuthenticate)."""

    mailbox: str = ""
    asks_mailbox: bool = True
    asks_pin: bool = True
    gate_of: str = ""
    accepted: bool = False
    changed: bool = False  # the switch itself reported a new PIN
    reported: int = 0  # refusals reported so far
    keys_at: float = 0.0
    _keys: int = 0
    _began_at: float = 0.0
    _ended_at: float = 0.0
    _is_inside: bool = False
    _groups: list[int] = field(default_factory=list)

    def key(self, at: float, is_hash: bool) -> int:
        """A key was pressed; gives how many tries are now known to have been refused."""
        found = 0
        if self._keys and at - self.keys_at > GROUP_PAUSE_S:
            found = self._end_of_group(self.keys_at)
        self.keys_at = at
        if is_hash:
            return found + self._end_of_group(at)
        if not self._keys:
            self._began_at = at
        self._keys += 1
        return found

    def refused_at_the_end(self, *, last_was_right: bool = False) -> int:
        """Tries that were not reported yet, when the visit ends without the sign of a right PIN."""
        if self._keys:
            self._groups.append(self._keys)
            self._keys = 0
        if self.accepted or not self.asks_pin:
            return 0
        left = max(0, self._tries() - self.reported - last_was_right)
        self.reported += left
        return left

    def seems_changed(self) -> bool:
        """Whether a new PIN was keyed twice, as the change of a PIN wants it, after a choice in a menu."""
        groups = self._groups
        for place in range(self._keys_to_enter() + 1, len(groups)):
            first, second = groups[place - 1], groups[place]
            if second < LONG_KEYS:
                continue
            if first == second and place >= 2 and groups[place - 2] < LONG_KEYS:
                return True
            # The choices and the new PIN in one breath: 0, 5, PIN, #, PIN, #.
            if 1 <= first - second <= 2:
                return True
        return False

    def _keys_to_enter(self) -> int:
        return 2 if self.asks_mailbox else 1

    def _tries(self) -> int:
        return min(MAX_TRIES, sum(1 for one in self._groups if one >= LONG_KEYS) // self._keys_to_enter())

    def _end_of_group(self, at: float) -> int:
        length, began, before = self._keys, self._began_at, self._ended_at
        self._keys, self._ended_at = 0, at
        if not length or len(self._groups) >= MAX_GROUPS:
            return 0
        tries = self._tries()
        follows_a_try = tries > 0 and self._is_at_start_of_try()
        self._groups.append(length)
        if self.accepted or self._is_inside or not self.asks_pin or not follows_a_try:
            return 0
        fits = length == self._groups[0] if self.asks_mailbox else length >= LONG_KEYS
        if not fits or began - before < REFUSAL_S:
            self._is_inside = True  # or seems so: what it was shows when the visit ends
            return 0
        found = tries - self.reported
        self.reported = tries
        return found

    def _is_at_start_of_try(self) -> bool:
        return sum(1 for one in self._groups if one >= LONG_KEYS) % self._keys_to_enter() == 0
