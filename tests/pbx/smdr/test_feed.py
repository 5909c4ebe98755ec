"""One old PABX, live: every record once, through lost lines, rotated files and killed guards."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from veilleur.pbx.smdr import sources
from veilleur.pbx.smdr.daily_budget import DailyBudget
from veilleur.pbx.smdr.feed import SmdrFeed
from veilleur.pbx.smdr.settings import SmdrSettings, Way
from veilleur.pbx.smdr.sources import TcpListener
from veilleur.pbx.smdr.spool import Spool
from veilleur.words.errors import InputError
from veilleur.words.events import CallRecorded, Event, FeedLost, FeedRestored
from veilleur.words.site import Site

PATIENCE_S = 60.0
MOST_A_LIFETIME = 300
RECORDER = Path(__file__).with_name("recorder.py")


def record(number: int) -> bytes:
    """One line of an OmniPCX Office; the number distinguishes the calls."""
    when = f"03/06/26 10:{number % 60:02} 00:02:00"
    return f"A101  --> N01 {when}     4 ST         00021655500{number:04}\r\n".encode()


class Watched:
    """A running feed and what it gave."""

    def __init__(self, feed: SmdrFeed) -> None:
        self.feed = feed
        self.events: list[Event] = []
        self._something = asyncio.Event()

    def take(self, event: Event) -> None:
        self.events.append(event)
        self._something.set()

    @property
    def numbers(self) -> list[str]:
        return [event.number[-4:] for event in self.events if isinstance(event, CallRecorded)]

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not holds():
                self._something.clear()
                if not holds():
                    await self._something.wait()


@asynccontextmanager
async def running(settings: SmdrSettings) -> AsyncIterator[Watched]:
    watched = Watched(SmdrFeed(settings, Site(), time.time, lambda: 0.0))
    task = asyncio.create_task(watched.feed.run(watched.take))
    try:
        yield watched
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_a_pabx_that_is_connected_to_gives_its_calls_and_its_loss_is_told(tmp_path: Path) -> None:
    async def pabx(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        greeted.append(await reader.readline())
        first = len(greeted) == 1
        # The first time the line is lost within the third record; the rest of it comes later.
        data = record(1) + record(2) + record(3)[:30] if first else record(3)[30:] + record(4)
        for at in range(0, len(data), 7):
            writer.write(data[at : at + 7])
            await writer.drain()
        if first:
            writer.close()

    greeted: list[bytes] = []
    server = await asyncio.start_server(pabx, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    settings = SmdrSettings(
        Way.CLIENT, str(tmp_path), port=port, login=("SMDR {secret}",), secret="for-the-test"
    )
    async with server, running(settings) as watched:
        await watched.until(lambda: len(watched.numbers) == 4)
        assert watched.numbers == ["0001", "0002", "0003", "0004"]
        assert watched.feed.format_name == "alcatel-oxo"
        kinds = [type(event) for event in watched.events if not isinstance(event, CallRecorded)]
        assert kinds == [FeedRestored, FeedLost, FeedRestored]
    assert greeted[0] == b"SMDR for-the-test\r\n"


async def test_a_pabx_may_connect_to_us_and_strangers_may_not(tmp_path: Path) -> None:
    async with running(SmdrSettings(Way.LISTEN, str(tmp_path), format_name="alcatel-oxo")) as watched:
        await watched.until(lambda: bool(watched.events))
        source = watched.feed.source
        assert isinstance(source, TcpListener)
        for number in (1, 2):
            _, writer = await asyncio.open_connection("127.0.0.1", source.port)
            writer.write(record(number))
            await writer.drain()
            writer.close()
        await watched.until(lambda: sorted(watched.numbers) == ["0001", "0002"])
    stranger = SmdrSettings(Way.LISTEN, str(tmp_path / "other"), peers=("192.0.2.1",))
    async with running(stranger) as watched:
        await watched.until(lambda: bool(watched.events))
        source = watched.feed.source
        assert isinstance(source, TcpListener)
        reader, writer = await asyncio.open_connection("127.0.0.1", source.port)
        assert await reader.read() == b""
        writer.close()


async def test_a_stranger_who_connects_and_says_nothing_keeps_no_pabx_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "GIVE_WAY_S", 0.05)
    async with running(SmdrSettings(Way.LISTEN, str(tmp_path), format_name="alcatel-oxo")) as watched:
        await watched.until(lambda: bool(watched.events))
        source = watched.feed.source
        assert isinstance(source, TcpListener)
        silent = [await asyncio.open_connection("127.0.0.1", source.port) for _number in range(3)]
        _, pabx = await asyncio.open_connection("127.0.0.1", source.port)
        pabx.write(record(1))
        await pabx.drain()
        await watched.until(lambda: watched.numbers == ["0001"])
        # Nobody waits now, so the PABX may be silent for as long as it likes.
        await asyncio.sleep(0.2)
        pabx.write(record(2))
        await pabx.drain()
        await watched.until(lambda: watched.numbers == ["0001", "0002"])
        for _reader, writer in (*silent, (None, pabx)):
            writer.close()


async def test_a_serial_line_gives_its_calls(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    settings = SmdrSettings(Way.SERIAL, str(tmp_path), device=os.ttyname(theirs), format_name="alcatel-oxo")
    async with running(settings) as watched:
        await watched.until(lambda: bool(watched.events))
        os.write(ours, record(1) + record(2)[:20])
        await watched.until(lambda: watched.numbers == ["0001"])
        os.write(ours, record(2)[20:])
        await watched.until(lambda: watched.numbers == ["0001", "0002"])
    os.close(ours)
    os.close(theirs)


async def test_a_capture_file_is_followed_through_rotation_and_truncation(tmp_path: Path) -> None:
    capture = tmp_path / "printer.txt"
    capture.write_bytes(record(1) + record(2))
    settings = SmdrSettings(Way.FILE, str(tmp_path / "spool"), file=str(capture))
    async with running(settings) as watched:
        await watched.until(lambda: len(watched.numbers) == 2)
        with capture.open("ab") as writing:
            writing.write(record(3))
        await watched.until(lambda: len(watched.numbers) == 3)
        capture.rename(tmp_path / "printer.txt.1")
        capture.write_bytes(record(4))
        await watched.until(lambda: len(watched.numbers) == 4)
        capture.write_bytes(b"")
        capture.write_bytes(record(5)[:40])
        with capture.open("ab") as writing:
            writing.write(record(5)[40:])
        await watched.until(lambda: len(watched.numbers) == 5)
    assert watched.numbers == ["0001", "0002", "0003", "0004", "0005"]
    async with running(settings) as again:
        with capture.open("ab") as writing:
            writing.write(record(6))
        await again.until(lambda: bool(again.numbers))
        assert again.numbers == ["0006"]


async def test_a_record_that_waits_for_its_second_line_is_given_when_nothing_comes(tmp_path: Path) -> None:
    capture = tmp_path / "strata.txt"
    line = "N 001 00     DN1234    T00100100 06/03 10:02:00 00:02:00.0 00216555000101\r\n"
    capture.write_text(line + line.replace("0101", "0102"))
    settings = SmdrSettings(Way.FILE, str(tmp_path / "spool"), file=str(capture))
    async with running(settings) as watched:
        await watched.until(lambda: len(watched.numbers) == 2)
    assert watched.numbers == ["0101", "0102"]


async def test_a_line_that_is_no_record_is_kept_and_told(tmp_path: Path) -> None:
    capture = tmp_path / "printer.txt"
    capture.write_bytes(record(1) + b"A101 --> N01 03/06/26 what\r\n" + record(2) + record(3))
    settings = SmdrSettings(Way.FILE, str(tmp_path / "spool"), file=str(capture), format_name="alcatel-oxo")
    async with running(settings) as watched:
        await watched.until(lambda: len(watched.numbers) == 3)
        assert watched.feed.counts == {"read": 3, "rejected": 1}
        assert "what" in watched.feed.rejected[0].raw


def test_bytes_are_on_disk_before_anything_is_made_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = Spool(tmp_path)
    synced: list[bytes] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").resolve().read_bytes())
        real(descriptor)

    monkeypatch.setattr("veilleur.pbx.smdr.spool.os.fsync", fsync)
    spool.keep(record(1))
    assert synced == [record(1)]
    spool.close()


async def test_a_flood_fills_no_disk_and_is_over_at_midnight(tmp_path: Path) -> None:
    now = [1_800_000_000.0]
    capture = tmp_path / "capture"
    capture.write_bytes(record(1) + record(2))
    settings = SmdrSettings(way=Way.FILE, file=str(capture), spool=str(tmp_path / "spool"))
    watched = Watched(SmdrFeed(settings, Site(), lambda: now[0], lambda: 0.0))
    watched.feed._budget = DailyBudget(4_000)
    task = asyncio.create_task(watched.feed.run(watched.take))
    await watched.until(lambda: watched.numbers == ["0001", "0002"])
    with capture.open("ab") as file:
        file.write(b"x" * 50_000 + b"\n")
    await watched.until(lambda: any(isinstance(one, FeedLost) for one in watched.events))
    assert sum(path.stat().st_size for path in (tmp_path / "spool").iterdir()) < 10_000
    now[0] += 86_400.0
    with capture.open("ab") as file:
        file.write(record(3))
    await watched.until(lambda: watched.numbers == ["0001", "0002", "0003"])
    assert isinstance(
        [one for one in watched.events if isinstance(one, FeedLost | FeedRestored)][-1], FeedRestored
    )
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_a_spool_that_cannot_be_written_is_said_at_once(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    with pytest.raises(InputError, match="cannot be kept here"):
        Spool(in_the_way / "spool")


@pytest.mark.slow
def test_no_record_is_lost_or_doubled_when_the_guard_is_killed_again_and_again(tmp_path: Path) -> None:
    capture, kept = tmp_path / "printer.txt", tmp_path / "events.jsonl"
    capture.write_bytes(b"")
    kept.write_bytes(b"")
    written = 0
    for lifetime in range(8):
        command = [sys.executable, str(RECORDER), "file", str(capture), str(tmp_path / "spool"), str(kept)]
        guard = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            before = kept.stat().st_size
            deadline = time.monotonic() + PATIENCE_S
            most = written + MOST_A_LIFETIME
            while kept.stat().st_size == before and time.monotonic() < deadline:
                if written < most:
                    written = _print_one(capture, written)
            for _ in range(40 * lifetime):
                written = _print_one(capture, written)
        finally:
            guard.send_signal(signal.SIGKILL)
            guard.wait()
    guard = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + PATIENCE_S
        while len(_calls(kept)) < written and time.monotonic() < deadline:
            os.sched_yield()
    finally:
        guard.kill()
        guard.wait()
    calls = _calls(kept)
    assert sorted(number for number, _ in calls.values()) == [f"{n:04}" for n in range(written)]
    # A call reported twice (killed between hand-over and its note) is reported with one id.
    assert all(identical for _, (_told, identical) in calls.values())


def _print_one(capture: Path, number: int) -> int:
    line = record(number)
    with capture.open("ab", buffering=0) as printing:
        printing.write(line[:33])
        printing.write(line[33:])
    return number + 1


def _calls(kept: Path) -> dict[str, tuple[str, tuple[int, bool]]]:
    found: dict[str, tuple[str, tuple[int, bool]]] = {}
    for text in kept.read_text().splitlines():
        try:
            event = json.loads(text)
        except ValueError:
            continue
        if event["event"] != "CallRecorded":
            continue
        number = event["number"][-4:]
        before, (times, identical) = found.get(event["call"], (number, (0, True)))
        found[event["call"]] = number, (times + 1, identical and before == number)
    return found
