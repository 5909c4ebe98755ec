"""Live parts of a page: rendered once for all readers who see the same, sent to each as they change.

In: what goes on. Out: server-sent events, `{"now": ..., "parts": {name: html}}`. Pitfall: nothing is rendered
or asked while nobody looks; each reader gets every part at the beginning, so that who was cut off has the
whole picture again, and then only what has changed; and a stream ends with its session.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import NamedTuple

REDRAWN_EVERY_S = 1.0
ALIVE_EVERY_S = 5.0  # so that a reader knows within 15 s that the stream has stopped
LIVE_PAGES_MAX = 500


class View(NamedTuple):
    """What readers have in common who see the same."""

    language: str
    role: str


Parts = dict[str, str]
Render = Callable[[View], Parts]
Look = Callable[[], Awaitable[Render]]


class TooManyError(Exception):
    """No further page can be kept live."""


class Hub:
    """Keeps pages live. look: looks at what goes on once, and gives what renders it for a view."""

    def __init__(self, look: Look, now: Callable[[], float], tick_s: float = REDRAWN_EVERY_S) -> None:
        self._look, self._now, self._tick_s = look, now, tick_s
        self._readers = 0
        self._ticking: asyncio.Task[None] | None = None
        self._ticked = asyncio.Event()
        self._render: Render | None = None
        self._rendered: dict[View, Parts] = {}

    @property
    def readers(self) -> int:
        """How many pages are live."""
        return self._readers

    async def parts(self, view: View) -> Parts:
        """All parts as they are now, for a page that is loaded."""
        return (await self._look())(view)

    async def stream(self, view: View, is_over: Callable[[], bool]) -> AsyncIterator[str]:
        """The events of one reader, until `is_over`.

        Raises:
            TooManyError: when too many pages are live already.
        """
        if self._readers >= LIVE_PAGES_MAX:
            raise TooManyError
        self._readers += 1
        if self._ticking is None:
            self._ticking = asyncio.create_task(self._tick())
        try:
            sent: Parts = {}
            sign_at = float("-inf")
            loop = asyncio.get_running_loop()
            while not is_over():
                if self._render is not None:
                    parts = self._parts_for(view)
                    changed = {name: text for name, text in parts.items() if sent.get(name) != text}
                    if changed or loop.time() >= sign_at:
                        sent, sign_at = parts, loop.time() + ALIVE_EVERY_S
                        data = json.dumps({"now": self._now(), "parts": changed}, ensure_ascii=False)
                        yield f"data: {data}\n\n"
                await self._ticked.wait()
            yield "event: over\ndata: \n\n"
        finally:
            self._readers -= 1
            if not self._readers and self._ticking is not None:
                self._ticking.cancel()
                self._ticking = None

    def _parts_for(self, view: View) -> Parts:
        if view not in self._rendered:
            assert self._render is not None
            self._rendered[view] = self._render(view)
        return self._rendered[view]

    async def _tick(self) -> None:
        while True:
            with contextlib.suppress(
                Exception
            ):  # a fault sends no sign of life: the pages say that they are old
                self._render = await self._look()
                self._rendered = {}
                ticked, self._ticked = self._ticked, asyncio.Event()
                ticked.set()
            await asyncio.sleep(self._tick_s)
