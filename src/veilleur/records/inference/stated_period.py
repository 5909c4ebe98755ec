"""The month or year that a bill's title states, for dates below that name only the day, or day and month.

In: the lines above a table, its names and some rows. Out: the column to be completed.
Pitfall: a bill dated July is of the calls of June: only a month beside its year, or a first and a last day,
is a period; a date by itself is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from veilleur.records.inference.fields.field_types import filled, share
from veilleur.records.inference.fields.field_words import meanings_of
from veilleur.records.values.datetimes import month_named

COMPLETED_SHARE = 0.9
_NAMED = re.compile(r"\b([^\W\d_]{3,9})\.? (20\d\d)\b")
_MONTH_YEAR = re.compile(r"(?<![\d/.-])(0?[1-9]|1[0-2])[/.-](20\d\d)\b")
_DAY = r"(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d)"
_FROM_TO = re.compile(rf"{_DAY}\D{{1,12}}{_DAY}")
_DAY_MONTH = re.compile(r"([0-3]?\d)[/.-]([01]?\d)\.?$")
_DATED = re.compile(r"\b([^\W\d_]{3,9})\.? \d{1,2},? (20\d\d)\b|\b\d{1,2}\.? ([^\W\d_]{3,9})\.? (20\d\d)\b")
_MONTH_DAY = re.compile(r"([^\W\d_]{3,9})\.? ([0-3]?\d)$|([0-3]?\d)\.? ([^\W\d_]{3,9})\.?$")
_DAY_ALONE = re.compile(r"[0-3]?\d$")


@dataclass(frozen=True, slots=True)
class CompletedDays:
    """place: of the column. months: (year, month) that the title states, one or more."""

    place: int
    months: tuple[tuple[int, int], ...]

    def names(self, names: Sequence[str]) -> list[str]:
        """The names of the columns then: the same."""
        return list(names)

    def row(self, cells: Sequence[str]) -> list[str]:
        """The values of one row, the day with its month and year."""
        row = list(cells)
        if self.place < len(row):
            row[self.place] = self._completed(row[self.place].strip())
        return row

    def _completed(self, text: str) -> str:
        named = _MONTH_DAY.match(text)
        if named is not None:
            month, day = month_named(named.group(1) or named.group(4)), int(named.group(2) or named.group(3))
            years = [year for year, one in self.months if one == month]
            return f"{years[0]}-{month:02}-{day:02}" if years else text
        pair = _DAY_MONTH.match(text)
        if pair is not None:
            day, month = int(pair.group(1)), int(pair.group(2))
            years = [year for year, one in self.months if one == month]
            return f"{years[0]}-{month:02}-{day:02}" if years else text
        if _DAY_ALONE.match(text) and len(self.months) == 1:
            return f"{self.months[0][0]}-{self.months[0][1]:02}-{int(text):02}"
        return text


def completed_days(
    titles: Sequence[str], names: Sequence[str], rows: Sequence[Sequence[str]]
) -> CompletedDays | None:
    """The column of days that need the title's period; None where there is none, or no period."""
    for place, name in enumerate(names):
        if "date" not in meanings_of(name):
            continue
        texts = filled([row[place].strip() for row in rows if place < len(row)])
        is_short = share(texts, _names_no_year) >= COMPLETED_SHARE
        is_alone = share(texts, lambda text: bool(_DAY_ALONE.match(text))) >= COMPLETED_SHARE
        if not texts or not (is_short or is_alone):
            continue
        months = _months_stated(titles)
        return CompletedDays(place, months) if months and (is_short or len(months) == 1) else None
    return None


def _names_no_year(text: str) -> bool:
    named = _MONTH_DAY.match(text)
    if named is not None:
        return bool(month_named(named.group(1) or named.group(4)))
    return _DAY_MONTH.match(text) is not None


def _months_stated(titles: Sequence[str]) -> tuple[tuple[int, int], ...]:
    for text in reversed(titles):
        both = _FROM_TO.search(text)
        if both is not None:
            (_, month, year), (_, last, last_year) = (
                tuple(map(int, both.groups()[:3])),
                tuple(map(int, both.groups()[3:])),
            )
            between = _months_between((year, month), (last_year, last))
            if between:
                return between
        dated = [(one or other, int(year or last)) for one, year, other, last in _DATED.findall(text)]
        if len(dated) == 2:
            (month, year), (last, last_year) = ((month_named(name), year) for name, year in dated)
            between = _months_between((year, month), (last_year, last))
            if between:
                return between
        named = [(int(year), month_named(name)) for name, year in _NAMED.findall(text)]
        named += [(int(year), int(month)) for month, year in _MONTH_YEAR.findall(text)]
        stated = [(year, month) for year, month in named if month]
        if len(stated) == 1:
            return tuple(stated)
    return ()


def _months_between(first: tuple[int, int], last: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """The months of a period of a year at most; none for what is none."""
    (year, month), (last_year, last_month) = first, last
    count = (last_year - year) * 12 + last_month - month + 1
    if not (1 <= count <= 12 and 1 <= month <= 12 and 1 <= last_month <= 12):
        return ()
    return tuple((year + (month - 1 + step) // 12, (month - 1 + step) % 12 + 1) for step in range(count))
