"""The guard must not die of one event: it says so once, journals it, and refuses what it cannot judge."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from veilleur.config import JournalSection, Settings
from veilleur.detection import Watch
from veilleur.guard import Guard
from veilleur.guard.process import TICK_AT_LEAST_S
from veilleur.journal import JournalReader, verify
from veilleur.journal.restore import bring_back
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.words.calls import Vantage
from veilleur.words.events import CallRequested, MailboxRequested, Tick
from veilleur.words.site import Site

NIGHT = 1_795_000_000.0
SITE = Site(name="Garage Martin", trunks=("PJSIP/carrier*",))


@pytest.fixture
async def guard(tmp_path: Path) -> Any:
    said: list[str] = []
    settings = Settings(
        site=SITE,
        switches=(AsteriskSettings(port=1, agi_port=0),),
        journal=JournalSection(tmp_path / "journal.db"),
    )
    guard = Guard(settings, say=said.append)
    guard.said = said  # type: ignore[attr-defined]
    yield guard
    guard.journal.close()


def break_the_watch(guard: Guard) -> None:
    class Broken(Watch):
        __slots__ = ()

        def step(self, _event: object) -> list[Any]:  # type: ignore[override]
            raise KeyError("0037129990000")

    guard.watch.__class__ = Broken


@pytest.mark.parametrize(
    ("number", "word"),
    [("112", "allow"), ("15", "allow"), ("0199001234", "allow"), ("00 37129990000", "refuse")],
)
async def test_with_a_broken_watch_emergency_and_national_calls_pass_and_foreign_ones_do_not(
    guard: Guard, number: str, word: str
) -> None:
    break_the_watch(guard)
    assert guard.decide(CallRequested(NIGHT, NIGHT, "c1", "104", number)).word == word


async def test_a_mailbox_opens_as_it_does_when_nobody_answers(guard: Guard) -> None:
    break_the_watch(guard)
    request = MailboxRequested(NIGHT, NIGHT, "c1", "104@default", "0199001234", True)
    assert guard.decide(request).word == "allow"


async def test_a_fault_is_said_once_and_journalled_without_a_number(guard: Guard) -> None:
    break_the_watch(guard)
    for n in range(50):
        guard.receive(Tick(NIGHT + n, NIGHT + n))
    guard.journal.flush()

    said: list[str] = guard.said  # type: ignore[attr-defined]
    assert len(said) == 1
    assert "KeyError" in said[0]
    assert "0037129990000" not in said[0]
    assert guard.error_count == 50
    notes = list(JournalReader(guard.journal.path).entries(kind="note"))
    assert [note.data["note"] for note in notes] == ["guard_fault"]
    assert "0037129990000" not in str(notes[0].data)


async def test_what_failed_fails_in_the_same_way_after_a_restart_and_the_rest_is_brought_back(
    guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:

    real = Watch.step

    def step(self: Watch, event: Any) -> list[Any]:
        if isinstance(event, Tick):
            raise ValueError
        return real(self, event)

    monkeypatch.setattr(Watch, "step", step)
    guard.receive(CallRequested(NIGHT, NIGHT, "c1", "104", "0199001234"))
    guard.receive(Tick(NIGHT + 1, NIGHT + 1))
    guard.receive(CallRequested(NIGHT + 2, NIGHT + 2, "c2", "104", "0199001234"))
    guard.journal.flush()

    reader = JournalReader(guard.journal.path)
    again = bring_back(reader, SITE, guard.settings.numbering(), Vantage.ASKED)
    assert again.watch.save() == guard.watch.save()
    assert verify(guard.journal.path).is_whole


async def test_a_listener_that_fails_is_let_go_and_the_watch_goes_on(guard: Guard) -> None:
    def listen(_event: object, _decisions: object) -> None:
        raise BrokenPipeError

    guard._listener = listen
    guard.receive(Tick(NIGHT, NIGHT))
    guard.receive(Tick(NIGHT + 1, NIGHT + 1))
    assert guard.error_count == 1


async def test_a_watch_that_always_wants_a_tick_does_not_fill_the_disk(
    guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = asyncio.get_running_loop()
    later, waits, again = loop.call_later, [], asyncio.Event()

    def call_later(delay: float, callback: Callable[..., object], *words: object) -> asyncio.TimerHandle:
        if callback == guard._tick:
            waits.append(delay)
            if len(waits) == 5:
                again.set()
        return later(delay, callback, *words)

    monkeypatch.setattr(loop, "call_later", call_later)
    wake = property(lambda _self: 0.0)
    broken = type(
        "Broken", (type(guard.watch),), {"__slots__": (), "wake_at": wake, "step": lambda _s, _e: []}
    )
    guard.watch.__class__ = broken
    guard.receive(Tick(NIGHT, NIGHT))
    await asyncio.wait_for(again.wait(), 20)
    assert min(waits) >= TICK_AT_LEAST_S
    guard.watch.__class__ = broken.__mro__[1]


async def test_the_feed_is_started_again_after_a_fault_and_the_blind_time_is_told(
    guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("veilleur.guard.process.RESTART_FEED_AFTER_S", 0.0)
    runs = []
    again = asyncio.Event()

    async def run(_take: object) -> None:
        runs.append(1)
        if len(runs) == 3:
            again.set()
            await asyncio.Event().wait()
        raise RuntimeError

    monkeypatch.setattr(guard.feed, "run", run)
    task = asyncio.create_task(guard.run())
    await asyncio.wait_for(again.wait(), 20)
    assert "asterisk" in guard.feeds
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize(("host", "is_warned"), [("127.0.0.1", False), ("::1", False), ("0.0.0.0", True)])
async def test_a_question_port_open_to_others_is_warned_of(
    tmp_path: Path, host: str, is_warned: bool
) -> None:
    said: list[str] = []
    asterisk = AsteriskSettings(port=1, agi_port=0, agi_host=host)
    settings = Settings(site=SITE, switches=(asterisk,), journal=JournalSection(tmp_path / "journal.db"))
    guard = Guard(settings, say=said.append)
    await guard.inspection.first()
    guard.journal.close()
    assert any("FastAGI has no login" in sentence for sentence in said) is is_warned


async def test_a_fault_where_nobody_waits_for_it_is_told_like_any_other(guard: Guard) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(guard._stray_fault)
    loop.call_soon(lambda: {}["0037129990000"])
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert guard.error_count == 1
    assert "0037129990000" not in guard.said[0]  # type: ignore[attr-defined]


async def test_a_journal_of_another_site_is_spoken_of(tmp_path: Path) -> None:
    said: list[str] = []

    def guard_of(name: str) -> Guard:
        settings = Settings(
            site=Site(name=name),
            switches=(AsteriskSettings(port=1, agi_port=0),),
            journal=JournalSection(tmp_path / "journal.db"),
        )
        return Guard(settings, say=said.append)

    first = guard_of("Garage Martin")
    now = first.clock.now()
    first.receive(Tick(now, now))
    first.journal.close()
    guard_of("Garage Martin").journal.close()
    assert said == []
    guard_of("Boulangerie").journal.close()
    assert "nothing in this journal is of a site named 'Boulangerie'" in said[0]
