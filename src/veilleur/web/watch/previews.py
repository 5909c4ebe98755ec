"""Previews of settings, made by a process beside the desk that keeps the past it has read.

In: what is tried. Out: what it would have done, or None. Pitfall: a preview takes a processor for seconds, so
it runs at the lowest priority in a process of its own, which ends with the desk, and by itself when nobody
has asked for a while: the past of a year is not kept in memory for nobody.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, get_context, parent_process
from pathlib import Path
from typing import TypeVar

from veilleur.config import JournalSection, Settings
from veilleur.history.preview import PastCalls, Preview, Trial
from veilleur.words.calls import Vantage
from veilleur.words.errors import VeilleurError
from veilleur.words.site import Site

PREVIEW_WITHIN_S = 120.0
PREVIEWS_IDLE_S = 300.0
PREVIEW_NICE = 15
Result = TypeVar("Result")
# A TypeError: something that cannot be handed to another process. The last three: a value that the form or
# the file let pass and that cannot be played, such as an amount too large for a fraction of it.
FAILED = (
    TimeoutError,
    BrokenProcessPool,
    VeilleurError,
    OSError,
    RuntimeError,
    TypeError,
    ArithmeticError,
    ValueError,
    LookupError,
)

_past: list[PastCalls] = []  # of the process that reads; the desk's own stays empty


class Previews:
    """Makes previews for one site, one at a time."""

    def __init__(self, settings: Settings, now: Callable[[], float]) -> None:
        self._settings, self._now = settings, now
        self._vantage = settings.vantage
        self._pool: ProcessPoolExecutor | None = None
        self._turn = asyncio.Lock()
        self._idle: asyncio.TimerHandle | None = None
        self._warming: asyncio.Task[None] | None = None

    def warm(self, before: Trial) -> None:
        """Begin to read the past and to play what is in force: who opens a form will want to see."""
        if self._warming is None or self._warming.done():
            self._warming = asyncio.create_task(self._warm(before))

    async def look(self, before: Trial, after: Trial, hostile: frozenset[str]) -> Preview | None:
        """What `after` would have done; None when that fails or takes too long."""
        async with self._turn:
            try:
                async with asyncio.timeout(PREVIEW_WITHIN_S):
                    return await self._run(_looked, before, after, self._now(), hostile)
            except FAILED:
                self.close()
                return None

    def close(self) -> None:
        """End the process."""
        if self._idle is not None:
            self._idle.cancel()
        if self._pool is not None:
            pool, self._pool = self._pool, None
            pool.shutdown(wait=False, cancel_futures=True)

    async def _warm(self, before: Trial) -> None:
        async with self._turn:
            try:
                async with asyncio.timeout(PREVIEW_WITHIN_S):
                    await self._run(_prepare, before, self._now())
            except FAILED:
                self.close()

    async def _run(self, work: Callable[..., Result], *values: object) -> Result:
        loop = asyncio.get_running_loop()
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                1,
                mp_context=get_context("spawn"),
                initializer=_begin,
                # What else is configured, secrets among it, stays here.
                initargs=(
                    self._settings.site,
                    self._settings.journal,
                    self._settings.feeds_directory,
                    self._vantage,
                ),
            )
        if self._idle is not None:
            self._idle.cancel()
        try:
            return await loop.run_in_executor(self._pool, work, *values)
        finally:
            self._idle = loop.call_later(PREVIEWS_IDLE_S, self.close)


# --- in the process that reads ----------------------------------------------------------------------


def _begin(site: Site, journal: JournalSection, feeds_directory: Path, vantage: Vantage) -> None:
    os.nice(PREVIEW_NICE)
    parent = parent_process()
    assert parent is not None
    threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    settings = Settings(site=site, journal=journal, feeds_directory=feeds_directory)
    _past.append(PastCalls(settings, vantage))


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(0)


def _prepare(before: Trial, now: float) -> None:
    _past[0].prepare(before, now)


def _looked(before: Trial, after: Trial, now: float, hostile: frozenset[str]) -> Preview:
    return _past[0].preview(before, after, now, hostile)
