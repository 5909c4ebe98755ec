"""What the values of one column look like: times, numbers, durations, words for a direction.

In: the texts of a column. Out: the share of them that have a shape.
Pitfall: `10:27` is a time of day or a duration, and ten digits are a time or a telephone number; only the
name and the other columns distinguish them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from veilleur.records.values.datetimes import day_alone, is_serial, moment, number_of, seconds
from veilleur.records.values.keywords import direction_in
from veilleur.records.values.local_time import LocalClock
from veilleur.words.destinations import HIDDEN_DIGIT

EARLIEST_EPOCH, LATEST_EPOCH = 946_684_800, 4_102_444_800  # the years 2000 to 2100
NONE_TEXTS = frozenset({"", "-", "--", "null", "none", "n/a", "na", "\\n", "nan"})
LONGEST_NONE = max(map(len, NONE_TEXTS))
_DATE = re.compile(
    r"(?:[^\W\d_]{2,9}\.?,? )?(?:\d{4}[/.-]\d{1,2}[/.-]\d{1,2}"
    r"|\d{1,2}[/. -](?:\d{1,2}|[^\W\d_]{3,9}\.?)[/. -](?:\d{4}|\d\d)"
    r"|[^\W\d_]{3,9}\.? \d{1,2},? \d{4}"
    r"|20\d{6})$"
)
_TIME = re.compile(
    r"(?:\d{1,2}[:hH.]\d\d(?:[:.]\d\d(?:[.,]\d+)?)?|[0-2]\d[0-5]\d[0-5]\d)"
    r"(?: ?[AaPp]\.?(?:[Mm]\.?)?)?(?: ?(?:Z|[+-]\d\d:?\d\d|[A-Z]{3,4}))?$"
)
_CLOCK = re.compile(r"\d{1,4}:\d\d(?::\d\d(?:[.,]\d+)?)?$")
_PHONE = re.compile(rf"\+?[0-9*#]{{2,22}}[{HIDDEN_DIGIT}]*$")
_ADDRESS = re.compile(r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?::\d+)?$")
_MONEY = re.compile(
    r"-?[\d\s.,']+ ?(?:€|p|pence|eur|usd|\$|£|gbp|chf)?$|(?:€|eur|usd|\$|£|gbp|chf) ?-?[\d\s.,']+$",
    re.IGNORECASE,
)
_ZONED = re.compile(r":\d\d(?:\.\d+)?(?:Z| ?(?:UTC|GMT)| ?[+-]\d\d:?\d\d)$")
_SAMPLE_CLOCK, _AMERICAN_CLOCK = LocalClock("UTC"), LocalClock("UTC")
_AMERICAN_CLOCK.is_day_first = False


def filled(texts: Sequence[str]) -> list[str]:
    """The texts that say something."""
    return [text for text in texts if not is_nothing(text)]


def is_nothing(text: str) -> bool:
    """Whether a text says nothing: blanks, a stroke, `null`."""
    text = text.strip()
    return len(text) <= LONGEST_NONE and text.lower() in NONE_TEXTS


def share(texts: Sequence[str], fits: Callable[[str], bool]) -> float:
    """The share of the filled texts that fit; 0 when none is filled."""
    there = filled(texts)
    return sum(fits(text.strip()) for text in there) / len(there) if there else 0.0


def is_epoch(text: str) -> bool:
    """Seconds, milliseconds or microseconds since 1970; or a file time of Windows."""
    whole = text.partition(".")[0]
    if len(whole) == 18 and whole.isdecimal() and whole[:2] in ("12", "13"):
        return True
    if not (whole.isascii() and whole.isdigit() and len(whole) in (10, 13, 16)):
        return False
    return EARLIEST_EPOCH <= int(whole[:10]) <= LATEST_EPOCH


def is_counted(text: str) -> bool:
    """A moment as a machine or a spreadsheet counts it: only a name distinguishes it from a quantity."""
    return is_epoch(text) or is_serial(text)


def has_zone(text: str) -> bool:
    """A date and time that names its zone: an offset, `Z` or `UTC`."""
    return len(text) > 16 and _ZONED.search(text) is not None


def is_moment(text: str) -> bool:
    """A date with a time of day."""
    if len(text) < 10 or not any(sign in text for sign in ":hH.TtZ") or text.isdecimal():
        return bool(re.match(r"20\d{12}$", text))
    if _DATE.match(text) or not re.search(r"\d[:hH.]\d\d", text):
        return False
    for clock in (_SAMPLE_CLOCK, _AMERICAN_CLOCK):
        try:
            moment(text, clock)
        except (ValueError, OverflowError):
            continue
        return True
    return False


def is_date(text: str) -> bool:
    """A day without a time, or at midnight, as a spreadsheet writes days."""
    return _DATE.match(day_alone(text)) is not None


def are_days(texts: Sequence[str]) -> bool:
    """Whether all moments are midnights: then the time of day stands elsewhere."""
    there = filled(texts)
    return bool(there) and all(day_alone(text) != text for text in there)


def is_time(text: str) -> bool:
    """A time of day, which may as well be a duration."""
    return _TIME.match(text) is not None


def is_duration(text: str) -> bool:
    """A length of time, in any unit."""
    if len(text) > 16 or is_date(text):
        return False
    try:
        seconds(text)
    except (ValueError, OverflowError):
        return False
    return True


def is_clock(text: str) -> bool:
    """A duration with colons in it."""
    return _CLOCK.match(text) is not None


def is_number(text: str) -> bool:
    """A telephone number, an extension or an address of SIP, and none of a machine."""
    if _ADDRESS.match(text):
        return False
    return _PHONE.match(number_of(text)) is not None and not is_date(text)


def is_outside_number(text: str) -> bool:
    """A telephone number of a public network."""
    digits = number_of(text)
    return _PHONE.match(digits) is not None and len(digits.lstrip("+")) >= 7


def is_money(text: str) -> bool:
    """An amount, with or without its currency."""
    return _MONEY.match(text) is not None


def is_direction(text: str) -> bool:
    """A word for the direction that is known."""
    return direction_in(text) is not None
