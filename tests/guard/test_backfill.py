"""The guard finds in the switch's own records what passed while it did not see, and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from veilleur.config import load_text
from veilleur.detection import Watch
from veilleur.guard import backfill
from veilleur.guard.backfill import Backfill
from veilleur.journal import Journal
from veilleur.pbx.asterisk.files.past_calls import AsteriskPastCalls
from veilleur.words import events as ev
from veilleur.words.calls import Origin, Vantage
from veilleur.words.decisions import Decision

SETTINGS = load_text('[site]\nname = "Garage Martin"\nextensions = ["10X"]\n[judge]\nmode = "enforce"\n')
NIGHT = 1_795_212_000.0
LATVIA, ESTONIA = "0037129011000", "0037253001000"
LOST, BACK = 100.0, 400.0


class Site:
    """A watch, its journal and its switch's records; times are seconds after the beginning of the night."""

    def __init__(self, folder: Path, *, records: bool = True, is_written: bool | None = True) -> None:
        self.watch = Watch(SETTINGS.site, SETTINGS.numbering(), vantage=Vantage.ASKED)
        self.journal = Journal(folder / "journal.db")
        self.records = folder / "cdr-csv" / "Master.csv"
        self.records.parent.mkdir(exist_ok=True)
        self.seen: list[ev.Event] = []
        self.decided: list[Decision] = []
        self.time = NIGHT
        self.was_read = asyncio.Event()
        past_calls = AsteriskPastCalls(
            self.records if records else None, SETTINGS.site, is_written=lambda: is_written
        )
        self.gaps = Backfill(
            SETTINGS.site,
            SETTINGS.numbering(),
            self.watch,
            self.journal,
            past_calls,
            step=self.step,
            now=lambda: self.time,
        )

    def step(self, event: ev.Event) -> None:
        event = self.gaps.with_true_loss(event)
        self.time = max(self.time, event.seen_at)
        self.decided += self.watch.step(event)
        self.seen.append(event)
        if isinstance(event, ev.GapRead):
            self.was_read.set()
        self.journal.append_event(SETTINGS.site.name, event)

    def started(self, after_s: float, name: str, request: str, number: str = LATVIA) -> None:
        at = NIGHT + after_s
        self.step(ev.CallStarted(at, at, name, number, request, "104", Origin.EXTENSION))

    def ended(self, after_s: float, name: str) -> None:
        self.step(ev.CallEnded(NIGHT + after_s, NIGHT + after_s, name))

    def lost(self, after_s: float = LOST) -> None:
        self.step(ev.FeedLost(NIGHT + after_s, NIGHT + after_s, "asterisk", "gone", since=NIGHT + after_s))

    def back(self, after_s: float = BACK, *calls: ev.LiveCall) -> None:
        at = NIGHT + after_s
        self.step(ev.Snapshot(at, at, "asterisk", calls))
        event = ev.FeedRestored(at, at, "asterisk")
        self.step(event)
        self.gaps.came_back(event)

    def wrote(self, after_s: float, lasted_s: int, channel: str, number: str = LATVIA) -> None:
        """The switch writes a row: with the channel's unique id, or without any when it is ""."""
        start = NIGHT + after_s
        times = ",".join(
            f'"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S}"'
            for at in (start, start, start + lasted_s)
        )
        count = len(self.records.read_text().splitlines()) if self.records.exists() else 0
        unique = f',"{channel}",""' if channel else ""
        with self.records.open("a") as file:
            file.write(
                f'"","104","{number}","out","""104"" <104>","PJSIP/104-{count:08x}",'
                f'"PJSIP/carrier-{count:08x}",'
                f'"Dial","PJSIP/{number}@carrier,30",{times},{lasted_s},{lasted_s},"ANSWERED","DOCUMENTATION"'
                f"{unique}\n"
            )

    async def look(self, looks: int = 1) -> None:
        """Until the gap was read so many times."""
        wanted = len(self.of(ev.GapRead)) + looks
        running = asyncio.create_task(self.gaps.run())
        try:
            async with asyncio.timeout(30):
                while len(self.of(ev.GapRead)) < wanted:
                    self.was_read.clear()
                    await self.was_read.wait()
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running

    def of(self, kind: type[ev.Event]) -> list[ev.Event]:
        return [event for event in self.seen if isinstance(event, kind)]

    @property
    def found(self) -> list[float]:
        """When the calls began that were found."""
        return [round(event.at - NIGHT) for event in self.of(ev.CallRecorded)]

    @property
    def alerts(self) -> list[dict[str, str]]:
        reasons = [reason for one in self.decided for reason in one.reasons]
        return [dict(reason.values) for reason in reasons if reason.code == "unwatched_calls"]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backfill, "READ_AFTER_S", (0.0, 0.01, 0.02))


def channel(after_s: float, number: int) -> str:
    return f"{NIGHT + after_s:.0f}.{number}"


async def test_only_what_the_journal_does_not_know_is_found(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.started(50, "out-1", channel(50, 1))
    site.started(60, "out-2", channel(60, 2))
    site.started(61, "out-3", channel(61, 3))
    site.ended(90, "out-1")
    site.wrote(50, 40, channel(50, 1))  # seen from its start to its end
    site.lost()
    site.wrote(60, 90, channel(60, 2))  # seen to begin, it ended unseen
    site.wrote(120, 2, channel(120, 4))  # never seen
    site.wrote(130, 200, channel(130, 5), ESTONIA)  # never seen
    site.wrote(140, 2, channel(140, 6), "112")
    site.back(BACK, ev.LiveCall("out-3", LATVIA, "104", request=channel(61, 3)))
    site.ended(500, "out-3")
    site.wrote(61, 439, channel(61, 3))  # seen again alive

    await site.look()

    assert site.found == [120, 130, 140]
    assert [alert["calls"] for alert in site.alerts] == ["2"], "an emergency call is not counted"


async def test_a_channel_that_dials_twice_is_known_once(tmp_path: Path) -> None:
    """A caller with the company's dial tone: the first call was seen, the second was not."""
    site = Site(tmp_path)
    site.started(80, "out-1", channel(70, 1))
    site.ended(95, "out-1")
    site.lost(90)
    site.wrote(70, 30, channel(70, 1))
    site.wrote(101, 30, channel(70, 1))
    site.back()
    await site.look()
    assert site.found == [101]


@pytest.mark.parametrize("seen", [0, 1, 3])
async def test_without_unique_ids_calls_are_known_by_number_and_time_one_for_one(
    tmp_path: Path, seen: int
) -> None:
    site = Site(tmp_path)
    for number in range(seen):
        site.started(95 + number, f"out-{number}", channel(95 + number, number))
    site.lost()
    for number in range(4):
        site.wrote(95 + number, 60, "")
    site.back()
    await site.look()
    assert len(site.found) == 4 - seen


async def test_a_row_that_comes_late_is_found_and_nothing_is_found_twice(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.lost()
    site.wrote(120, 2, channel(120, 1))
    site.back()
    await site.look()
    site.wrote(130, 2, channel(130, 2))  # kept back by the switch
    site.back(BACK + 1)
    await site.look(3)
    assert site.found == [120, 130]
    assert [alert["calls"] for alert in site.alerts] == ["1", "1"]
    assert [event.is_final for event in site.of(ev.GapRead) if isinstance(event, ev.GapRead)][-1]
    site.lost(BACK + 10)
    site.back(BACK + 11)
    await site.look(3)
    assert site.found == [120, 130]


async def test_another_guard_knows_what_the_one_before_has_told(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.lost()
    site.wrote(120, 2, channel(120, 1))
    site.wrote(130, 2, channel(130, 2))
    site.back()
    await site.look()
    site.journal.close()
    again = Site(tmp_path)
    at = NIGHT + BACK + 5
    again.step(ev.GuardStarted(at, at, "test", last_sign_at=NIGHT + LOST))
    again.back(BACK + 6)
    await again.look(3)
    assert again.found == []


async def test_a_guard_that_stood_still_before_it_lost_the_feed_reads_from_there(tmp_path: Path) -> None:
    site = Site(tmp_path)
    for second in (48, 49, 50):
        site.gaps.alive(NIGHT + second)
    site.wrote(60, 5, channel(60, 1))  # frozen from 50 to 90
    site.gaps.alive(NIGHT + 90)
    site.lost(91)
    site.back()
    await site.look()
    assert site.found == [60]


@pytest.mark.parametrize(
    ("more", "why"),
    [({"records": False}, "cdr_file"), ({"is_written": False}, "cdr_csv is not loaded")],
)
async def test_what_cannot_be_read_is_told_as_unknown(
    tmp_path: Path, more: dict[str, bool], why: str
) -> None:
    site = Site(tmp_path, **more)
    site.lost()
    site.back()
    await site.look()
    (event,) = site.of(ev.GapRead)
    assert isinstance(event, ev.GapRead)
    assert why in event.why
    assert why in site.gaps.trouble()


async def test_records_that_hold_nothing_known_are_told_as_unknown(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.records.write_text("bread\nmilk\n")
    site.lost()
    site.back()
    await site.look()
    (event,) = site.of(ev.GapRead)
    assert isinstance(event, ev.GapRead)
    assert "no call records" in event.why


async def test_a_guard_that_is_stopped_at_the_moment_of_a_return_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backfill, "READ_AFTER_S", (60.0,))
    site = Site(tmp_path)
    reading = asyncio.create_task(site.gaps.run())
    site.gaps.came_back(ev.FeedRestored(NIGHT + BACK, NIGHT + BACK, "asterisk"))
    for _turn in range(5):
        await asyncio.sleep(0)  # it waits for its first reading now
    site.gaps.came_back(ev.FeedRestored(NIGHT + BACK + 1, NIGHT + BACK + 1, "asterisk"))
    reading.cancel()
    done, _pending = await asyncio.wait({reading}, timeout=60)
    assert done == {reading}
    site.journal.close()
