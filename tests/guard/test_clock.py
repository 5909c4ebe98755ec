"""Time of the guard: money runs on it whatever the wall clock does, also over restarts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
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


def test_a_suspend_counts_as_time_that_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A paused machine stands still for CLOCK_MONOTONIC; what passed meanwhile was not watched."""
    reads = {time.CLOCK_BOOTTIME: 5_000.0, time.CLOCK_MONOTONIC: 1_000.0}
    monkeypatch.setattr("veilleur.guard.clock.time.clock_gettime", reads.__getitem__)
    monkeypatch.setattr("veilleur.guard.clock.time.monotonic", lambda: reads[time.CLOCK_MONOTONIC])
    clock = SystemClock()
    before = clock.now()
    reads[time.CLOCK_BOOTTIME] += HOUR_S
    reads[time.CLOCK_MONOTONIC] += 1.0
    assert clock.now() - before == HOUR_S


def guard_on(
    folder: Path,
    say: Callable[[str], None] | None = None,
    send_head: Callable[[str], None] = lambda _line: None,
) -> Guard:
    settings = Settings(
        site=Site(name="G", hours=Hours(holidays="")),
        switches=(AsteriskSettings(port=1, agi_port=0),),
        journal=JournalSection(folder / "journal.db"),
    )
    return Guard(settings, clock=SystemClock(), say=say, send_head=send_head)


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


YEAR_S = 365 * 86_400.0


def personal_parts(folder: Path) -> int:
    reader = JournalReader(folder / "journal.db")
    try:
        return sum(1 for entry in reader.entries(kind="event") if entry.data.get("number"))
    finally:
        reader.close()


async def live_a_day(folder: Path, wall: Wall) -> None:
    """A start, one call, and a second of upkeep."""
    guard = guard_on(folder)
    await begin(guard)
    now = guard.clock.now()
    guard.receive(CallRequested(now, now, f"r{now}", "104", "0037129990000"))
    wall.passes(1.0)
    guard._look_after_the_journal(guard.clock.now())
    wall.passes(1.0)
    await guard._stop()


@pytest.mark.parametrize("years", [2, 10, -5])
async def test_a_start_with_a_clock_that_is_years_off_deletes_no_proof_and_says_so(
    tmp_path: Path, wall: Wall, years: int
) -> None:
    await live_a_day(tmp_path, wall)
    wall.starts_again(wall=wall.wall + years * YEAR_S)
    said: list[str] = []
    guard = guard_on(tmp_path, said.append)
    await begin(guard)
    guard._look_after_the_journal(guard.clock.now() + 1.0)
    await guard._stop()
    assert personal_parts(tmp_path) == 1
    assert any("clock" in sentence for sentence in said)


async def test_the_guard_returns_to_the_true_time_and_knows_what_it_learned_before(
    tmp_path: Path, wall: Wall
) -> None:
    await live_a_day(tmp_path, wall)
    true_time = wall.wall
    wall.starts_again(wall=true_time + 2 * YEAR_S)
    await live_a_day(tmp_path, wall)
    wall.starts_again(wall=true_time + 60.0)
    await live_a_day(tmp_path, wall)
    wall.starts_again(wall=true_time + 120.0)

    said: list[str] = []
    guard = guard_on(tmp_path, said.append)
    assert guard.clock.now() == pytest.approx(true_time + 120.0, abs=5.0)
    assert guard._last_sign_at == pytest.approx(true_time + 62.0, abs=5.0)
    assert said == []
    await guard._stop()
    notes = [entry.data["note"] for entry in JournalReader(tmp_path / "journal.db").entries(kind="note")]
    assert notes.count("clock_was_ahead") == 1


async def test_a_machine_without_a_clock_does_not_call_its_journal_wrong(tmp_path: Path, wall: Wall) -> None:
    await live_a_day(tmp_path, wall)
    end = wall.wall
    wall.starts_again(wall=end - 200 * 86_400.0)
    said: list[str] = []
    guard = guard_on(tmp_path, said.append)
    assert guard.clock.now() >= end - 1.0
    assert any("behind" in sentence for sentence in said)
    await guard._stop()


async def test_a_person_who_confirms_the_clock_lets_retention_go_on(tmp_path: Path, wall: Wall) -> None:
    await live_a_day(tmp_path, wall)
    wall.starts_again(wall=wall.wall + 2 * YEAR_S)
    guard = guard_on(tmp_path)
    await begin(guard)
    assert guard.journal_care.held_days == 730
    assert guard.journal_care.confirm_clock(guard.journal, guard.clock.now(), "martin")
    guard._look_after_the_journal(guard.clock.now() + 1.0)
    await guard._stop()
    assert personal_parts(tmp_path) == 0


async def test_each_alert_lets_the_journals_head_leave_the_house(tmp_path: Path, wall: Wall) -> None:
    lines: list[str] = []
    guard = guard_on(tmp_path, send_head=lines.append)
    await begin(guard)
    guard.journal_care.alerted(guard.journal, guard.clock.now())
    guard.journal_care.alerted(guard.journal, guard.clock.now() + 1.0)  # one a minute at most
    await asyncio.get_running_loop().shutdown_default_executor()
    (line,) = lines
    assert line.startswith("veilleur: journal head ")
    assert line.endswith("journal.db)")
    guard.journal.close()
