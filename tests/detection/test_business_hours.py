"""Hours: nights, week-ends, holidays, closures, and the nights when the clock changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veilleur.detection.business_hours import Calendar, next_clock
from veilleur.words.errors import InputError
from veilleur.words.site import Hours, Site

PARIS = ZoneInfo("Europe/Paris")
OFFICE = Site(hours=Hours(holidays="FR"))
BAR = Site(hours=Hours(ranges=(((18 * 60, 2 * 60 + 30),),) * 7))  # every evening, over midnight


def at(text: str, fold: int = 0) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS, fold=fold).timestamp()


@pytest.mark.parametrize(
    ("when", "is_open"),
    [
        ("2026-03-13T07:59", False),
        ("2026-03-13T08:00", True),
        ("2026-03-13T18:29", True),
        ("2026-03-13T18:30", False),
        ("2026-03-14T10:00", False),  # Saturday
        ("2026-05-01T10:00", False),  # Labour Day, a Friday
        ("2026-07-14T10:00", False),
        ("2026-05-04T10:00", True),
    ],
)
def test_an_office_is_open_on_working_days_and_closed_on_holidays(when: str, is_open: bool) -> None:
    assert Calendar(OFFICE).moment(at(when)).is_open is is_open


def test_a_holiday_makes_one_closed_period_of_the_evening_before_and_the_night_after() -> None:
    calendar = Calendar(OFFICE)
    evening = calendar.windows(at("2026-07-13T19:00"))
    assert evening.closed == calendar.windows(at("2026-07-14T12:00")).closed
    assert evening.closed == calendar.windows(at("2026-07-15T07:59")).closed
    assert calendar.windows(at("2026-07-15T08:00")).closed == 0


def test_in_moselle_good_friday_is_closed() -> None:
    moselle = replace(OFFICE, hours=replace(OFFICE.hours, subdivision="57"))
    assert Calendar(OFFICE).moment(at("2026-04-03T10:00")).is_open
    assert not Calendar(moselle).moment(at("2026-04-03T10:00")).is_open


def test_an_august_closure_is_one_period_from_the_last_evening_to_the_first_morning() -> None:
    closed = ((date(2026, 8, 3), date(2026, 8, 21)),)
    calendar = Calendar(replace(OFFICE, hours=replace(OFFICE.hours, closed=closed)))
    periods = {calendar.windows(at(f"2026-08-{day:02}T12:00")).closed for day in range(1, 24)}
    assert len(periods) == 1
    assert calendar.moment(at("2026-08-24T08:00")).is_open


def test_the_hour_that_comes_twice_in_october_belongs_to_one_night() -> None:
    calendar = Calendar(OFFICE)
    first, second = at("2026-10-25T02:30"), at("2026-10-25T02:30", fold=1)
    assert second - first == 3600
    assert calendar.windows(first).closed == calendar.windows(second).closed
    assert [calendar.moment(when).hour for when in (first, second, second + 1800)] == [2, 2, 3]
    assert calendar.windows(first).until == at("2026-10-26T00:00")


def test_the_hour_that_is_missing_in_march_belongs_to_one_night() -> None:
    calendar = Calendar(OFFICE)
    before, after = at("2026-03-29T01:59:59"), at("2026-03-29T01:59:59") + 2
    assert [calendar.moment(when).hour for when in (before, after)] == [1, 3]
    assert calendar.windows(before).closed == calendar.windows(after).closed


@pytest.mark.parametrize("night", ["2026-03-28", "2026-10-24"])
def test_a_bar_that_closes_while_the_clock_changes_is_closed_at_four(night: str) -> None:
    calendar = Calendar(BAR)
    noon = datetime.fromisoformat(night).replace(hour=12, tzinfo=PARIS)
    assert calendar.moment(at(f"{night}T23:00")).is_open
    morning = (noon + timedelta(days=1)).replace(hour=4)
    assert not calendar.moment(morning.timestamp()).is_open


def test_a_clock_ahead_of_the_watch_is_what_the_company_lives_by() -> None:
    calendar = Calendar(OFFICE)
    night = at("2026-03-13T02:00")
    assert not calendar.moment(night).is_open
    calendar.clock_set(8 * 3600.0)
    moment, windows = calendar.moment(night), calendar.windows(night)
    assert (moment.is_open, moment.hour, moment.at) == (True, 10, night)
    assert windows.until == at("2026-03-13T18:30") - 8 * 3600


@settings(max_examples=200, deadline=None)
@given(st.integers(1_767_225_600, 1_830_297_600), st.sampled_from([OFFICE, BAR]))
def test_a_window_holds_its_moment_and_the_next_one_begins_where_it_ends(when: int, site: Site) -> None:
    calendar = Calendar(site)
    windows = calendar.windows(float(when))
    assert windows.until > when
    assert calendar.windows(windows.until - 1e-3)[:3] == windows[:3]
    assert calendar.windows(windows.until)[:3] != windows[:3]
    assert Calendar(site).windows(float(when)) == windows  # whatever was asked before


def open_by_the_wall(site: Site, when: float) -> bool:
    """Read off the clock on the wall, minute by minute: no period, no instant, no cache."""
    local = datetime.fromtimestamp(when, PARIS)
    minute = local.hour * 60 + local.minute
    today, yesterday = local.date(), local.date() - timedelta(days=1)
    shut = (
        {date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 8), date(2026, 11, 11)}
        if site.hours.holidays
        else set()
    )
    for start, end in site.hours.ranges[local.weekday()]:
        if today not in shut and start <= minute and (minute < end or end <= start):
            return True
    for start, end in site.hours.ranges[yesterday.weekday()]:
        if yesterday not in shut and end <= start and minute < end:
            return True
    return False


SHIFTS = Site(hours=Hours(ranges=(((480, 720), (840, 1140)),) * 5 + (((540, 720),), ())))


@pytest.mark.parametrize("site", [OFFICE, SHIFTS, BAR])
@pytest.mark.parametrize("monday", ["2026-03-30", "2026-04-27", "2026-10-12", "2026-11-09"])
def test_two_weeks_read_off_the_wall_are_open_and_closed_as_the_calendar_says(
    site: Site, monday: str
) -> None:
    calendar, begin = Calendar(site), at(monday)
    closed_since: float | None = None
    was_open = open_by_the_wall(site, begin - 900)
    for quarter in range(14 * 96):
        when = begin + 900 * quarter
        local = datetime.fromtimestamp(when, PARIS)
        if local.fold:
            continue  # the hour that comes twice has a test of its own
        is_open = open_by_the_wall(site, when)
        moment, windows = calendar.moment(when), calendar.windows(when)
        assert (moment.is_open, moment.hour, moment.weekday) == (is_open, local.hour, local.weekday())
        assert (windows.day, windows.month) == (local.toordinal(), local.year * 12 + local.month)
        if was_open and not is_open:
            closed_since = when
        if is_open:
            assert windows.closed == 0
        elif closed_since is not None:  # one number from closing to the next opening: when it began
            assert windows.closed == closed_since
        was_open = is_open


def test_an_order_opens_a_closed_evening_and_the_same_closed_period_goes_on_after_it() -> None:
    calendar = Calendar(OFFICE)
    closed = calendar.windows(at("2026-03-13T19:00")).closed
    calendar.order_open(at("2026-03-13T20:00"), at("2026-03-13T23:00"))
    assert not calendar.moment(at("2026-03-13T19:59")).is_open
    assert calendar.moment(at("2026-03-13T20:00")).is_open
    opened = calendar.windows(at("2026-03-13T20:00"))
    assert (opened.closed, opened.until) == (0, at("2026-03-13T23:00"))
    assert not calendar.moment(at("2026-03-13T23:00")).is_open
    assert calendar.windows(at("2026-03-13T23:00")).closed == closed
    assert calendar.windows(at("2026-03-15T12:00")).closed == closed


def test_an_order_opens_for_a_day_at_most_and_ends_when_another_says_so() -> None:
    calendar = Calendar(OFFICE)
    calendar.order_open(at("2026-03-13T20:00"), at("2026-04-13T20:00"))
    assert calendar.moment(at("2026-03-14T19:59")).is_open
    assert not calendar.moment(at("2026-03-14T20:00")).is_open
    calendar.order_open(at("2026-03-13T21:00"), at("2026-03-13T21:00"))
    assert not calendar.moment(at("2026-03-13T21:00")).is_open


def test_a_time_of_day_is_the_next_one_of_the_company() -> None:
    now = at("2026-03-13T20:00")
    assert next_clock("23:00", "Europe/Paris", now) == at("2026-03-13T23:00")
    assert next_clock("23h", "Europe/Paris", now) == at("2026-03-13T23:00")
    assert next_clock("1:30", "Europe/Paris", now) == at("2026-03-14T01:30")
    assert next_clock("20:00", "Europe/Paris", now) == at("2026-03-14T20:00")
    assert next_clock("02:30", "Europe/Paris", at("2026-03-28T20:00")) <= at("2026-03-29T20:00")
    for wrong in ("", "25:00", "23", "tonight", "٢٣:00", "23:00 or later"):
        with pytest.raises(InputError):
            next_clock(wrong, "Europe/Paris", now)
