"""Promises that only the guard can keep: order of entries, upkeep, answers when the watch fails."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import pytest

from veilleur.config import JournalSection, Settings
from veilleur.guard import Guard, fail_safe, passcodes
from veilleur.journal import JournalReader
from veilleur.numbering import DialPlan
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.words.events import CallRequested, MailboxRequested, Registered
from veilleur.words.site import Hours, Site

NIGHT = 1_795_176_000.0 + 12 * 3_600.0


def guard_on(folder: Path) -> Guard:
    settings = Settings(
        site=Site(name="G", hours=Hours(holidays="")),
        switches=(AsteriskSettings(port=1, agi_port=0),),
        journal=JournalSection(folder / "journal.db"),
    )
    return Guard(settings, send_head=lambda _line: None)


@pytest.mark.parametrize(
    ("number", "word"),
    [
        ("112", "allow"),
        ("15", "allow"),
        ("0199001234", "allow"),
        ("0037129990000", "refuse"),
        ("0899000000", "refuse"),
    ],
)
def test_when_the_watch_fails_emergency_and_national_calls_pass_and_dear_ones_do_not(
    number: str, word: str
) -> None:
    question = CallRequested(NIGHT, NIGHT, "r1", "104", number)
    assert fail_safe.answer(DialPlan(Site()), question).word == word


def test_when_the_watch_fails_mailboxes_open() -> None:
    assert (
        fail_safe.answer(
            DialPlan(Site()), MailboxRequested(NIGHT, NIGHT, "r1", "104@default", "", False)
        ).word
        == "allow"
    )


async def test_a_decision_never_stands_in_the_journal_before_its_event(tmp_path: Path) -> None:
    guard = guard_on(tmp_path)
    now = guard.clock.now()
    for number in range(5):
        guard.decide(CallRequested(now, now, f"r{number}", "104", "0037129990000"))
    await guard._stop()
    asked: set[str] = set()
    for entry in JournalReader(tmp_path / "journal.db").entries():
        if entry.kind == "event" and "request" in entry.data:
            asked.add(entry.data["request"])
        if entry.kind == "decision" and entry.data["subject"] == "request":
            assert entry.data["target"] in asked
    assert len(asked) == 5


async def test_the_upkeep_of_the_journal_is_done_by_the_guard_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("veilleur.guard.process.HOUSEKEEPING_S", 0.01)
    guard = guard_on(tmp_path)
    done = asyncio.Event()
    monkeypatch.setattr(guard.journal_care, "each_second", lambda _journal, _now: done.set())
    task = asyncio.create_task(guard._keep_house())
    async with asyncio.timeout(60):
        await done.wait()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await guard._stop()


def test_guessing_codes_from_their_file_costs_what_the_authors_of_scrypt_advise() -> None:
    assert passcodes.COST >= 2**14
    assert passcodes.BLOCK >= 8


async def test_once_a_day_the_state_forgets_people_as_the_journal_does(tmp_path: Path) -> None:
    guard = guard_on(tmp_path)
    day_s, now = 86_400.0, guard.clock.now()
    for at, account in ((now - 800 * day_s, "204"), (now - 2 * day_s, "301")):
        guard.receive(Registered(at, at, account, "198.51.100.7", "Phone"))
    assert set(guard.watch.save()["accounts"]["known"]) == {"204", "301"}

    guard._look_after_the_journal(now)

    assert set(guard.watch.save()["accounts"]["known"]) == {"301"}
    await guard._stop()
    reader = JournalReader(tmp_path / "journal.db")
    kept = reader.checkpoint("G")
    assert kept is not None
    assert '"204"' not in kept[1]
