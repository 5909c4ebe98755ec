"""Dates written without a year, or with day and month in an order that depends on the country.

In: months and days in the order of the file. Out: years.
Pitfall: a file may run over more than one New Year, so the first year is known only when the last date is:
the reader reads such a file twice (`Format.yearless`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from veilleur.words.errors import LineError

_SLASHED = re.compile(
    r"(?:^ *|[;,|\t\">] *|(?<=  ))(\d{1,2})[/-](\d{1,2})[/-](?:\d{4}|\d\d)(?=[ T,;|\t\"<]|$)"
)
SURELY_MORE_DAYS = 3  # than months
OUT_OF_ORDER_AT_MOST = timedelta(days=90)  # lines are printed when calls end, or were sorted by a person
MONTH_COMES_FIRST_IN = frozenset({"US", "CA", "PH", "BZ"})


class Years:
    """Gives a year to each month and day: the next one after the date before it, or a little earlier."""

    def __init__(self, first_year: int) -> None:
        self.first_year = first_year
        self.is_named = False  # a page heading named the year
        self.last: date | None = None

    def set_year(self, year: int) -> None:
        """A heading of the file names the year of what follows."""
        self.is_named = True
        if self.last is None:
            self.first_year = year
        elif year > self.last.year:
            self.last = date(year, 1, 1)
        elif year < self.last.year:
            self.last = date(year, self.last.month, 1)

    def year_of(self, month: int, day: int) -> int:
        """The year of the next date of the file. Raises ValueError for no such day."""
        if self.last is not None and self.last.day == day and self.last.month == month:
            return self.last.year
        near = self.first_year if self.last is None else self.last.year
        candidates = []
        for year in (near - 1, near, near + 1):
            try:
                candidates.append(date(year, month, day))
            except ValueError:
                continue
        if not candidates:
            raise LineError("no such day: month {month}, day {day}", month=month, day=day)
        if self.last is None:
            best = min(candidates, key=lambda one: abs(one.year - near))
        else:
            earliest = self.last - OUT_OF_ORDER_AT_MOST
            best = next((one for one in candidates if one >= earliest), candidates[-1])
        self.last = best
        return best.year

    def first_year_for(self, latest: date) -> int:
        """The first year with which the last date of the file does not lie after `latest`."""
        if self.is_named or self.last is None:
            return self.first_year
        too_late = self.last.year - latest.year
        if (self.last.month, self.last.day) > (latest.month, latest.day):
            too_late += 1
        return self.first_year - max(0, too_late)


def day_comes_first(pairs: Iterable[tuple[int, int]], country: str) -> bool:
    """Whether dates such as 06/07 are day then month: shown by a number above 12, else by country."""
    for first, second in pairs:
        if first > 12 >= second:
            return True
        if second > 12 >= first:
            return False
    return country not in MONTH_COMES_FIRST_IN


def order_of_dates(texts: Iterable[str], undecided: set[tuple[int, int]] | None = None) -> bool | None:
    """Whether dates with slashes are day then month; None when no number above 12 shows it.

    undecided: gets the two numbers of each date that does not show it.
    """
    for text in texts:
        for first, second in _SLASHED.findall(text):
            if int(first) > 12 >= int(second):
                return True
            if int(second) > 12 >= int(first):
                return False
            if undecided is not None:
                undecided.add((int(first), int(second)))
    return None


def likely_order_of_dates(texts: Iterable[str]) -> tuple[bool, bool] | None:
    """Whether day comes first, and whether that is sure, where no number above 12 shows it.

    None when no date has slashes. What changes less is the month: a file covers more days than months.
    """
    pairs = {(int(first), int(second)) for text in texts for first, second in _SLASHED.findall(text)}
    if not pairs:
        return None
    firsts, seconds = {first for first, _ in pairs}, {second for _, second in pairs}
    if len(firsts) == len(seconds):
        return True, all(first == second for first, second in pairs)
    return len(firsts) > len(seconds), abs(len(firsts) - len(seconds)) >= SURELY_MORE_DAYS
