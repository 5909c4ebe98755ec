"""Opening hours, holidays and closures as conditions of `GotoIfTime`, for the fail policy.

In: a site and a day. Out: conditions that hold while the company is closed all day, and while it is open.
Pitfall: Asterisk knows no years, so a movable holiday holds on the same day of the next year too (risky calls
then wait once without need, and only while Veilleur is absent), and set-up is to be run again within the
year. Asterisk counts the last minute of a range in; we do not.
"""

from __future__ import annotations

from datetime import date, timedelta

from veilleur.pbx.fail_policy.closed_days import closed_days
from veilleur.words.site import MONDAY_TO_SUNDAY, Site

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def closed_conditions(site: Site, today: date) -> list[str]:
    """The days of the coming year on which the company is closed although its weekday is open."""
    runs: list[list[date]] = []
    for day in closed_days(site, today):
        if runs and day.month == runs[-1][-1].month and day - runs[-1][-1] <= timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    found = []
    for run in runs:
        days = f"{run[0].day}" if len(run) == 1 else f"{run[0].day}-{run[-1].day}"
        found.append(f"*,*,{days},{_MONTHS[run[0].month - 1]},{site.timezone}")
    return found


def open_conditions(site: Site) -> list[str]:
    """When the company is open, by weekday."""
    pieces: list[tuple[int, int, int]] = []
    for day, ranges in enumerate(site.hours.ranges):
        for start, end in ranges:
            if end > start:
                pieces.append((day, start, end - 1))
                continue
            pieces.append((day, start, 24 * 60 - 1))
            if end > 0:
                pieces.append(((day + 1) % 7, 0, end - 1))
    return [
        f"{_clock(start)}-{_clock(end)},{MONDAY_TO_SUNDAY[day]},*,*,{site.timezone}"
        for day, start, end in pieces
    ]


def _clock(minutes: int) -> str:
    minutes = min(minutes, 24 * 60 - 1)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
