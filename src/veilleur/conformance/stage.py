"""A real guard before a made switch, for one step: what it saw, what it decided, and how to wait for it.

In: a made switch and limits. Out: events and decisions. Pitfall: nothing here sleeps; who waits for nothing
to happen lets something else happen behind it, and looks then.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from veilleur.config import load
from veilleur.conformance.made_switch import Ability, MadeSwitch
from veilleur.guard import Guard
from veilleur.pbx import registry
from veilleur.words.decisions import Decision, DecisionKind
from veilleur.words.events import Event, FeedLost, FeedRestored

HAPPENS_WITHIN_S = 15.0
CONFIG = """
[site]
name = "Essai"
extensions = ["1XX"]
outside_line = ""
[hours]
always = true
[judge]
mode = "{mode}"
[limits]
closed_hours_eur = {limit}
day_eur = {limit}
month_eur = {limit}
"""
WIDE, CLOSED = 1000, 0  # euros


class StepFailedError(Exception):
    """What a step found not to hold."""


class Stage:
    """One guard and its made switch."""

    def __init__(self, made: MadeSwitch, folder: Path) -> None:
        self.made, self.folder = made, folder
        self.events: list[Event] = []
        self.decisions: list[Decision] = []
        self.seeing: set[str] = set()  # feeds
        self.guard: Guard
        self._watching: asyncio.Task[None] | None = None
        self._new = asyncio.Event()

    async def begin(self) -> None:
        """Start the guard, and let the switch meet it."""
        self.guard = Guard(
            load(self.folder / "veilleur.toml", registry.sections()),
            listener=self._listen,
            say=lambda _text: None,
        )
        before = len(self.events)
        self.seeing = set[str]()
        self._watching = asyncio.create_task(self.guard.run())
        await self.until(
            lambda: any(isinstance(one, FeedLost | FeedRestored) for one in self.events[before:]),
            "the guard never said whether it sees",
        )
        await self.made.meets(self.guard.questions_port)

        await self.until(
            lambda: bool(self.seeing) and self.seeing >= self.made.feeds, "the switch is never seen"
        )

    async def end(self) -> None:
        """Stop the guard, as its service manager does."""
        if self._watching is not None:
            self._watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watching
            self._watching = None

    async def until(self, is_true: Callable[[], bool], why: str) -> None:
        """Wait for something to be true.

        Raises:
            StepFailedError: when it does not come to be.
        """
        assert self._watching is None or not self._watching.done(), "the guard has ended"
        try:
            async with asyncio.timeout(HAPPENS_WITHIN_S):
                while not is_true():
                    self._new.clear()
                    await self._new.wait()
        except TimeoutError:
            raise StepFailedError(why) from None

    async def dials(self, call: str, number: str) -> None:
        """A call that leaves as it should: asked about first, where the adapter asks."""
        if Ability.ASKS in self.made.abilities:
            await self.made.asks(call, number)
        await self.made.begins(call, number)

    def of(self, kind: type[Any], call: str = "") -> list[Any]:
        """The events of a kind, of one call where one is named."""
        name = self.made.name(call) if call else ""
        found = [event for event in self.events if isinstance(event, kind)]
        return [event for event in found if not name or getattr(event, "call", "") == name]

    async def sees(self, kind: type[Any], call: str = "", count: int = 1) -> Any:
        """The event, once it came so often."""
        await self.until(
            lambda: len(self.of(kind, call)) >= count,
            f"{kind.__name__} of {call or 'the switch'} is not seen",
        )
        return self.of(kind, call)[count - 1]

    def decided(self, kind: DecisionKind, call: str = "") -> list[Decision]:
        """The decisions of a kind, about one call where one is named."""
        name = self.made.name(call) if call else ""
        return [one for one in self.decisions if one.kind is kind and (not name or one.target == name)]

    async def decides(self, kind: DecisionKind, call: str = "", count: int = 1) -> None:
        """Wait for a decision."""
        await self.until(
            lambda: len(self.decided(kind, call)) >= count, f"no {kind.value} of {call or 'anything'}"
        )

    @property
    def running(self) -> set[str]:
        """The calls that the watch takes to be alive."""
        return set(self.guard.watch.rooms.calls.alive)

    @property
    def money_runs(self) -> bool:
        """Whether the ledger holds any call or permit."""
        return bool(self.guard.watch.rooms.ledger.accounts)

    def _listen(self, event: Event, decisions: list[Decision]) -> None:
        self.events.append(event)
        self.decisions += decisions
        if isinstance(event, FeedRestored):
            self.seeing.add(event.feed)
        elif isinstance(event, FeedLost):
            self.seeing.discard(event.feed)
        self._new.set()


@asynccontextmanager
async def staged(made: MadeSwitch, folder: Path, limit: int, mode: str) -> AsyncIterator[Stage]:
    """A guard that sees the made switch. folder: is there. limit: euros that each limit lets be spent."""
    await made.start()
    stage = Stage(made, folder)
    try:
        text = CONFIG.format(mode=mode, limit=limit) + made.section(folder)
        (folder / "veilleur.toml").write_text(text, "utf-8")
        await stage.begin()
        yield stage
    finally:
        await stage.end()
        await made.stop()
