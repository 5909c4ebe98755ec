"""Folders of cases have an age, and none goes on the word of one clock."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from veilleur.config import JournalSection, Settings
from veilleur.config.settings import MONTH_S, PrivacySection
from veilleur.guard.upkeep.journal_care import CASES_AT_ONCE, JournalCare
from veilleur.journal import Journal, JournalReader
from veilleur.journal.restore import Recovered
from veilleur.words.events import Tick

NOW = 1_795_176_000.0
YEAR_S = 365 * 86_400.0


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(
        Settings(),
        journal=JournalSection(tmp_path / "journal.db"),
        privacy=PrivacySection(keep_cases_months=12),
    )


def case(settings: Settings, name: str, opened_at: float) -> Path:
    folder = settings.journal.cases / name
    (folder / "raw").mkdir(parents=True)
    (folder / "raw" / "Master.csv").write_text("numbers of people")
    (folder / "case.json").write_text(json.dumps({"opened_at": opened_at, "calls": []}))
    return folder


def care_of(settings: Settings, journal: Journal, last_at: float, now: float) -> JournalCare:
    care = JournalCare(settings, lambda _text: None, lambda _line: None)
    recovered = Recovered(watch=None, last_seq=1, replayed=0, unreadable=0, begins_after=0, last_at=last_at)  # type: ignore[arg-type]
    care.started(journal, recovered, now, is_strange=False)
    return care


async def looked(settings: Settings, last_at: float, now: float, *, confirmed: bool = False) -> list[str]:
    """Which cases are there after a second of a guard that started at `now`."""
    journal = Journal(settings.journal.file)
    journal.append_event(settings.site.name, Tick(last_at or NOW, last_at or NOW))
    care = care_of(settings, journal, last_at, now)
    if confirmed:
        care.confirm_clock(journal, now, "owner")
    care.each_second(journal, now + 1)
    journal.close()
    return sorted(path.name for path in settings.journal.cases.iterdir())


async def test_an_old_case_goes_with_its_raw_files_and_a_young_one_stays(settings: Settings) -> None:
    case(settings, "old", NOW - 12 * MONTH_S - 86_400)
    case(settings, "young", NOW - 12 * MONTH_S + 86_400)
    assert await looked(settings, NOW - 60, NOW) == ["young"]
    notes = [entry.data for entry in JournalReader(settings.journal.file).entries(kind="note")]
    assert {"note": "case_forgotten", "case": "old"} in notes


@pytest.mark.parametrize("years", [2, 20])
async def test_a_clock_that_is_years_ahead_deletes_none(settings: Settings, years: int) -> None:
    case(settings, "young", NOW)
    assert await looked(settings, NOW, NOW + years * YEAR_S) == ["young"]


async def test_a_new_journal_vouches_for_no_time(settings: Settings) -> None:
    case(settings, "of before", NOW)
    assert await looked(settings, 0.0, NOW + 20 * YEAR_S) == ["of before"]


async def test_a_person_who_says_that_the_clock_is_right_lets_them_go(settings: Settings) -> None:
    case(settings, "old", NOW)
    assert await looked(settings, NOW, NOW + 2 * YEAR_S, confirmed=True) == []


async def test_few_go_at_once(settings: Settings) -> None:
    for number in range(CASES_AT_ONCE + 5):
        case(settings, f"{number:02d}", NOW - 2 * YEAR_S)
    assert len(await looked(settings, NOW - 60, NOW)) == 5


async def test_a_link_in_the_folder_takes_nothing_else_with_it(settings: Settings, tmp_path: Path) -> None:
    victim = case(
        replace(settings, journal=JournalSection(tmp_path / "else" / "j.db")), "victim", NOW - 2 * YEAR_S
    )
    settings.journal.cases.mkdir()
    (settings.journal.cases / "linked").symlink_to(victim)
    await looked(settings, NOW - 60, NOW)
    assert (victim / "raw" / "Master.csv").read_text() == "numbers of people"
