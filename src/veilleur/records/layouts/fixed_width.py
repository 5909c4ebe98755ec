"""Reading printed lines of old PABXs: columns, rules, clocks of twelve hours, years of two digits.

Pitfall: columns are counted from 1 and both ends belong to them, as the makers' manuals count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice

from veilleur.records.format import CONVENTION_LINES, Context, Line, first_of
from veilleur.records.values.year_inference import (
    MONTH_COMES_FIRST_IN,
    day_comes_first,
    likely_order_of_dates,
    order_of_dates,
)
from veilleur.words.errors import LineError
from veilleur.words.messages import Message

LINES_FOR_ORDER = 100_000  # of a file whose dates show no order
LOOKED_AT_CHARACTERS = 400  # no printed line is as long; a search may take the square of its length
_RULE = re.compile(r"[-=_*\s]*$")
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))? ?([AaPp])?[Mm]?$")
_DURATION = re.compile(r"(?:(\d{1,4})[:hH])?(\d{1,3})[:'Mm](\d\d)(?:\.\d)?$")


def column(text: str, first: int, last: int) -> str:
    """What stands in these columns, without blanks around it."""
    return text[first - 1 : last].strip()


def is_rule(text: str) -> bool:
    """Whether a line is empty or a rule of a page heading."""
    return _RULE.match(text) is not None


@lru_cache(1 << 13)
def time_of_day(text: str, twelve_hours: bool = False) -> tuple[int, int, int]:
    """(hour, minute, second) of `10:03`, `10:03AM`, `03:10P`. Raises ValueError.

    twelve_hours: the file counts twelve hours and marks only the second half.
    """
    found = _CLOCK.match(text.strip())
    if found is None:
        raise LineError("not a time of day: {text!r}", text=text)
    hour, minute, second = int(found.group(1)), int(found.group(2)), int(found.group(3) or 0)
    half = (found.group(4) or ("A" if twelve_hours else "")).upper()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "P" else 0)
    return hour, minute, second


@lru_cache(1 << 13)
def length(text: str) -> float:
    """Seconds of `hh:mm:ss`, `hh:mm'ss`, `m'ss`, `mm:ss` or nothing (0). Raises ValueError."""
    text = text.strip()
    if not text:
        return 0.0
    found = _DURATION.match(text)
    if found is None:
        raise LineError("not a duration: {text!r}", text=text)
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return float(hours * 3600 + minutes * 60 + seconds)


def whole_year(two_digits: int) -> int:
    """1980 to 2079 for a year of two digits."""
    return two_digits + (2000 if two_digits < 80 else 1900)


def ahead(lines: Iterable[Line], inspect: Callable[[list[str]], None]) -> Iterator[Line]:
    """The same lines, after `inspect` has seen the first of them: for what only the whole file shows."""
    lines = iter(lines)
    seen_before: list[str] | None = getattr(lines, "seen_before", None)
    if seen_before is not None:  # lines of a live PABX: nobody can wait for the next
        inspect(seen_before)
        return lines
    first, together = first_of(lines, CONVENTION_LINES)
    inspect([text for _, text in first])
    return together


def day_first(texts: Iterable[str], pattern: re.Pattern[str], context: Context, country: str = "") -> bool:
    """Whether dates are day then month; the first two groups of the pattern are the two numbers.

    texts: the first lines; the whole file is searched when they do not decide, for a busy PABX fills
    them in a day. country: whose order it is when no line decides; the site's unless given.
    """
    country = country or context.site.country
    found = (pattern.search(text[:LOOKED_AT_CHARACTERS]) for text in chain(texts, context.whole_text()))
    pairs = ((int(one.group(1)), int(one.group(2))) for one in found if one is not None)
    return day_comes_first(pairs, country)


def settled_dates(lines: Iterable[Line], context: Context) -> Iterator[Line]:
    """The same lines, after the clock has learned whether the dates of this file are day then month."""

    def inspect(texts: list[str]) -> None:
        undecided: set[tuple[int, int]] = set()
        context.clock.is_day_first = order_of_dates(chain(texts, context.whole_text()), undecided)
        if context.clock.is_day_first is not None or not undecided:
            return
        likely = likely_order_of_dates(chain(texts, islice(context.whole_text(), LINES_FOR_ORDER)))
        if likely is None:
            return
        is_day_first, is_sure = likely
        if is_sure:
            context.clock.is_day_first = is_day_first
        else:
            if context.site.country in MONTH_COMES_FIRST_IN:
                context.clock.is_day_first = False
            context.notice(Message("no date shows whether day or month comes first"))

    return ahead(lines, inspect)
