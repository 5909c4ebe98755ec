"""The public holidays of France, without a calendar of the world.

In: a year. Out: its days. Pitfall: those of Alsace, Moselle and overseas are not among them, and before 2008
Whit Monday and the 8th of May were holidays in some years only; the library `holidays` knows these.
"""

from __future__ import annotations

from datetime import date, timedelta

YEARS = range(2008, 2101)
_FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
_AFTER_EASTER = (1, 39, 50)  # days: Easter Monday, Ascension, Whit Monday


def french_holidays(year: int) -> frozenset[date]:
    """Those of the whole country (article L3133-1 of the Code du travail), in one of `YEARS`."""
    sunday = easter(year)
    moving = (sunday + timedelta(days=days) for days in _AFTER_EASTER)
    return frozenset((*(date(year, month, day) for month, day in _FIXED), *moving))


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar: the one after the first full moon from the 21st of March on.

    The moon is that of the tables of 1582: nineteen years bring its phases back to the same days (Meton), but
    for the leap days that centuries leave out and for the 8 days in 2,500 years by which it runs ahead.
    """
    century = year // 100
    moon_ahead = (8 * century + 13) // 25
    age = (19 * (year % 19) + century - century // 4 - moon_ahead + 15) % 30  # days from 21 March to the moon
    if age == 29 or (age == 28 and year % 19 > 10):  # the tables have no moon on 19 April, and no date twice
        age -= 1
    moon = date(year, 3, 21) + timedelta(days=age)
    return moon + timedelta(days=7 - (moon.weekday() + 1) % 7)
