"""The reports of a switch, line by line: read, known when they come twice, passed on as events.

In: newline-delimited JSON. Out: events, and what became of each line. Pitfall: a line that cannot be used is
named with its number and cause, and the rest is still read; calls are seen only once the switch has named
all that are alive (`Snapshot`), and are not seen any more when it falls silent.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from typing import Any, NamedTuple

from veilleur.pbx.adapter import GuardHooks
from veilleur.pbx.http.orders import HttpOrders
from veilleur.pbx.http.settings import NAME
from veilleur.pbx.http.shapes import FaultyError, event_of, report
from veilleur.pbx.pulse import Pulse
from veilleur.words.events import CallEnded, Event, FeedLost, FeedRestored, Snapshot
from veilleur.words.messages import Message

REPORTS_KNOWN_MAX = 20_000
FAULTS_NAMED_MAX = 100
REPORTS_AT_ONCE = 50  # then a question may be answered in between
SILENCE_LOOKED_FOR_S = 0.5


class Taken(NamedTuple):
    """What became of some lines. rejected: (line, field, cause); lines count from 1."""

    taken: int
    repeated: int
    rejected: tuple[tuple[int, str, str], ...]


class HttpFeed:
    """The feed of a switch that reports over HTTP; see `pbx.adapter.Feed`."""

    def __init__(self, guard: GuardHooks, orders: HttpOrders, silent_s: float) -> None:
        self._guard, self._orders, self._silent_s = guard, orders, silent_s
        self._on_event: Callable[[Event], None] = guard.emit
        self._known: dict[bytes, None] = {}
        self._heard_at = 0.0  # on the loop's clock
        self._pulse = Pulse()
        self._is_seeing = False
        self._why = ""

    @property
    def is_seeing(self) -> bool:
        """Whether the switch has named its calls and still reports."""
        return self._is_seeing

    @property
    def still_s(self) -> float:
        """See `Feed`."""
        return self._pulse.still_s

    async def run(self, on_event: Callable[[Event], None]) -> None:
        """Notice when the switch falls silent, until cancelled."""
        self._on_event = on_event
        self._lost(Message("the switch has not reported its calls yet"))
        while True:
            await asyncio.sleep(min(SILENCE_LOOKED_FOR_S, self._silent_s / 4))
            self._pulse.beat()
            silent_s = asyncio.get_running_loop().time() - self._heard_at
            if self._is_seeing and silent_s > self._silent_s:
                self._lost(Message("the switch reports no more"), silent_s)

    async def take(self, body: bytes) -> Taken:
        """The lines of one request; none is a sign of life."""
        self._heard_at = asyncio.get_running_loop().time()
        taken = repeated = 0
        rejected: list[tuple[int, str, str]] = []
        for number, line in enumerate(body.split(b"\n"), 1):
            if not line.strip():
                continue
            if number % REPORTS_AT_ONCE == 0:
                await asyncio.sleep(0)
            try:
                identity, fields = report(line)
            except FaultyError as error:
                if len(rejected) < FAULTS_NAMED_MAX:
                    rejected.append((number, error.where, error.why))
                continue
            if self._is_repeated(identity, fields):
                repeated += 1
                continue
            taken += 1
            self._pass_on(fields)
        return Taken(taken, repeated, tuple(rejected))

    def _pass_on(self, fields: dict[str, Any]) -> None:
        now = self._guard.now()
        try:
            event = event_of(fields, now, NAME)
        except Exception as error:  # one report that we fail on must not end the watch
            self._guard.on_fault(Message("a report over HTTP"), error)
            return
        self._on_event(event)
        if isinstance(event, CallEnded):
            self._orders.ended(event.call)
        elif isinstance(event, Snapshot):
            self._orders.still_alive(frozenset(call.call for call in event.calls))
            if not self._is_seeing:
                self._is_seeing, self._why = True, ""
                self._on_event(FeedRestored(now, now, NAME))

    def _is_repeated(self, identity: str, fields: dict[str, Any]) -> bool:
        """Whether it came before: by its id, else by its own time and content. A report without either is
        taken as it comes."""
        if identity:
            key = b"i" + identity.encode("utf-8", "surrogateescape")
        elif fields.get("at") is not None:
            key = hashlib.sha256(repr(sorted(fields.items())).encode()).digest()
        else:
            return False
        if key in self._known:
            return True
        while len(self._known) >= REPORTS_KNOWN_MAX:
            del self._known[next(iter(self._known))]
        self._known[key] = None
        return False

    def _lost(self, why: Message, since_s: float = 0.0) -> None:
        now = self._guard.now()
        self._is_seeing, self._why = False, why
        self._on_event(FeedLost(now, now, NAME, why, since=now - since_s if since_s else 0.0))
