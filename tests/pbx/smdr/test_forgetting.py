"""Raw lines of a PABX hold numbers of people: they are kept for so long, and no record is lost by it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.pbx.smdr.test_feed import Watched, record, running

from veilleur.pbx.smdr import feed as feed_module
from veilleur.pbx.smdr.feed import SmdrFeed
from veilleur.pbx.smdr.parsing import LiveReader, count_outcomes, live_context
from veilleur.pbx.smdr.settings import SmdrSettings, Way
from veilleur.pbx.smdr.spool import Spool
from veilleur.records import BadLine, Context, Format, ParsedRecord, known_formats
from veilleur.records.format import Line
from veilleur.words.messages import Message
from veilleur.words.site import Site

YEAR_S = 365 * 86_400.0


class Capture:
    """A capture file, and a spool whose marks can be made old."""

    def __init__(self, folder: Path) -> None:
        self.file, self.spool = folder / "printer.txt", folder / "spool"
        self.file.write_bytes(b"")
        self.settings = SmdrSettings(Way.FILE, str(self.spool), file=str(self.file), keep_s=YEAR_S)

    def print(self, *numbers: int) -> None:
        with self.file.open("ab") as out:
            out.write(b"".join(map(record, numbers)))

    def grow_old(self) -> None:
        """What is kept by now was kept two years ago."""
        state = json.loads((self.spool / "smdr.position").read_text())
        state["marks"] = [[time.time() - 2 * YEAR_S, state["size"]]]
        state["born_at"] = time.time() - 3 * YEAR_S
        (self.spool / "smdr.position").write_text(json.dumps(state))

    def kept(self) -> bytes:
        return b"".join(path.read_bytes() for path in self.spool.iterdir() if path.name != "smdr.position")


@pytest.fixture
def capture(tmp_path: Path) -> Capture:
    return Capture(tmp_path)


async def read(capture: Capture, count: int) -> list[str]:
    async with running(capture.settings) as watched:
        await watched.until(lambda: len(watched.numbers) >= count)
        return watched.numbers


async def test_old_lines_are_forgotten_and_new_ones_are_told_once(capture: Capture) -> None:
    capture.print(1, 2, 3)
    assert await read(capture, 3) == ["0001", "0002", "0003"]
    capture.grow_old()
    capture.print(4)
    assert await read(capture, 1) == ["0004"]
    assert record(2) not in capture.kept()
    assert record(4) in capture.kept()
    capture.print(5)
    assert await read(capture, 1) == ["0005"]  # the fourth is not reported again after one more start


async def test_young_lines_stay(capture: Capture) -> None:
    capture.print(1, 2)
    await read(capture, 2)
    capture.print(3)
    assert await read(capture, 1) == ["0003"]
    assert record(1) in capture.kept()


async def test_what_was_not_handed_on_when_the_guard_was_killed_is_told_after_the_forgetting(
    capture: Capture,
) -> None:
    capture.print(1, 2, 3)
    await read(capture, 3)
    capture.grow_old()
    state = json.loads((capture.spool / "smdr.position").read_text())
    size = len(record(1)) * 2
    state |= {"marks": [[time.time() - 2 * YEAR_S, size]], "position": 2}
    (capture.spool / "smdr.position").write_text(json.dumps(state))
    assert await read(capture, 1) == ["0003"]
    assert record(2) not in capture.kept()


async def test_a_guard_that_is_never_restarted_forgets_too(
    capture: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "QUIET_S", 0.0)
    capture.print(1, 2)
    clock = [time.time()]
    forgotten = asyncio.Event()
    forget = Spool.forget

    def noticed(spool: Spool, before: float, outcomes: Callable[[Iterable[bytes]], int]) -> None:
        forget(spool, before, outcomes)
        forgotten.set()

    monkeypatch.setattr(Spool, "forget", noticed)
    watched = Watched(SmdrFeed(capture.settings, Site(), lambda: clock[0], lambda: 0.0))
    task = asyncio.create_task(watched.feed.run(watched.take))
    try:
        await watched.until(lambda: len(watched.numbers) == 2)
        watched.feed._spool.mark(clock[0])
        clock[0] += 2 * YEAR_S
        watched.feed._look_again_at = 0.0
        await forgotten.wait()
        assert record(1) not in capture.kept()
        capture.print(3)
        await watched.until(lambda: len(watched.numbers) == 3)
        assert watched.numbers == ["0001", "0002", "0003"]
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


def test_a_kill_between_the_new_file_and_the_new_state_leaves_the_old_one(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.keep(record(1))
    spool.noted(len(record(1)), None)
    spool.position = 1
    spool.mark(time.time() - 2 * YEAR_S)
    spool.close()
    (tmp_path / "smdr-from-0.lines").write_bytes(b"half a fi")
    again = Spool(tmp_path)
    assert b"".join(again.kept()) == record(1)
    assert again.position == 1
    assert not (tmp_path / "smdr-from-0.lines").exists()
    again.close()


def failing_on(text: str) -> Format:
    """A format of ours with a fault in it."""

    def parse(lines: Iterable[Line], _context: Context) -> Iterator[ParsedRecord | BadLine]:
        for number, one in lines:
            if one == text:
                raise ZeroDivisionError
            yield BadLine(number, Message("a line"), one)
        if text == "the end":
            raise ZeroDivisionError

    return replace(known_formats()[0], parse=parse, joins_by_time=False)


@pytest.mark.parametrize(("where", "count"), [("b", 3), ("c", 3), ("the end", 4)])
def test_a_fault_in_a_format_ends_no_start(where: str, count: int) -> None:
    form, lines = failing_on(where), [(1, "a"), (2, "b"), (3, "c")]
    context = live_context(Site(), "spool", 1_795_000_000.0)
    given: list[object] = []
    reader = LiveReader(form, context, given.append)
    reader.start()
    for number, text in lines:
        reader.put(number, text)
    reader.close()
    assert len(given) == count
    # The end of a spool is no end of its lines: a live reader goes on waiting there.
    assert count_outcomes(form, [], lines, context) == 3, "a start counts what was read live"
