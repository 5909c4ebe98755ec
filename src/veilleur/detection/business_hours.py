"""Business hours: a time read as the company lives it, and the windows of the caps.

In: the site's hours and a time in seconds since 1970 UTC. Out: a `Moment` and `Windows`. Pitfall: a closed
period runs from closing to the next opening, so a night, a week-end or an August closure is one window,
however many midnights it holds. With `always = true` there is no closed period, and the cap on closed hours
never counts. A period's number is the whole second at which it began: it counts up, and a restart gives the
same one. The watch's time runs on a monotonic clock; when the wall clock is set, `clock_set` says how far
both are apart from then on.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import inf
from typing import NamedTuple
from zoneinfo import ZoneInfo

from veilleur.detection.french_holidays import YEARS, french_holidays
from veilleur.detection.judge_port import Moment
from veilleur.words.errors import InputError
from veilleur.words.site import Hours, Site

_FARTHEST_DAYS = 400  # a site closed for longer has one closed period that begins here
_QUARTER_S = 900
_DAY_MINUTES = 1440
_STRETCHES_MAX = 12  # now, and when the calls that end now began
_DAYS_MAX = 16
ORDERED_MOST_S = 24 * 3_600.0  # that an order opens a company for
_CLOCK = re.compile(r"^([01]?[0-9]|2[0-3])[:h]([0-5][0-9])?$")
_SHARED_MAX = 10_000  # different hours among the sites of one process


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
    """The hours of one site; sites that keep the same hours share all that is worked out."""

    __slots__ = ("_ahead_s", "_hours", "_ordered")

    def __init__(self, site: Site) -> None:
        self._hours = _shared(site.hours, site.timezone)
        self._ahead_s = 0.0  # how far the wall clock is ahead of the watch's time
        self._ordered = (0.0, 0.0)  # from when until when the owner said that it is open, in the watch's time

    def order_open(self, since: float, until: float) -> None:
        """The company is open in this time, whatever its hours; at its own hours it is closed again after."""
        self._ordered = since, min(until, since + ORDERED_MOST_S)

    @property
    def ordered(self) -> tuple[float, float]:
        """From when until when the owner said that it is open; 0 and 0 for never."""
        return self._ordered

    def clock_set(self, step_s: float) -> None:
        """The wall clock was set `step_s` seconds forward (negative: back)."""
        self._ahead_s += step_s

    @property
    def ahead_s(self) -> float:
        """How many seconds the wall clock is ahead of the watch's time."""
        return self._ahead_s

    def moment(self, at: float) -> Moment:
        """The time `at` as the company lives it."""
        known = self._hours.stretch_at(at + self._ahead_s)
        since, until = self._ordered
        if since <= at < until and not known.is_open:
            return Moment(at, known.hour, known.weekday, is_open=True, period=int(since))
        return Moment(at, known.hour, known.weekday, known.is_open, known.period)

    def windows(self, at: float) -> Windows:
        """The windows that hold the time `at`; `until` is the watch's time too."""
        found = self._hours.stretch_at(at + self._ahead_s).windows
        if self._ahead_s:
            found = found._replace(until=found.until - self._ahead_s)
        since, until = self._ordered
        if since <= at < until and found.closed:
            # The closed period goes on after it under its own number: what it has spent is not forgotten.
            found = found._replace(closed=0, until=min(found.until, until))
        return found


class _Stretch(NamedTuple):
    """A quarter of an hour, or less, in which nothing changes."""

    start: float
    end: float
    hour: int
    weekday: int
    is_open: bool
    period: int
    windows: Windows


class _Part(NamedTuple):
    """A part of a day in which the hours stay the same. began: when its open or closed period did."""

    start: float
    end: float
    weekday: int
    is_open: bool
    began: float
    windows: Windows


class _Day(NamedTuple):
    """One local date. spans: when it is open, from and to. midnight: when it ends."""

    spans: tuple[tuple[float, float], ...]
    midnight: float


_NO_STRETCH = _Stretch(
    start=0.0,
    end=0.0,
    hour=0,
    weekday=0,
    is_open=False,
    period=0,
    windows=Windows(closed=0, day=0, month=0, until=0.0),
)
_NO_PART = _Part(
    start=0.0,
    end=0.0,
    weekday=0,
    is_open=False,
    began=0.0,
    windows=Windows(closed=0, day=0, month=0, until=0.0),
)


class _Hours:
    """Hours in a time zone, and what was worked out of them lately."""

    __slots__ = ("_days", "_hours", "_last", "_part", "_stretches", "_zone")

    def __init__(self, hours: Hours, timezone: str) -> None:
        self._hours = hours
        self._zone = ZoneInfo(timezone)
        self._days: dict[int, _Day] = {}  # by the ordinal of the date
        self._stretches: dict[float, _Stretch] = {}  # quarter of an hour -> the part of it seen last
        self._part = _NO_PART  # found last
        self._last = _NO_STRETCH  # found last: one event asks several times

    def stretch_at(self, at: float) -> _Stretch:
        """The stretch of the local time `at`."""
        last = self._last
        if last.start <= at < last.end:
            return last
        # A UTC hour never straddles a local hour but in zones at 30 or 45 minutes: a quarter serves all.
        quarter = at // _QUARTER_S
        known = self._stretches.get(quarter)
        if known is not None and known.start <= at < known.end:
            self._last = known
            return known
        local = datetime.fromtimestamp(at, self._zone)
        part = self._part
        if not part.start <= at < part.end:
            part = self._part = self._find_part(at, local.date())
        begin = quarter * _QUARTER_S
        found = _Stretch(
            start=max(begin, part.began),
            end=min(begin + _QUARTER_S, part.windows.until),
            hour=local.hour,
            weekday=part.weekday,
            is_open=part.is_open,
            period=int(part.began),
            windows=part.windows,
        )
        if len(self._stretches) >= _STRETCHES_MAX:
            del self._stretches[next(iter(self._stretches))]
        self._stretches[quarter] = self._last = found
        return found

    def _find_part(self, at: float, today: date) -> _Part:
        ordinal = today.toordinal()
        start, end, is_open = self._find_period(at, ordinal)
        midnight = self._day(ordinal).midnight
        windows = Windows(
            closed=0 if is_open else int(start),
            day=ordinal,
            month=today.year * 12 + today.month,
            until=min(end, midnight),
        )
        held_to = min(self._next_change(at, ordinal), midnight)
        return _Part(
            start=at, end=held_to, weekday=today.weekday(), is_open=is_open, began=start, windows=windows
        )

    def _next_change(self, at: float, today: int) -> float:
        """When the next opening or closing of today or the days beside it comes."""
        if self._hours.always:
            return inf
        days = self._day(today - 1), self._day(today), self._day(today + 1)
        return min(
            [moment for day in days for span in day.spans for moment in span if moment > at], default=inf
        )

    def _instant(self, day: date, minute: int) -> float:
        day += timedelta(days=minute // _DAY_MINUTES)
        minute %= _DAY_MINUTES
        return datetime(
            day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=self._zone
        ).timestamp()

    def _find_period(self, at: float, today: int) -> tuple[float, float, bool]:
        if self._hours.always:
            return 0.0, inf, True
        closed_from = None
        for back in range(-1, _FARTHEST_DAYS):
            ended = [span for span in self._day(today - back).spans if span[0] <= at]
            if ended:
                start, end = max(ended, key=lambda span: span[1])
                if at < end:
                    return start, end, True
                closed_from = end
                break
        if closed_from is None:
            closed_from = self._instant(date.fromordinal(today - _FARTHEST_DAYS), 0)
        for ahead in range(-1, _FARTHEST_DAYS):
            spans = self._day(today + ahead).spans
            coming = [begins for begins, _ends in spans if begins > at]
            if coming:
                return closed_from, min(coming), False
        return closed_from, self._instant(date.fromordinal(today + _FARTHEST_DAYS), 0), False

    def _day(self, ordinal: int) -> _Day:
        found = self._days.get(ordinal)
        if found is None:
            if len(self._days) >= _DAYS_MAX:
                del self._days[next(iter(self._days))]
            day = date.fromordinal(ordinal)
            spans = () if self._is_shut(day) else self._spans(day)
            found = self._days[ordinal] = _Day(spans, self._instant(day, _DAY_MINUTES))
        return found

    def _spans(self, day: date) -> tuple[tuple[float, float], ...]:
        return tuple(
            (self._instant(day, start), self._instant(day, end if end > start else end + _DAY_MINUTES))
            for start, end in self._hours.ranges[day.weekday()]
        )

    def _is_shut(self, day: date) -> bool:
        if any(first <= day <= last for first, last in self._hours.closed):
            return True
        if not self._hours.holidays:
            return False
        return day in _holidays(self._hours.holidays, self._hours.subdivision, day.year)


def next_clock(clock: str, timezone: str, now: float) -> float:
    """When a clock there shows this time next, in seconds since 1970 UTC: within 24 hours.

    Raises:
        InputError: when it is no time of day.
    """
    match = _CLOCK.match(clock.strip().lower())
    if match is None:
        raise InputError("{clock!r} is no time of day; write it such as 23:00.", clock=clock[:40])
    local = datetime.fromtimestamp(now, ZoneInfo(timezone))
    found = local.replace(hour=int(match[1]), minute=int(match[2] or 0), second=0, microsecond=0, fold=0)
    if found.timestamp() <= now:
        found += timedelta(days=1)  # of the wall: the clock shows the same then
    return min(found.timestamp(), now + ORDERED_MOST_S)


@lru_cache(maxsize=256)
def _holidays(country: str, subdivision: str, year: int) -> frozenset[date]:
    if country == "FR" and not subdivision and year in YEARS:
        return french_holidays(year)  # most sites
    import holidays  # heavy, 11 MB: only sites that name another country or a region pay for it

    return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year))


_SHARED: dict[tuple[Hours, str], _Hours] = {}


def _shared(hours: Hours, timezone: str) -> _Hours:
    key = hours, timezone
    found = _SHARED.get(key)
    if found is None:
        if len(_SHARED) >= _SHARED_MAX:
            _SHARED.clear()
        found = _SHARED[key] = _Hours(hours, timezone)
    return found
