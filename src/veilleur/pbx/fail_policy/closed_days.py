"""The days of the coming year on which a company is closed although its weekday is open.

In: a site and a day. Out: dates. Pitfall: who is always open has none, and a weekday without hours is no
such day.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from veilleur.detection.business_hours import Calendar
from veilleur.words.site import Site

DAYS_AHEAD = 366
FARTHEST_BEHIND = timedelta(hours=12)  # of UTC: no clock shows an earlier date


def earliest_today(now: datetime | None = None) -> date:
    """Today where it is latest: a closure that lasts at the site is never before it, wherever set-up runs."""
    return ((now or datetime.now(UTC)).astimezone(UTC) - FARTHEST_BEHIND).date()


def closed_days(site: Site, today: date) -> list[date]:
    """Holidays and closures of the coming year, today included, on weekdays with opening hours."""
    calendar, zone = Calendar(site), ZoneInfo(site.timezone)
    found = []
    for ahead in range(DAYS_AHEAD):
        day = today + timedelta(days=ahead)
        ranges = site.hours.ranges[day.weekday()]
        if not ranges or site.hours.always:
            continue
        opens = datetime(day.year, day.month, day.day, *divmod(ranges[0][0] % 1440, 60), tzinfo=zone)
        if not calendar.moment(opens.timestamp() + 60.0).is_open:
            found.append(day)
    return found
