"""What an attack on a company came to, as the carrier bills it."""

from __future__ import annotations

import time
from typing import NamedTuple

from lab.carrier import CarriedCall
from lab.company import Company
from lab.waiting import until

QUIET_S = 2.0  # no call began or ended for this long: the attack is over


class Outcome(NamedTuple):
    """hostile: the calls to the attacker's numbers that were answered."""

    hostile: list[CarriedCall]

    @property
    def longest_s(self) -> float:
        """The longest of them, answered seconds; 0 for none."""
        return max((call.seconds() for call in self.hostile), default=0.0)


def ended(company: Company, at_least: int = 0) -> list[CarriedCall]:
    """The hostile calls, once the carrier has written down the end of each: a moment after it.

    Raises:
        LabError: when one of them goes on, or there are too few.
    """
    found: list[CarriedCall] = []

    def have_ended() -> bool:
        found[:] = company.hostile_calls()
        return len(found) >= at_least and all(call.ended_at is not None for call in found)

    until(have_ended, f"{at_least or 'all'} hostile calls at their end")
    return found


def outcome(company: Company, limit_s: float = 60.0) -> Outcome:
    """Wait until the carrier has been quiet for a while, and give what it carried abroad."""
    end = time.monotonic() + limit_s
    before, since = company.hostile_calls(), time.monotonic()
    while time.monotonic() < end:
        time.sleep(0.05)
        now = company.hostile_calls()
        if now != before:
            before, since = now, time.monotonic()
        if time.monotonic() - since > QUIET_S and all(call.ended_at is not None for call in now):
            break
    return Outcome(before)
