"""Live parts: rendered once for all, everything at the beginning, then what has changed."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from veilleur.web.watch.stream import hub as module
from veilleur.web.watch.stream.hub import Hub, Render, TooManyError, View

FRENCH, ENGLISH = View("fr", "owner"), View("en", "owner")


class World:
    """What is looked at, and how often it was looked at and rendered."""

    def __init__(self) -> None:
        self.calls, self.looks, self.renders = 0, 0, 0
        self.is_broken = False

    async def look(self) -> Render:
        self.looks += 1
        if self.is_broken:
            raise RuntimeError
        calls = self.calls

        def render(view: View) -> dict[str, str]:
            self.renders += 1
            return {"calls": f"{calls} {view.language}", "money": "1"}

        return render


def parts(event: str) -> dict[str, Any]:
    assert event.startswith("data: ")
    assert event.endswith("\n\n")
    found: dict[str, Any] = json.loads(event[6:])["parts"]
    return found


@pytest.fixture
def world() -> World:
    return World()


def streamed(world: World, view: View = FRENCH) -> tuple[Hub, AsyncIterator[str]]:
    hub = Hub(world.look, lambda: 1.0, tick_s=0.001)
    return hub, hub.stream(view, lambda: False)


async def test_a_reader_gets_everything_and_then_what_changes(world: World) -> None:
    _hub, events = streamed(world)
    assert parts(await anext(events)) == {"calls": "0 fr", "money": "1"}
    world.calls = 3
    assert parts(await anext(events)) == {"calls": "3 fr"}
    await events.aclose()  # type: ignore[attr-defined]


async def test_many_readers_cost_one_look_and_one_rendering_each_view(world: World) -> None:
    hub = Hub(world.look, lambda: 1.0, tick_s=1_000.0)
    streams = [hub.stream(view, lambda: False) for view in (FRENCH, ENGLISH) * 50]
    for events in streams:
        await anext(events)
    assert (world.looks, world.renders, hub.readers) == (1, 2, 100)
    for events in streams:
        await events.aclose()  # type: ignore[attr-defined]
    assert hub.readers == 0


async def test_nobody_looks_when_nobody_reads(world: World) -> None:
    hub, events = streamed(world)
    await anext(events)
    await events.aclose()  # type: ignore[attr-defined]
    assert hub._ticking is None


async def test_a_stream_ends_with_its_session(world: World) -> None:
    hub = Hub(world.look, lambda: 1.0, tick_s=0.001)
    is_over = False
    events = hub.stream(FRENCH, lambda: is_over)
    await anext(events)
    is_over = True
    assert await anext(events) == "event: over\ndata: \n\n"
    with pytest.raises(StopAsyncIteration):
        await anext(events)


async def test_a_sign_of_life_comes_though_nothing_changes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ALIVE_EVERY_S", 0.0)
    _hub, events = streamed(world)
    await anext(events)
    assert parts(await anext(events)) == {}
    await events.aclose()  # type: ignore[attr-defined]


async def test_too_many_readers_are_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LIVE_PAGES_MAX", 1)
    hub, events = streamed(world)
    await anext(events)
    with pytest.raises(TooManyError):
        await anext(hub.stream(FRENCH, lambda: False))
    await events.aclose()  # type: ignore[attr-defined]


async def test_what_cannot_be_looked_at_sends_no_sign_of_life(world: World) -> None:
    _hub, events = streamed(world)
    await anext(events)
    world.is_broken = True
    import asyncio

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await anext(events)
