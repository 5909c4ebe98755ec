"""Time of the guard: money runs on it whatever the wall clock does, also over restarts."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from veilleur.config import JournalSection, Settings
from veilleur.detection.view import view, wall_ahead_s
from veilleur.guard import Guard
from veilleur.guard.clock import SystemClock
from veilleur.journal import JournalReader
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.words.events import CallAnswered, CallRequested, CallStarted, ClockStepped, GuardStarted, Tick
from veilleur.words.site import Hours, Site

NOON = 1_795_176_000.0  # Friday 20 November 2026, 13:00 in Paris
HOUR_S = 3_600.0


class Wall:
    """A machine whose wall clock and uptime the test sets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.wall, self.up = NOON, 1_000.0
        monkeypatch.setattr("veilleur.guard.clock.time.time", lambda: self.wall)
        monkeypatch.setattr("veilleur.guard.clock.uptime", lambda: self.up)

    def passes(self, seconds: float) -> None:
        self.wall += seconds
        self.up += seconds

    def starts_again(self, *, wall: float) -> None:
        self.wall, self.up = wall, 5.0


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    return Wall(monkeypatch)


def guard_on(folder: Path) -> Guard:
    settings = Settings(
        site=Site(name="G", hours=Hours(holidays="")),
        switches=(AsteriskSettings(port=1, agi_port=0),),
        journal=JournalSection(folder / "journal.db"),
    )
    return Guard(settings, clock=SystemClock())


async def begin(guard: Guard) -> None:
    """What a guard does at its start, without a PBX."""
    now = guard.clock.now()
    guard.receive(GuardStarted(now, now, "test"))
    guard._check_clock()


async def test_a_machine_that_starts_without_a_clock_counts_money_and_keeps_its_hours_in_the_end(
    tmp_path: Path, wall: Wall
) -> None:
    before = guard_on(tmp_path)
    await begin(before)
    before.receive(Tick(NOON, NOON))
    before.journal.close()
    wall.starts_again(wall=100.0)  # 1970

    guard = guard_on(tmp_path)
    assert guard.clock.now() >= NOON
    await begin(guard)
    now = guard.clock.now()
    guard.receive(CallRequested(now, now, "r1", "104", "000881612345678"))
    guard.receive(CallStarted(now, now, "c1", "000881612345678", "r1", "104"))
    guard.receive(CallAnswered(now, now, "c1"))
    wall.passes(120.0)
    (call,) = view(guard.watch, guard.clock.now()).calls
    assert call.cost > 0

    wall.wall = NOON + HOUR_S  # NTP answers at last
    guard._check_clock()
    assert view(guard.watch, guard.clock.now()).is_open
    guard.journal.close()


async def test_a_clock_set_before_a_restart_is_not_counted_twice_after_it(tmp_path: Path, wall: Wall) -> None:
    before = guard_on(tmp_path)
    await begin(before)
    wall.wall += 12 * HOUR_S
    before._check_clock()
    assert wall_ahead_s(before.watch) == pytest.approx(12 * HOUR_S)
    before.journal.close()
    wall.starts_again(wall=wall.wall + 60.0)

    guard = guard_on(tmp_path)
    await begin(guard)
    assert wall_ahead_s(guard.watch) == pytest.approx(guard.clock.wall() - guard.clock.now(), abs=1.0)
    guard.journal.close()


async def test_a_steady_clock_is_never_told_of(tmp_path: Path, wall: Wall) -> None:
    guard = guard_on(tmp_path)
    await begin(guard)
    for _ in range(50):
        wall.passes(1.0)
        guard._check_clock()
    guard.journal.close()
    await asyncio.sleep(0)
    events = [entry.event() for entry in JournalReader(tmp_path / "journal.db").entries(kind="event")]
    assert not [event for event in events if isinstance(event, ClockStepped)]
