"""Hours: a time read as the company lives it, and the windows of the caps.

In: the site's hours and a time in seconds since 1970 UTC. Out: a `Moment` and `Windows`.
What a reader would get wrong: a closed period runs from closing to the next opening, so a night, a
week-end or an August closure is one window, however many midnights it holds. With `always = true`
there is no closed period, and the cap on closed hours never counts. A period's number is the whole
second at which it began: it counts up, and a restart gives the same one. The watch's time runs on a
monotonic clock; when the wall clock is set, `clock_set` says how far both are apart from then on.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from veilleur.detection.questions import Moment
from veilleur.words.site import Site

_FARTHEST_DAYS = 400  # a site closed for longer has one closed period that begins here


class Windows(NamedTuple):
    """The windows of money that hold a moment; each word changes when its window does.

    closed: number of the closed period, 0 while open. day: ordinal of the local date. month: year
    times 12 plus month. until: seconds since 1970 UTC when the first of them changes.
    """

    closed: int
    day: int
    month: int
    until: float


class Calendar:
    """The hours of one site, remembered for the current hour so that a look-up costs little."""

    def __init__(self, site: Site) -> None:
        self._hours = site.hours
        self._zone = ZoneInfo(site.timezone)
        self._holidays: set[date] = set()
        self._years: set[int] = set()
        self._days: dict[date, list[tuple[float, float]]] = {}
        self._from = self._to = 0.0
        self._moment = Moment(0.0, 0, 0, True, 0)
        self._windows = Windows(0, 0, 0, 0.0)
        self._ahead_s = 0.0  # how far the wall clock is ahead of the watch's time

    def clock_set(self, step_s: float) -> None:
        """The wall clock was set so many seconds forward (negative: back)."""
        self._ahead_s += step_s
        self._from = self._to = 0.0

    @property
    def ahead_s(self) -> float:
        """How many seconds the wall clock is ahead of the watch's time."""
        return self._ahead_s

    def moment(self, at: float) -> Moment:
        """The time `at` as the company lives it."""
        self._look(at)
        known = self._moment
        return Moment(at, known.hour, known.weekday, known.is_open, known.period)

    def windows(self, at: float) -> Windows:
        """The windows that hold the time `at`; `until` is the watch's time too."""
        self._look(at)
        found = self._windows
        return found._replace(until=found.until - self._ahead_s) if self._ahead_s else found

    def _look(self, at: float) -> None:
        at += self._ahead_s
        if self._from <= at < self._to:
            return
        local = datetime.fromtimestamp(at, self._zone)
        today = local.date()
        start, end, is_open = self._period(at, today)
        midnight = self._instant(today + timedelta(days=1), 0)
        self._windows = Windows(
            0 if is_open else int(start), today.toordinal(), today.year * 12 + today.month, min(end, midnight)
        )
        self._moment = Moment(at, local.hour, local.weekday(), is_open, int(start))
        # A UTC hour never straddles a local hour but in zones at 30 or 45 minutes: a quarter serves all.
        quarter = at // 900 * 900
        self._from = max(quarter, start)
        self._to = min(quarter + 900, end, midnight)

    def _instant(self, day: date, minute: int) -> float:
        day += timedelta(days=minute // 1440)
        minute %= 1440
        return datetime(
            day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=self._zone
        ).timestamp()

    def _period(self, at: float, today: date) -> tuple[float, float, bool]:
        if self._hours.always:
            return 0.0, float("inf"), True
        closed_from = self._instant(today - timedelta(days=_FARTHEST_DAYS), 0)
        for back in range(-1, _FARTHEST_DAYS):
            ended = [span for span in self._open(today - timedelta(days=back)) if span[0] <= at]
            if ended:
                start, end = max(ended, key=lambda span: span[1])
                if at < end:
                    return start, end, True
                closed_from = end
                break
        for ahead in range(-1, _FARTHEST_DAYS):
            coming = [span[0] for span in self._open(today + timedelta(days=ahead)) if span[0] > at]
            if coming:
                return closed_from, min(coming), False
        return closed_from, self._instant(today + timedelta(days=_FARTHEST_DAYS), 0), False

    def _open(self, day: date) -> list[tuple[float, float]]:
        spans = self._days.get(day)
        if spans is None:
            if len(self._days) > 2 * _FARTHEST_DAYS:
                self._days.clear()
            spans = self._days[day] = [] if self._is_shut(day) else self._spans(day)
        return spans

    def _spans(self, day: date) -> list[tuple[float, float]]:
        return [
            (self._instant(day, start), self._instant(day, end if end > start else end + 1440))
            for start, end in self._hours.ranges[day.weekday()]
        ]

    def _is_shut(self, day: date) -> bool:
        if any(first <= day <= last for first, last in self._hours.closed):
            return True
        if not self._hours.holidays:
            return False
        if day.year not in self._years:
            import holidays  # heavy: only sites that name a country pay for it

            self._years.add(day.year)
            self._holidays.update(
                holidays.country_holidays(
                    self._hours.holidays, subdiv=self._hours.subdivision or None, years=day.year
                )
            )
        return day in self._holidays
