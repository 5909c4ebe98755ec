"""Two columns that hold one value together: minutes and seconds, a volume and its unit, a day and its part.

In: the names of a table's columns, and some rows. Out: which two are joined, under which name, and how.
Pitfall: minutes beside seconds may be the same length twice: then the seconds go beyond 60.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from veilleur.records.inference.fields.field_types import filled, is_date, is_time, share
from veilleur.records.inference.fields.field_words import meanings_of, words_of
from veilleur.records.values.datetimes import day_alone

_VOLUME = frozenset("volume quantity quantite menge cantidad quantita quantidade hoeveelheid ilosc".split())
_UNIT = frozenset("unit units unite unites einheit unidad unita unidade eenheid uom jednostka".split())
_UNIT_OF_TIME = re.compile(r"(?:s|sec|seconds?|secondes?|sek|sekunden|segundos?|secondi)\.?$", re.IGNORECASE)
_MINUTES = re.compile(r"(?:m|mn|min|mins|minutes?|minuten|minutos?|minuti)\.?$", re.IGNORECASE)
_DAY = re.compile(r"[3-7]\d{4}$")
_PART_OF_DAY = re.compile(r"0?[.,]\d{2,16}$")
_WHOLE = re.compile(r"\d{1,5}$")
JOINED_SHARE = 0.95


@dataclass(frozen=True, slots=True)
class JoinedColumns:
    """first, second: places; the joined value stands at the first, and nothing at the second."""

    first: int
    second: int
    name: str
    join: Callable[[str, str], str]

    def names(self, names: Sequence[str]) -> list[str]:
        """The names of the columns then."""
        found = list(names)
        found[self.first], found[self.second] = self.name, ""
        return found

    def row(self, cells: Sequence[str]) -> list[str]:
        """The values of one row then."""
        row = list(cells)
        if self.second < len(row) and self.first < len(row):
            row[self.first], row[self.second] = self.join(row[self.first], row[self.second]), ""
        return row


def joined_columns(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[JoinedColumns]:
    """The columns to be joined."""
    columns = [[row[place] if place < len(row) else "" for row in rows] for place in range(len(names))]
    for find in (_clock, _measured, _serial):
        found = find(names, columns)
        if found is not None:
            yield found
    yield from _moments(names, columns)


def _clock(names: Sequence[str], columns: Sequence[Sequence[str]]) -> JoinedColumns | None:
    """`Minutes` and `Seconds`."""
    minutes = _only(names, columns, "minute", without="second")
    seconds = _only(names, columns, "second", without="minute")
    if minutes is None or seconds is None:
        return None
    values = [int(text) for text in filled(columns[seconds])]
    if max(values, default=60) >= 60 or not any(int(text) for text in filled(columns[minutes])):
        return None
    return JoinedColumns(
        minutes,
        seconds,
        "Duration (mm:ss)",
        lambda minute, second: f"{minute or '0'}:{int(second or 0):02}" if minute or second else "",
    )


def _moments(names: Sequence[str], columns: Sequence[Sequence[str]]) -> Iterator[JoinedColumns]:
    """`ConnectDate` and `ConnectTime`, `Datum Ende` and `Uhrzeit Ende`; those of the start with them."""
    found = {}
    for meaning in ("start", "answer", "end"):
        day = [place for place, name in enumerate(names) if _is_part(name, meaning, "date")]
        time = [place for place, name in enumerate(names) if _is_part(name, meaning, "time")]
        if len(day) != 1 or len(time) != 1 or not filled(columns[day[0]]):
            continue
        if (
            share(columns[day[0]], is_date) >= JOINED_SHARE
            and share(columns[time[0]], is_time) >= JOINED_SHARE
        ):
            found[meaning] = JoinedColumns(day[0], time[0], f"{meaning} date time", _day_and_time)
    if found.keys() - {"start"}:
        yield from found.values()


def _is_part(name: str, meaning: str, part: str) -> bool:
    meant = meanings_of(name)
    return {meaning, part} <= meant and not meant & {"duration", "ring", "talk", "wait", "unknown", "stop"}


def _day_and_time(day: str, time: str) -> str:
    if not day or not time:
        return ""
    if len(day) == 8 and day.isdecimal():  # 20261102
        day = f"{day[:4]}-{day[4:6]}-{day[6:]}"
    if len(time) == 6 and time.isdecimal():  # 110155
        time = f"{time[:2]}:{time[2:4]}:{time[4:]}"
    return f"{day_alone(day)} {time}"


def _only(
    names: Sequence[str], columns: Sequence[Sequence[str]], meaning: str, *, without: str
) -> int | None:
    """The only column of whole numbers that is named for a unit, and for no call's part."""
    found = [
        place
        for place, name in enumerate(names)
        if meaning in (meant := meanings_of(name))
        and not meant & {without, "ring", "wait", "talk", "cost", "milli"}
        and filled(columns[place])
        and share(columns[place], _is_whole) == 1.0
    ]
    return found[0] if len(found) == 1 else None


def _measured(names: Sequence[str], columns: Sequence[Sequence[str]]) -> JoinedColumns | None:
    """`Volume` and `Unit`, where most units are seconds or minutes."""
    volume = next((place for place, name in enumerate(names) if _VOLUME & set(words_of(name))), None)
    unit = next((place for place, name in enumerate(names) if _UNIT & set(words_of(name))), None)
    if volume is None or unit is None or share(columns[unit], _is_unit) < JOINED_SHARE / 2:
        return None
    if any("duration" in meanings_of(name) for name in names):
        return None  # the volume is of something else
    return JoinedColumns(volume, unit, "Duration", _with_unit)


def _with_unit(volume: str, unit: str) -> str:
    if _UNIT_OF_TIME.match(unit.strip()):
        return volume
    if _MINUTES.match(unit.strip()) and ":" not in volume:
        try:
            return f"{float(volume.replace(',', '.')) * 60:.0f}"
        except ValueError:
            return volume
    return f"{volume} {unit}".strip()


def _serial(names: Sequence[str], columns: Sequence[Sequence[str]]) -> JoinedColumns | None:
    """A day as a spreadsheet counts it, and the time as a part of the day."""
    day = next(
        (
            place
            for place, name in enumerate(names)
            if "date" in meanings_of(name) and share(columns[place], _is_day) >= JOINED_SHARE
        ),
        None,
    )
    time = next(
        (
            place
            for place, name in enumerate(names)
            if "time" in meanings_of(name) and share(columns[place], _is_part_of_day) >= JOINED_SHARE
        ),
        None,
    )
    if day is None or time is None:
        return None
    return JoinedColumns(
        day, time, "Date Time", lambda whole, part: f"{whole}.{re.split(r'[.,]', part)[-1].ljust(3, '0')}"
    )


def _is_whole(text: str) -> bool:
    return _WHOLE.match(text) is not None


def _is_unit(text: str) -> bool:
    return _UNIT_OF_TIME.match(text) is not None or _MINUTES.match(text) is not None


def _is_day(text: str) -> bool:
    return _DAY.match(text) is not None


def _is_part_of_day(text: str) -> bool:
    return _PART_OF_DAY.match(text) is not None or text in ("0", "0.0", "0,0")
