"""Expiry: once a day each room drops what is over (law 5: time empties the state).

In: the rooms of a watch. Out: the same with less. Pitfall: only what is past its own time goes, so no
decision changes; what is normal for the company, the incidents that were announced and what the world has
still to confirm stay, within their bounds.
"""

from __future__ import annotations

from veilleur.detection.rooms import Rooms

DAY_S = 86_400.0


def a_day_passed(before: float, now: float) -> bool:
    """Whether a day of the watch's own time began between these two moments."""
    return int(before // DAY_S) != int(now // DAY_S)


def forget_expired(rooms: Rooms) -> None:
    """Drop what is over."""
    now = rooms.context.now
    rooms.legs.forget_expired(now)
    rooms.settlement.forget_expired(now)
    rooms.permits.forget_expired(now)
    rooms.transfers.forget_expired(now)
    rooms.scans.forget_expired(now)
    rooms.tracker.close_quiet(now)
    rooms.locks.lockouts.forget_expired(now)
    rooms.decisions.forget_expired(now)
    rooms.openings.forget_expired(now)
    rooms.judge.forget_expired(now)
