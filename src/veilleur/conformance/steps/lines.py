"""Steps of the line between switch and guard: lost, found, nonsense, flood, restart, faults of ours."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from veilleur.conformance.made_switch import ABROAD, EMERGENCY, NATIONAL, OTHER_ABROAD, Ability
from veilleur.conformance.stage import CLOSED, Stage
from veilleur.conformance.step import of_area, require
from veilleur.detection import Watch
from veilleur.words.decisions import Decision, DecisionKind
from veilleur.words.events import (
    CallAnswered,
    CallEnded,
    CallRequested,
    CallStarted,
    Event,
    FeedLost,
    FeedRestored,
    Snapshot,
)

FLOOD = 300
SLOW_S = 0.2
steps = of_area("Line", [Ability.SNAPSHOT])
restarts = of_area("Restart", [Ability.SNAPSHOT])
faults = of_area("Faults of ours, and the fail policy", [Ability.ASKS])
flood = of_area("Flood", [Ability.LIVE])


async def _lost(stage: Stage) -> None:
    lost = len(stage.of(FeedLost))
    await stage.made.loses_line()
    await stage.sees(FeedLost, count=lost + 1)
    await stage.until(lambda: not stage.seeing & stage.made.feeds, "a feed sees without its line")


async def _found(stage: Stage) -> None:
    seen = len(stage.of(FeedRestored))
    await stage.made.finds_line()
    await stage.sees(FeedRestored, count=seen + 1)
    await stage.until(lambda: stage.seeing >= stage.made.feeds, "a feed does not see again")


@steps.step()
async def seen_after_list(stage: Stage) -> None:
    """The switch is taken to be seen once it has named its calls."""
    feed = (await stage.sees(Snapshot)).feed
    said = [one for one in stage.events if isinstance(one, Snapshot | FeedRestored) and one.feed == feed]
    kinds = [type(one) for one in said]
    require(kinds[:2] == [Snapshot, FeedRestored], f"the order is {[one.__name__ for one in kinds]}")


@steps.step()
async def line_lost(stage: Stage) -> None:
    """A lost line is said, and a found one too."""
    await _lost(stage)
    await _found(stage)


@steps.step(Ability.ASKS_WITHOUT_FEED)
async def blind_is_careful(stage: Stage) -> None:
    """While calls are not seen, risky ones are refused and emergency and national ones allowed."""
    await _lost(stage)
    require(await stage.made.asks("q1", ABROAD) != "allow", "abroad is allowed")
    require(await stage.made.asks("q2", EMERGENCY) == "allow", "an emergency is not")
    require(await stage.made.asks("q3", NATIONAL) == "allow", "a national call is not")


@steps.step(Ability.LIVE)
async def call_goes_on(stage: Stage) -> None:
    """A call that runs while the line is lost is one call before and after."""
    await stage.dials("c1", ABROAD)
    await stage.sees(CallStarted, "c1")
    await _lost(stage)
    await _found(stage)
    require(stage.running == {stage.made.name("c1")}, f"{stage.running} run")


@steps.step(Ability.LIVE)
async def call_ended_unseen(stage: Stage) -> None:
    """A call that ended while the line was lost is closed."""
    await stage.dials("c1", ABROAD)
    await stage.made.is_answered("c1")
    await stage.sees(CallAnswered, "c1")
    await _lost(stage)
    await stage.made.ends("c1")
    await _found(stage)
    require(not stage.running and not stage.money_runs, "a ghost is left")


@steps.step(Ability.LIVE)
async def call_begun_unseen(stage: Stage) -> None:
    """A call that began while the line was lost is adopted and priced."""
    await _lost(stage)
    await stage.made.begins("c1", ABROAD)
    await stage.made.is_answered("c1")
    await _found(stage)
    require(stage.running == {stage.made.name("c1")} and stage.money_runs, "it is not known")


@steps.step(Ability.LIVE, Ability.CUTS, limit=CLOSED, mode="enforce")
async def cut_after_line(stage: Stage) -> None:
    """A call beyond the limit that began unseen is cut when the line is there again."""
    await _lost(stage)
    await stage.made.begins("c1", ABROAD)
    await stage.made.is_answered("c1")
    await stage.made.finds_line()
    await stage.decides(DecisionKind.CUT, "c1")
    await stage.until(lambda: not stage.running, "it runs on")


@steps.step()
async def nonsense(stage: Stage) -> None:
    """Nonsense ends no watch: the switch is seen afterwards."""
    await stage.made.talks_nonsense()
    await _lost(stage)
    await _found(stage)


@steps.step()
async def lost_often(stage: Stage) -> None:
    """A line that is lost three times is found three times."""
    for _turn in range(3):
        await _lost(stage)
        await _found(stage)


# --- restart of the guard ---


@restarts.step(Ability.LIVE)
async def restart_keeps_call(stage: Stage) -> None:
    """A call that runs over a restart is one call."""
    await stage.dials("c1", ABROAD)
    await stage.made.is_answered("c1")
    await stage.sees(CallAnswered, "c1")
    await stage.end()
    await stage.begin()
    require(stage.running == {stage.made.name("c1")} and stage.money_runs, f"{stage.running} run")


@restarts.step(Ability.LIVE)
async def restart_closes_call(stage: Stage) -> None:
    """A call that ended during a restart is closed."""
    await stage.dials("c1", ABROAD)
    await stage.sees(CallStarted, "c1")
    await stage.end()
    await stage.made.ends("c1")
    await stage.begin()
    require(not stage.running and not stage.money_runs, "a ghost is left")


@restarts.step(Ability.ASKS, limit=CLOSED, mode="enforce")
async def restart_keeps_limit(stage: Stage) -> None:
    """What was refused before a restart is refused after it."""
    require(await stage.made.asks("q1", ABROAD) != "allow", "it is allowed before")
    await stage.end()
    await stage.begin()
    require(await stage.made.asks("q2", ABROAD) != "allow", "it is allowed after")


@restarts.step(Ability.ASKS)
async def restart_keeps_answer(stage: Stage) -> None:
    """A question that was answered is answered the same after a restart, and money is held once."""
    require(await stage.made.asks("q1", ABROAD) == "allow", "it is not allowed before")
    await stage.end()
    await stage.begin()
    require(await stage.made.asks("q1", ABROAD) == "allow", "it is not allowed after")
    require(len(stage.guard.watch.rooms.ledger.accounts) <= 1, "money is held twice")


# --- faults of ours ---


class _SlowWatch:
    """A watch that takes its time over every question, and lets nothing else go on meanwhile."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def __getattr__(self, name: str) -> Any:
        return getattr(self._watch, name)

    def step(self, event: Event) -> list[Decision]:
        """Slow on a question, as while a disk hangs."""
        if isinstance(event, CallRequested):
            time.sleep(SLOW_S)
        return self._watch.step(event)


class _FailingWatch:
    """A watch that fails on every question, and is else the one it stands for."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def __getattr__(self, name: str) -> Any:
        return getattr(self._watch, name)

    def step(self, event: Event) -> list[Decision]:
        """Fails on a question."""
        if isinstance(event, CallRequested):
            raise RuntimeError("of the step")
        return self._watch.step(event)


def _breaks(stage: Stage) -> None:
    stage.guard.watch = _FailingWatch(stage.guard.watch)  # type: ignore[assignment]


@faults.step()
async def fault_emergency(stage: Stage) -> None:
    """When the watch itself fails, an emergency call is allowed."""
    _breaks(stage)
    require(await stage.made.asks("q1", EMERGENCY) == "allow", "it is not")


@faults.step()
async def fault_national(stage: Stage) -> None:
    """When the watch itself fails, a national call is allowed."""
    _breaks(stage)
    require(await stage.made.asks("q1", NATIONAL) == "allow", "it is not")


@faults.step()
async def fault_abroad(stage: Stage) -> None:
    """When the watch itself fails, a call abroad is not."""
    _breaks(stage)
    require(await stage.made.asks("q1", ABROAD) != "allow", "it is")


@faults.step()
async def fault_passes(stage: Stage) -> None:
    """A fault on one question harms no other."""
    sound = stage.guard.watch
    _breaks(stage)
    require(await stage.made.asks("q1", ABROAD) != "allow", "it is allowed")
    stage.guard.watch = sound
    require(await stage.made.asks("q2", OTHER_ABROAD) == "allow", "the next one is not answered")


@faults.step()
async def guard_is_slow(stage: Stage) -> None:
    """A guard that is slow answers each question right, and sees afterwards."""
    stage.guard.watch = _SlowWatch(stage.guard.watch)  # type: ignore[assignment]
    words = [await stage.made.asks(f"q{i}", number) for i, number in enumerate((ABROAD, EMERGENCY, NATIONAL))]
    require(words == ["allow"] * 3, f"the answers are {words}")
    await stage.until(lambda: bool(stage.seeing) and stage.seeing >= stage.made.feeds, "it sees no more")


@faults.step()
async def guard_gone(stage: Stage) -> None:
    """With the guard gone nobody answers: the switch's own rule decides."""
    await stage.end()
    require(await stage.made.asks("q1", ABROAD) == "", "somebody answers")


@faults.step()
async def guard_back(stage: Stage) -> None:
    """A guard that is back answers again."""
    await stage.end()
    await stage.begin()
    require(await stage.made.asks("q1", EMERGENCY) == "allow", "it does not")


# --- flood ---


@flood.step()
async def flood_of_calls(stage: Stage) -> None:
    """Three hundred calls as fast as they go are all seen and all over."""
    for i in range(FLOOD):
        await stage.made.begins(f"f{i}", NATIONAL)
        await stage.made.ends(f"f{i}")
    await stage.sees(CallEnded, f"f{FLOOD - 1}")
    require(len(stage.of(CallStarted)) == FLOOD, f"{len(stage.of(CallStarted))} were seen")
    require(not stage.running, "something is left")


@flood.step(Ability.ASKS)
async def flood_and_emergency(stage: Stage) -> None:
    """An emergency call is answered in the middle of a flood."""
    reporting = asyncio.create_task(_reports(stage))
    word = await stage.made.asks("e1", EMERGENCY)
    await reporting
    require(word == "allow", f"it is answered {word!r}")


async def _reports(stage: Stage) -> None:
    for i in range(FLOOD):
        await stage.made.begins(f"f{i}", NATIONAL)
