"""The heartbeat: an address that is fetched while all is well, for somebody else to miss it.

In: whether all is well. Out: a fetch a minute, or silence. Pitfall: silence is the alarm, so whatever cannot
send keeps the heartbeat back too: a desk whose mails go nowhere is not well.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from veilleur.alerts.channels.http import request
from veilleur.alerts.channels.message import ChannelError

HEARTBEAT_S = 60.0


async def beat(url: str, is_well: Callable[[], bool], every_s: float = HEARTBEAT_S) -> None:
    """Fetch the address while all is well; returns never."""
    while True:
        if is_well():
            with contextlib.suppress(ChannelError):
                await asyncio.to_thread(request, url)
        await asyncio.sleep(every_s)
