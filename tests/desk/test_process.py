"""The desk as a whole, without a guard: whom it informs at its start, and when it is well."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.alerts.test_mail import Box, serving

from veilleur.config import JournalSection, Settings
from veilleur.config.alerts_section import AlertSettings, Person
from veilleur.desk.former_ways import FormerWays
from veilleur.desk.process import Desk
from veilleur.words.site import Site

MONDAY_S = 1_795_388_400.0  # Monday 23 November 2026, 0 o'clock in Paris
OLD, NEW = Person("Paul", mail="paul@example.org"), Person("Paul", mail="attacker@example.net")


def settings_in(folder: Path, **alerts: object) -> Settings:
    return Settings(
        site=Site(name="Garage Martin"),
        journal=JournalSection(folder / "journal.db"),
        alerts=AlertSettings(people=(NEW,), weekly_report=False, **alerts),  # type: ignore[arg-type]
    )


@pytest.fixture
def box() -> Box:
    return Box()


async def test_who_was_alerted_before_gets_a_message_at_the_next_start(tmp_path: Path, box: Box) -> None:
    """An attacker who writes another address in veilleur.toml does so before its owner's eyes."""
    with serving(box) as server:
        settings = settings_in(tmp_path, mail=server)
        FormerWays.beside(settings.journal.file, [OLD]).keep()
        for _start in range(2):
            await Desk(settings, "fr", lambda _sentence: None)._inform_former_ways()
    assert [mail["To"] for mail in box.taken] == [OLD.mail]
    assert "n’est plus prévenu" in box.taken[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_a_desk_that_cannot_send_is_not_well(tmp_path: Path) -> None:
    desk = Desk(settings_in(tmp_path), "fr", lambda _sentence: None)
    assert desk._is_well()
    desk._post.failures["mail Paul"] = "no answer"
    assert not desk._is_well()
    desk._post.failures.clear()
    desk._complain("the journal cannot be read")
    assert not desk._is_well()


def test_a_desk_whose_monday_message_nobody_took_is_not_well(tmp_path: Path, box: Box) -> None:
    """The watchman asleep: a report that stays away stops the heartbeat, though every sender is there."""
    now = [MONDAY_S + 7 * 3_600.0]
    with serving(box) as server:
        settings = settings_in(tmp_path, mail=server)
        settings = replace(settings, alerts=replace(settings.alerts, weekly_report=True))
        desk = Desk(settings, "fr", lambda _sentence: None, lambda: now[0])
    assert desk._is_well()
    now[0] = MONDAY_S + 14 * 3_600.0
    assert not desk._is_well()
    desk._book.nothing_of_the_week(f"week {MONDAY_S:.0f}")
    assert desk._is_well()
