"""Local wall-clock texts -> seconds since 1970 UTC, one clock for each file.

Pitfall: in the night of October one hour comes twice. A hint (a true epoch in the record) settles it, else
the order of the file does. Times that never were (March) are read as if the clock had not yet been set
forward.
"""

from __future__ import annotations

from calendar import timegm
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from veilleur.words.errors import ConfigError, LineError

REMEMBERED_HOURS = 4096
LONGEST_LIKELY_CALL_S = 400 * 86400  # a longer one is a misread line
_SIXTY = {f"{number:02}": number for number in range(60)}


class LocalClock:
    """The clock of one file. `use_utc()` when the file proves to be written in UTC."""

    def __init__(self, timezone: str) -> None:
        try:
            self._zone: tzinfo = ZoneInfo(timezone)
        except (KeyError, ValueError, OSError):
            raise ConfigError(
                "The time zone {zone!r} is not known; write one such as Europe/Paris.", zone=timezone
            ) from None
        self._hours: dict[tuple[int, int, int, int], tuple[int, int]] = {}
        self._plain_hours: dict[str, float] = {}  # `2026-11-24 09` -> its first second, where it comes once
        self._last = 0.0
        self._steps = 0  # steps forward less steps back: below zero, the newest stands first
        self.is_day_first: bool | None = None  # of `06/03/2026`; None where the file does not show it

    def use_utc(self) -> None:
        """Read all later times as UTC."""
        self.use_zone("UTC")

    def use_zone(self, name: str) -> None:
        """Read all later times in this zone. Raises KeyError or ValueError for one that is not known."""
        self._zone = UTC if name == "UTC" else ZoneInfo(name)
        self._hours.clear()
        self._plain_hours.clear()

    def at(
        self,
        year: int,
        month: int,
        day: int,
        hour: int,
        minute: int,
        second: float,
        hint: float | None = None,
    ) -> float:
        """Seconds since 1970 UTC. hint: a true epoch near it. Raises ValueError for no such time."""
        key = (year, month, day, hour)
        both = self._hours.get(key)
        if both is None:
            both = self._look_up(key)
        if not (0 <= minute < 60 and 0 <= second < 61):
            raise LineError(
                "no such time: {hour:02}:{minute:02}:{second:02}", hour=hour, minute=minute, second=second
            )
        past_the_hour = float(minute * 60 + second)
        first, again = both[0] + past_the_hour, both[1] + past_the_hour
        if first == again:
            self._steps += (first > self._last) - (first < self._last) if self._last else 0
            self._last = first
            return first
        reference = self._last if hint is None else hint
        self._last = first if abs(first - reference) <= abs(again - reference) else again
        if hint is None and self._steps < 0 and first <= reference + 60 < again:
            self._last = first  # the newest stands first, so a later time cannot follow
        elif hint is None and self._steps >= 0 and first < reference - 60 <= again:
            self._last = again
        return self._last

    def offset_of_hour(self, wall_hour: int) -> int | None:
        """Seconds from UTC in an hour of the wall, counted in hours since 1970.

        None when the hour comes twice, or lies in no likely year.
        """
        try:
            naive = datetime.fromtimestamp(wall_hour * 3600, UTC)
            both = self._look_up((naive.year, naive.month, naive.day, naive.hour))
        except (ValueError, OverflowError, OSError):
            return None
        return wall_hour * 3600 - both[0] if both[0] == both[1] else None

    def went_to(self, at: float) -> None:
        """The file has come so far (seconds since 1970 UTC), read by other means."""
        self._last = at

    def known(self, text: str) -> float | None:
        """The time of `... HH:MM:SS` whose hour `remember` knows; None when it must be read in full."""
        hour = self._plain_hours.get(text[:-6])
        minute, second = _SIXTY.get(text[-5:-3]), _SIXTY.get(text[-2:])
        if hour is None or minute is None or second is None or not text[-6] == text[-3] == ":":
            return None
        self._last = at = hour + minute * 60.0 + second
        return at

    def remember(self, text: str, at: float) -> None:
        """A text that ends in `HH:MM:SS` means this time, and so do others of its hour."""
        minute, second = _SIXTY.get(text[-5:-3]), _SIXTY.get(text[-2:])
        if minute is None or second is None or not text[-6] == text[-3] == ":":
            return
        hour = at - minute * 60 - second
        wall_hour = datetime.fromtimestamp(hour, self._zone)
        if self.offset_of_hour(timegm(wall_hour.timetuple()) // 3600) is None:
            return  # it comes twice
        if len(self._plain_hours) >= REMEMBERED_HOURS:
            self._plain_hours.clear()
        self._plain_hours[text[:-6]] = hour

    def iso(self, text: str, hint: float | None = None) -> float:
        """Read `YYYY-MM-DD HH:MM:SS`, also with `/`, `T` and fractions. Raises ValueError."""
        if len(text) == 19:
            known = self.known(text)
            if known is None:
                known = self._read_iso(text, hint)
                self.remember(text, known)
            return known
        return self._read_iso(text, hint)

    def _read_iso(self, text: str, hint: float | None) -> float:
        if len(text) < 16 or text[4] not in "-/" or text[10] not in " T":
            raise LineError("not a date and time: {text!r}", text=text)
        try:
            second = float(text[17:].rstrip("Z")) if len(text) > 17 else 0.0
            return self.at(
                year=int(text[:4]),
                month=int(text[5:7]),
                day=int(text[8:10]),
                hour=int(text[11:13]),
                minute=int(text[14:16]),
                second=second,
                hint=hint,
            )
        except ValueError:
            raise LineError("not a date and time: {text!r}", text=text) from None

    def _look_up(self, key: tuple[int, int, int, int]) -> tuple[int, int]:
        naive = datetime(*key)
        if not 1980 <= naive.year <= 2100:
            raise LineError("no likely year: {year}", year=naive.year)
        wall = timegm(naive.timetuple())
        offsets = []
        for fold in (0, 1):
            offset = self._zone.utcoffset(naive.replace(fold=fold)) or timedelta()
            offsets.append(wall - int(offset.total_seconds()))
        if offsets[1] < offsets[0]:  # a time that never was
            offsets[1] = offsets[0]
        if len(self._hours) >= REMEMBERED_HOURS:
            self._hours.clear()
        self._hours[key] = (offsets[0], offsets[1])
        return self._hours[key]


def clock_duration(text: str) -> float:
    """Seconds of `SS`, `MM:SS` or `HH:MM:SS`. Raises ValueError."""
    total = 0.0
    for part in text.strip().split(":"):
        total = total * 60 + float(part)
    if not 0 <= total < LONGEST_LIKELY_CALL_S:
        raise LineError("no likely duration: {text!r}", text=text)
    return total
