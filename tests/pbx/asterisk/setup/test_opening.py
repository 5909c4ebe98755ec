"""Opening hours as the switch reads them: ranges, nights, holidays, closures."""

from __future__ import annotations

from datetime import date

from veilleur.pbx.asterisk.setup.opening import closed_conditions, open_conditions
from veilleur.pbx.fail_policy.closed_days import closed_days
from veilleur.words.site import Hours, Site

TODAY = date(2026, 11, 24)


def test_holidays_of_the_coming_year_are_closed_days() -> None:
    found = closed_days(Site(hours=Hours(holidays="FR")), TODAY)
    assert date(2026, 12, 25) in found
    assert date(2027, 3, 29) in found, "Easter Monday moves"
    assert date(2027, 8, 15) not in found, "a Sunday is closed anyhow"
    assert len(found) < 12


def test_a_closure_is_one_condition_a_month() -> None:
    hours = Hours(closed=((date(2026, 12, 21), date(2027, 1, 5)),))
    assert closed_conditions(Site(hours=hours), TODAY) == [
        "*,*,21-25,dec,Europe/Paris",
        "*,*,28-31,dec,Europe/Paris",
        "*,*,1,jan,Europe/Paris",
        "*,*,4-5,jan,Europe/Paris",
    ]


def test_a_range_over_midnight_is_two_and_its_last_minute_is_out() -> None:
    hours = Hours(ranges=(((22 * 60, 6 * 60),), *((),) * 6))
    assert open_conditions(Site(hours=hours)) == [
        "22:00-23:59,mon,*,*,Europe/Paris",
        "00:00-05:59,tue,*,*,Europe/Paris",
    ]


def test_who_is_always_open_has_no_closed_day() -> None:
    assert closed_days(Site(hours=Hours(always=True, holidays="FR")), TODAY) == []
