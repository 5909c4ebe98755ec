"""A company of the laboratory is open or closed at its own hour, at whatever moment its test runs."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from lab.company import opening_hours, zone_at

from veilleur.config import load_text
from veilleur.detection.business_hours import Calendar

MOMENTS = (
    "2026-11-30 22:59:59",  # a minute before midnight in Paris, at the end of a month
    "2026-11-30 23:59:59",
    "2026-12-25 10:00",  # a public holiday
    "2026-12-31 23:30",
    "2027-03-28 00:59",  # the nights of the clock changes
    "2026-10-25 00:59",
    "2028-02-29 12:00",
    "2026-08-02 03:00",  # a Sunday
)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("hours", ["open", "closed"])
def test_its_hour_and_whether_it_is_open_do_not_depend_on_the_moment(moment: str, hours: str) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    for hour in range(24):
        zone = zone_at(hour, now)
        assert now.astimezone(ZoneInfo(zone)).hour == hour
        site = load_text(
            f'[site]\nname = "Garage"\ncountry = "FR"\ntimezone = "{zone}"\n'
            f"[site.hours]\n{opening_hours(hours, zone, now)}\n"
        ).site
        for after_s in (0, 240):  # no company lives longer
            assert Calendar(site).moment(now.timestamp() + after_s).is_open is (hours == "open")
