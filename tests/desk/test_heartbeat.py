"""The heartbeat: silence there is an alarm by somebody else."""

from __future__ import annotations

import asyncio
import contextlib

from tests.alerts.http_stand_in import HttpStandIn
from tests.desk.test_post import message

from veilleur.alerts.channels.message import ChannelError, Outgoing
from veilleur.desk.heartbeat import beat
from veilleur.desk.post import Post
from veilleur.words.events import AlertSent


async def test_a_sender_that_fails_stops_the_heartbeat_until_it_sends_again() -> None:
    """The watchman asleep: whatever cannot send is not well."""
    is_gone, asked, looked = True, list[bool](), asyncio.Event()

    async def push(_outgoing: Outgoing) -> None:
        if is_gone:
            raise ChannelError("no answer")

    async def report(_event: AlertSent) -> None:
        return

    post = Post({("Paul", "ntfy"): push}, report, lambda: 0.0)

    def is_well() -> bool:
        asked.append(not post.failures)
        looked.set()
        return not post.failures

    with HttpStandIn() as monitor:
        await post.send_turn([message("ntfy")])
        beating = asyncio.create_task(beat(f"{monitor.address}/ping", is_well, every_s=0.01))
        try:
            await looked.wait()
            assert asked[0] is False
            assert monitor.requests == []
            is_gone = False
            await post.send_turn([message("ntfy")])
            async with asyncio.timeout(30):
                while not monitor.requests:
                    looked.clear()
                    await looked.wait()
        finally:
            beating.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await beating
    assert monitor.requests[0].path == "/ping"
    assert True in asked
