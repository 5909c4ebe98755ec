"""The days on which a company is closed, for whatever answers while Veilleur is absent."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from veilleur.pbx.fail_policy.closed_days import closed_days, earliest_today
from veilleur.words.site import Hours, Site

CLOSED = date(2026, 11, 30)


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Paris", "Pacific/Auckland", "Pacific/Honolulu"])
@pytest.mark.parametrize("clock", ["00:05", "12:00", "23:55"])
def test_a_closure_is_known_for_as_long_as_it_lasts_at_the_site(zone: str, clock: str) -> None:
    """The machine on which set-up runs may be in another time zone, where it is tomorrow already."""
    there = datetime.fromisoformat(f"{CLOSED} {clock}").replace(tzinfo=ZoneInfo(zone))
    site = Site(timezone=zone, hours=replace(Hours(), closed=((CLOSED, CLOSED),)))
    assert CLOSED in closed_days(site, earliest_today(there.astimezone(UTC)))
