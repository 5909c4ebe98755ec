"""What goes on at many sites, read at once and kept for a moment for all readers.

In: sockets of guards on this machine, and files of what a status has said elsewhere. Out: what each says.
Pitfall: one guard that hangs must not hold up the others, so each is waited for a short time, a bounded
number at once; and a file is bounded, may hold anything, and may be a pipe that nobody writes into.
"""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from veilleur.config.page_section import WatchedSite
from veilleur.control import client
from veilleur.web.watch.sites.ranking import SiteStatus
from veilleur.words.errors import ConfigError, VeilleurError
from veilleur.words.plain_json import parsed

SITES_READ_EVERY_S = 4.0
SITE_ANSWERS_WITHIN_S = 3.0
SITES_AT_ONCE = 16
STATUS_FILE_MAX_BYTES = 1_000_000


class SitesReading:
    """Reads sites. wall: this machine's time, by which files age."""

    def __init__(self, sites: Sequence[WatchedSite], wall: Callable[[], float]) -> None:
        self._sites, self._wall = sites, wall
        self._kept: list[SiteStatus] = []
        self._next_at = float("-inf")
        self._turn = asyncio.Lock()
        self._threads = ThreadPoolExecutor(SITES_AT_ONCE, "sites") if sites else None

    async def read(self) -> list[SiteStatus]:
        """Every site; of the last seconds."""
        async with self._turn:
            loop = asyncio.get_running_loop()
            if loop.time() >= self._next_at and self._threads is not None:
                pending = [loop.run_in_executor(self._threads, self._of, site) for site in self._sites]
                self._kept = list(await asyncio.gather(*pending))
                self._next_at = loop.time() + SITES_READ_EVERY_S
            return self._kept

    async def drill(self, name: str, person: str) -> None:
        """Begin a rehearsal at a site of this machine.

        Raises:
            ConfigError: when there is none, or its guard says why not.
        """
        site = next((one for one in self._sites if one.name == name and one.socket is not None), None)
        request = {"do": "drill", "person": person}
        answer = None
        if site is not None and site.socket is not None:
            answer = await asyncio.to_thread(client.ask, site.socket, request, SITE_ANSWERS_WITHIN_S)
        if answer is None:
            raise ConfigError("{name}: no guard answers there, so no drill was begun.", name=name)

    def _of(self, site: WatchedSite) -> SiteStatus:
        if site.socket is not None:
            return self._of_socket(site.name, site.socket)
        assert site.file is not None
        return self._of_file(site.name, site.file)

    def _of_socket(self, name: str, path: Path) -> SiteStatus:
        try:
            answer = client.ask(path, {"do": "status"}, SITE_ANSWERS_WITHIN_S)
        except VeilleurError:
            return SiteStatus(name, None, 0.0, "silent")
        if answer is None:
            return SiteStatus(name, None, 0.0, "no_guard")
        status = answer.get("status")
        return SiteStatus(name, status if isinstance(status, dict) else None, self._wall(), "silent", True)

    def _of_file(self, name: str, path: Path) -> SiteStatus:
        try:
            # Without O_NONBLOCK a pipe in its place would be waited for until somebody writes into it.
            with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
                found = os.fstat(file.fileno())
                if not stat.S_ISREG(found.st_mode):
                    return SiteStatus(name, None, 0.0, "unreadable")
                data: Any = parsed(file.read(STATUS_FILE_MAX_BYTES))
                at = found.st_mtime
        except FileNotFoundError:
            return SiteStatus(name, None, 0.0, "no_file")
        except (OSError, ValueError):
            return SiteStatus(name, None, 0.0, "unreadable")
        if not isinstance(data, dict):
            return SiteStatus(name, None, 0.0, "unreadable")
        return SiteStatus(name, data, at)
