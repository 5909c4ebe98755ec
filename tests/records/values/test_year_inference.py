"""Dates without a year, and the order of day and month."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.records.writers import columns

from veilleur.records import read
from veilleur.records.values.year_inference import Years, day_comes_first


def line(month: int, day: int) -> str:
    return columns(
        90, (2, f"{month:02}/{day:02} 10:00"), (15, "00:02:00"), (24, "214"), (34, "00216555000101"),
        (60, "A"), (62, "T054"), (86, "000"),
    ) + "\n"  # fmt: skip


def years_read(path: Path, written_at: datetime) -> list[int]:
    os.utime(path, (written_at.timestamp(),) * 2)
    return [datetime.fromtimestamp(event.at, UTC).year for event in read([path])]


def test_a_file_over_new_year_ends_in_the_year_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "smdr.txt"
    path.write_text(line(12, 30) + line(12, 31) + line(1, 1) + line(1, 2))
    assert years_read(path, datetime(2026, 1, 3, tzinfo=UTC)) == [2025, 2025, 2026, 2026]


def test_a_file_of_three_years_begins_two_years_before(tmp_path: Path) -> None:
    path = tmp_path / "smdr.txt"
    path.write_text("".join(line(month, 5) for _ in range(3) for month in range(1, 13)))
    assert years_read(path, datetime(2026, 12, 24, tzinfo=UTC)) == [2024] * 12 + [2025] * 12 + [2026] * 12


def test_a_record_a_little_out_of_order_is_not_a_year_later() -> None:
    years = Years(2026)
    assert [years.year_of(11, 21), years.year_of(11, 20), years.year_of(11, 22)] == [2026, 2026, 2026]


def test_the_29th_of_february_finds_a_year_that_has_it() -> None:
    assert Years(2025).year_of(2, 29) == 2024


def test_a_heading_that_names_the_year_wins() -> None:
    years = Years(2026)
    years.set_year(2012)
    assert years.year_of(12, 9) == 2012
    assert years.first_year_for(date(2026, 1, 1)) == 2012


@pytest.mark.parametrize(
    ("pairs", "country", "day_first"),
    [([(13, 6)], "US", True), ([(6, 13)], "FR", False), ([(6, 7)], "FR", True), ([(6, 7)], "US", False)],
)
def test_a_number_above_twelve_tells_day_from_month(
    pairs: list[tuple[int, int]], country: str, day_first: bool
) -> None:
    assert day_comes_first(pairs, country) is day_first
