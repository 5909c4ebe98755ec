"""A guard of an old PABX that only prints its calls: it sees, alarms and keeps the proof."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from veilleur.config import load_text
from veilleur.guard import Guard
from veilleur.guard.running_status import status_of
from veilleur.pbx.registry import sections
from veilleur.words.calls import Origin, Vantage
from veilleur.words.decisions import Decision, DecisionKind
from veilleur.words.errors import ConfigError
from veilleur.words.events import CallRecorded, Event, FeedRestored

PATIENCE_S = 60.0
PARIS = ZoneInfo("Europe/Paris")
SMDR = """
[site]
name = "Garage Martin"
[smdr]
way = "file"
file = "printer.txt"
format = "alcatel-oxo"
[judge]
mode = "enforce"
[journal]
file = "journal.db"
"""


def line(day: int, minute: int, number: str, mark: str = "") -> str:
    return f"A101  --> N01 {day:02}/11/26 03:{minute:02} 00:30:00   310 ST {mark:<7} {number}\r\n"


class Seen:
    """What a guard reported, and a way to wait for it."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.decisions: list[Decision] = []
        self._more = asyncio.Event()

    def listen(self, event: Event, decided: list[Decision]) -> None:
        self.events.append(event)
        self.decisions.extend(decided)
        self._more.set()

    @property
    def records(self) -> list[CallRecorded]:
        return [event for event in self.events if isinstance(event, CallRecorded)]

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not holds():
                self._more.clear()
                await self._more.wait()


@asynccontextmanager
async def guarding(folder: Path) -> AsyncIterator[tuple[Guard, Seen]]:
    seen = Seen()
    guard = Guard(load_text(SMDR, folder / "veilleur.toml", sections()), listener=seen.listen)
    task = asyncio.create_task(guard.run())
    try:
        yield guard, seen
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_a_night_of_forwarded_calls_on_an_old_pabx_is_alarmed_and_kept(tmp_path: Path) -> None:
    capture = tmp_path / "printer.txt"
    capture.write_text("".join(line(21, minute, f"00022155500{minute:04}", "R") for minute in range(12)))
    async with guarding(tmp_path) as (guard, seen):
        await seen.until(lambda: len(seen.records) == 12)
        await seen.until(lambda: any(one.kind is DecisionKind.ALERT for one in seen.decisions))
        status = status_of(guard)
    assert {event.origin for event in seen.records} == {Origin.FORWARD}
    assert seen.records[0].at == datetime(2026, 11, 21, 3, 0, tzinfo=PARIS).timestamp()
    assert any(isinstance(event, FeedRestored) and event.feed == "smdr" for event in seen.events)
    assert guard.vantage is Vantage.RECORDS
    assert status["feeds"][0]["feed"] == "smdr"
    # A second guard goes on where the first one ended: what was reported is not reported again.
    with capture.open("a") as printing:
        printing.write(line(22, 1, "000221555009999"))
    async with guarding(tmp_path) as (_, again):
        await again.until(lambda: bool(again.records))
    assert [event.number for event in again.records] == ["000221555009999"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[smdr]\nway = "client"', "needs port"),
        ('[smdr]\nway = "file"', "needs file"),
        ('[smdr]\nway = "pigeon"', "way"),
        ('[smdr]\nway = "serial"\ndevice = "/dev/ttyS9"\nparity = "M"', "parity"),
    ],
)
def test_what_is_missing_or_wrong_is_said_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        load_text(text, tmp_path / "veilleur.toml", sections())


def test_two_pbxs_in_one_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="one PBX"):
        Guard(load_text(SMDR + '[asterisk]\nhost = "127.0.0.1"\n', tmp_path / "veilleur.toml", sections()))
