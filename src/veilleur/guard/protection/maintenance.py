"""An announced window of maintenance: what is taken away in it is no attack.

In: an order on the control socket, with the code where there is one. Out: until when it holds. Pitfall:
without a code (`veilleur codes set alert`) whoever is root on this machine can announce what they like.
"""

from __future__ import annotations

import asyncio
from typing import Any

from veilleur.guard.alerting.alert_calls import AlertCalls
from veilleur.guard.order_fields import number_in
from veilleur.guard.protection.monitor import WINDOW_MAX_MINUTES, ProtectionMonitor
from veilleur.journal import Journal
from veilleur.words.errors import InputError

ON_DISK_S = 5.0


async def announce(
    request: dict[str, Any],
    by: str,
    *,
    monitor: ProtectionMonitor,
    calls: AlertCalls,
    journal: Journal,
    now: float,
) -> dict[str, Any]:
    """Begin a window of `minutes`, or end the one that goes on (0).

    Raises:
        InputError: for a wrong code or length.
    """
    is_over = request.get("minutes") == 0
    minutes = 0.0 if is_over else number_in(request, "minutes", WINDOW_MAX_MINUTES)
    code = request.get("code")
    has_code = calls.has_code
    used = await calls.matched(str(code or "")[:40]) if minutes and has_code else None
    if minutes and has_code and used is None:
        raise InputError(
            "Maintenance is announced with the alert code, and this is not it; {count} more tries are left "
            "in this hour.",
            count=calls.tries_left,
        )
    if minutes:
        monitor.code_was(used, now)
    until = monitor.window(minutes, now, by)
    on_disk = await asyncio.to_thread(journal.flush, ON_DISK_S)
    return {"until": until if minutes else None, "with_code": has_code, "on_disk": on_disk}
