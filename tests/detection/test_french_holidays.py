"""The French calendar of our own says what the library of the world's calendars says."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import holidays
import pytest

from veilleur.detection.business_hours import Calendar
from veilleur.detection.french_holidays import YEARS, easter, french_holidays
from veilleur.words.site import Hours, Site


def test_each_year_has_the_days_of_the_library() -> None:
    for year in YEARS:
        assert french_holidays(year) == frozenset(holidays.country_holidays("FR", years=year)), year


def test_easter_is_that_of_the_church_in_the_years_that_are_hard() -> None:
    known = """1598-03-22 1609-04-19 1818-03-22 1943-04-25 1954-04-18 1961-04-02 1981-04-19 2000-04-23
        2019-04-21 2024-03-31 2025-04-20 2038-04-25 2049-04-18 2076-04-19 2100-03-28 2285-03-22"""
    days = [date.fromisoformat(day) for day in known.split()]
    assert [easter(day.year) for day in days] == days


@pytest.mark.parametrize(
    ("day", "subdivision", "is_open"),
    [
        ("2026-05-14", "", False),  # Ascension
        ("2026-05-15", "", True),
        ("2006-06-05", "", True),  # Whit Monday, as worked by all from 2005 to 2007: of the library
        ("2008-05-12", "", False),
        ("2026-12-26", "", True),
        ("2026-12-26", "Moselle", False),
        ("2026-04-27", "", True),
        ("2028-04-27", "Mayotte", False),  # the end of slavery there
    ],
)
def test_a_site_is_closed_on_the_holidays_of_its_region(day: str, subdivision: str, is_open: bool) -> None:
    week = (((480, 1_110),),) * 7
    calendar = Calendar(Site(hours=Hours(ranges=week, holidays="FR", subdivision=subdivision)))
    noon = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=ZoneInfo("Europe/Paris"))
    assert calendar.moment(noon.timestamp()).is_open is is_open
