"""Times, durations and numbers as programs and people write them -> seconds and digits.

In: the text of one value.
Pitfall: the order of day and month is the file's (`LocalClock.is_day_first`); where no date decides, it
is the French one, and with AM or PM after the time the American one.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache

from veilleur.records.values.digits import shown_digits
from veilleur.records.values.local_time import LocalClock, clock_duration
from veilleur.words.destinations import HIDDEN_DIGIT
from veilleur.words.errors import LineError

REMEMBERED_TEXTS = 1 << 14
LONGEST_DATE_CHARACTERS = 64  # the patterns below try more than once, so what they see is short
LONGEST_NUMBER_CHARACTERS = 256  # with the name of who has it
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})[ T,]+(\d{1,2})[:hH](\d\d)(?::(\d\d))?$")
_SHORT_YEAR = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{2})[ T,]+(\d{1,2})[:hH](\d\d)(?::(\d\d))?$")
_LOOSE = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})[ T](\d{1,2}):(\d\d)(?::(\d\d(?:\.\d+)?))?$")
# Twelve hours: `6/3/2026 3:10:00 PM`, `2026/06/03 03:10 p.m.`.
_TWELVE_HOURS = re.compile(
    r"(.+?)[ T,]+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)? ?([ap])\.?(?:m\.?)?$", re.IGNORECASE
)
_THREE_NUMBERS = re.compile(r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{4}|\d\d)$")
# `3 juin 2026 15:10`, `03-Jun-2026 15:10:00`, `Jun 3, 2026, 15:10`, `Wed Jun 3 15:10:00 2026`.
_WITH_MONTH = re.compile(
    r"(?:[^\W\d_]+\.?,? +)?(?:(?P<day>\d{1,2})(?:er)?[ -])?(?P<month>[^\W\d_]{3,9})\.?[ -]"
    r"(?:(?P<other_day>\d{1,2}),? +)?(?:(?P<year>\d{4})[ ,àT]+)?"
    r"(?P<hour>\d{1,2})[:h](?P<minute>\d\d)(?::(?P<second>\d\d))?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?(?: (?P<last_year>\d{4}))?$"
)
_MONTHS = {
    name: place % 12 + 1
    for place, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec "
        "jan fev mar avr mai jun jul aou sep oct nov dec "
        "jan feb mar apr mai jun jul aug sep okt nov dez "
        "gen feb mar apr mag giu lug ago set ott nov dic "
        "ene feb mar abr may jun jul ago sep oct nov dic "
        "jan fev mar abr mai jun jul ago set out nov dez "
        "jan feb mrt apr mei jun jul aug sep okt nov dec "
        "jan feb maa apr maj jun jul aug sep okt nov dec "
        "sty lut mar kwi maj cze lip sie wrz paz lis gru".split()
    )
}
_PLAIN_VOWELS = str.maketrans("éûäźç", "euazc")
_COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)[ T]?(\d\d):?(\d\d):?(\d\d)(?:\.\d{1,6})?$")
_SECOND_PARTS = re.compile(r"(:\d\d:\d\d)[.,]\d{1,6}$")
_EPOCH = re.compile(r"(\d{10})(\d{3}|\d{6})?(\.\d+)?$")
_NAMED_NUMBER = re.compile(r"^.*[<(]([^<>()]*)[>)](?:;[^<>()]*)?$", re.DOTALL)
_ANY_DIGIT = re.compile(r"\d")
_BEFORE_BRACKETS = re.compile(r"\+?[0-9][0-9 .()/-]+[<(]")
_HIDDEN_END = re.compile(r"\+?[0-9]{5,}[xX]{2,4}")  # `06399802 XX` is no number of a Mr XX
_NUMBER_THEN_NAME = re.compile(r"(\+?[0-9*#]{2,})\s+(?:-\s*)?[^\W\d_]\D*$")
_URI = re.compile(r"(?:sips?|tel):", re.IGNORECASE)
_ROUNDED = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})")
_OFFSET = re.compile(r" ?([+-]\d\d)(?::?(\d\d))?$|Z$")
_ZONES = {
    "UTC": 0,
    "GMT": 0,
    "WET": 0,
    "WEST": 1,
    "BST": 1,
    "CET": 1,
    "CEST": 2,
    "MEZ": 1,
    "MESZ": 2,
    "EET": 2,
    "EEST": 3,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}
_NAMED_ZONE = re.compile(
    r"(?<=\d\d|[ap]m) ?\(?(?:(?P<name>" + "|".join(_ZONES) + r")"
    r"|(?:UTC|GMT)?(?P<sign>[+-])(?P<hours>\d\d?)(?::?(?P<minutes>\d\d))?)\)?$",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"^[^\W\d_]{2,9}\.?,? (?=\d{1,4}[/.-]\d{1,2}[/.-])")
_SPELT = re.compile(
    r"(?:pt)?(?:(\d+)\s*h(?:r|ours?|eures?)?)?\s*(?:(\d+)\s*m(?:in\w*|n)?)?\s*(?:(\d+(?:[.,]\d+)?)\s*s\w*)?$"
)
# `*10:29:47.003 GMT Mon Nov 2 2026`, `10:36:54 CEST 2026-10-05`.
_CLOCK_FIRST = re.compile(
    r"[*.]?(?P<clock>\d{1,2}:\d\d(?::\d\d)?)(?:\.\d+)?(?P<half> ?[AaPp]\.?[Mm]\.?)?(?P<zone> [A-Z]{2,5})?,? +"
    r"(?:[^\W\d_]{3,9}\.?,? (?=[^\W\d_]|\d{1,4}[/.-]|\d{1,2} [^\W\d_]))?(?P<date>\S.*\d)$"
)
_DOTTED_CLOCK = re.compile(r"(.*\d[/.-]\d{1,2}[/.-]\d{2,4}),? +(\d{1,2})\.(\d\d)(?:\.(\d\d))?$")
_SHORT_YEAR_NAMED = re.compile(
    r"(\d{1,2})[- ]([^\W\d_]{3,9})\.?[- ](\d\d)[ T,]+(\d{1,2}:\d\d.*)$"  # `02-Nov-26 11:01:55`
)
_BARE_CLOCK = re.compile(r"(.*\d[/.-]\d{1,2}[/.-]\d{2,4}) +([0-2]\d)([0-5]\d)([0-5]\d)$")
_SERIAL = re.compile(r"([3-7]\d{4})(?:[.,]| 0?[.,])(\d{3,16})$")  # a spreadsheet's days since 1899
_SERIAL_BEGIN = datetime(1899, 12, 30)
_FILE_TIME = re.compile(r"1[23]\d{16}$")  # Windows: tenths of microseconds since 1601
MOST_REWRITES = 3
_FILE_TIME_BEGIN_S = 11_644_473_600
_IN_BRACKETS = re.compile(r"(?<=\S)\s*\([^()]*\)$")
_PART_OF_DAY = re.compile(r"0[.,]\d{8,16}$")
_AT_MIDNIGHT = re.compile(r"(.*\d[/.-]\d{1,2}[/.-]\d{2,4})[ T]0?0:00(?::00(?:[.,]0+)?)?$")
_WITHOUT_LAST_UNIT = re.compile(r"(\d+)\s*(h|m(?:in|n)?)\s*(\d\d)$")


def moment(text: str, clock: LocalClock, *, rewrites: int = MOST_REWRITES) -> float:
    """Seconds since 1970 UTC of a date and time in any of the usual ways. Raises ValueError.

    rewrites: how often its parts may still be put in another order; `10:00 11:00` would be turned for ever.
    """
    text = text.strip()
    if "  " in text:  # `11:01:55.000  UTC Mon Nov  2 2026`
        text = " ".join(text.split())
    if len(text) > LONGEST_DATE_CHARACTERS:
        raise LineError("not a date and time: {text!r}", text=text[:LONGEST_DATE_CHARACTERS])
    if not text[:1].isdecimal():
        text = _WEEKDAY.sub("", text)
    if len(text) != 19:
        return _moment(text, clock, rewrites)
    at = clock.known(text)
    if at is None:
        at = _moment(text, clock, rewrites)
        clock.remember(text, at)
    return at


def _moment(text: str, clock: LocalClock, rewrites: int) -> float:
    found = _DAY_FIRST.match(text) or _SHORT_YEAR.match(text)
    if found:
        day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
        if clock.is_day_first is False:
            day, month = month, day
        return clock.at(
            year=year + 2000 if year < 100 else year,
            month=month,
            day=day,
            hour=hour,
            minute=minute,
            second=second,
        )
    epoch = _EPOCH.match(text)
    if epoch:
        small = epoch.group(2)
        return float(epoch.group(1) + (epoch.group(3) or "")) + (
            int(small) / 10 ** len(small) if small else 0
        )
    if _FILE_TIME.match(text):
        return int(text) / 10_000_000 - _FILE_TIME_BEGIN_S
    if len(text) > 16 and text[4:5] == "-" and _OFFSET.search(text[16:]):
        return datetime.fromisoformat(_OFFSET.sub(_whole_offset, text)).timestamp()
    if text[3:4] == ",":
        from email.utils import parsedate_to_datetime

        return parsedate_to_datetime(text).timestamp()
    loose = _LOOSE.match(text)
    if loose:
        year_, month_, day_, hour_, minute_ = (int(part) for part in loose.groups()[:5])
        return clock.at(
            year=year_, month=month_, day=day_, hour=hour_, minute=minute_, second=float(loose.group(6) or 0)
        )
    if ":" in text[1:4]:
        return _in_usual_order(text, clock, rewrites)
    zone = _NAMED_ZONE.search(text)
    if zone is not None:
        there = LocalClock("UTC")
        there.is_day_first = clock.is_day_first
        return moment(text[: zone.start()], there, rewrites=rewrites) - _offset_of(zone)
    unusual = _unusual(text, clock.is_day_first)
    if unusual is not None:
        return clock.at(*unusual)
    serial = _SERIAL.match(text)
    if serial is not None:
        seconds_in_it = round(float(f"0.{serial.group(2)}") * 86400)
        counted = _SERIAL_BEGIN + timedelta(days=int(serial.group(1)), seconds=seconds_in_it)
        return clock.iso(counted.isoformat(" "))
    return _in_usual_order(text, clock, rewrites)


def _in_usual_order(text: str, clock: LocalClock, rewrites: int) -> float:
    usual = _rewritten(text) if rewrites else ""
    return moment(usual, clock, rewrites=rewrites - 1) if usual else clock.iso(text)


def day_alone(text: str) -> str:
    """The day of `2026-06-03 00:00:00`, as a spreadsheet writes it where the time has a column of its own."""
    found = _AT_MIDNIGHT.match(text)
    return found.group(1) if found is not None else text


def is_serial(text: str) -> bool:
    """Whether it is a date and time as a spreadsheet counts them, of the years 1982 to 2118."""
    return _SERIAL.match(text) is not None


def _rewritten(text: str) -> str:
    """A date and time in the usual order and signs; empty where it is none that is known."""
    first = _CLOCK_FIRST.match(text)
    if first is not None:
        return f"{first['date']} {first['clock']}{first['half'] or ''}{first['zone'] or ''}"
    short = _SHORT_YEAR_NAMED.match(text)
    if short is not None:
        return f"{short.group(1)} {short.group(2)} 20{short.group(3)} {short.group(4)}"
    clock = _DOTTED_CLOCK.match(text) or _BARE_CLOCK.match(text)
    return f"{clock.group(1)} {clock.group(2)}:{clock.group(3)}:{clock.group(4) or '00'}" if clock else ""


def _unusual(text: str, is_day_first: bool | None) -> tuple[int, int, int, int, int, int] | None:
    """Year to second of the rarer ways to write a date and time."""
    compact = _COMPACT.match(text)
    if compact:
        year, month, day, hour, minute, second = (int(part) for part in compact.groups())
        return year, month, day, hour, minute, second
    text = _SECOND_PARTS.sub(r"\1", text).replace(" à ", " ")
    plain = _DAY_FIRST.match(text)
    if plain:
        day, month, year, hour, minute, second = (int(part or 0) for part in plain.groups())
        if is_day_first is False:
            day, month = month, day
        return year, month, day, hour, minute, second
    twelve = _TWELVE_HOURS.match(text)
    date = _THREE_NUMBERS.match(twelve.group(1)) if twelve else None
    if twelve and date:
        hour = int(twelve.group(2)) % 12 + (12 if twelve.group(5).lower() == "p" else 0)
        first, second_, third = (int(part) for part in date.groups())
        if len(date.group(1)) == 4:
            year, month, day = first, second_, third
        else:
            year = third + 2000 if third < 100 else third
            month, day = (second_, first) if is_day_first or first > 12 else (first, second_)
        return year, month, day, hour, int(twelve.group(3)), int(twelve.group(4) or 0)
    named = _WITH_MONTH.match(text)
    if named is None:
        return None
    month = month_named(named["month"])
    day_text, year_text = named["day"] or named["other_day"], named["year"] or named["last_year"]
    if not (month and day_text and year_text):
        return None
    hour = int(named["hour"])
    if named["half"]:
        hour = hour % 12 + (12 if named["half"].lower() == "p" else 0)
    return (
        int(year_text),
        month,
        int(day_text),
        hour,
        int(named["minute"]),
        int(named["second"] or 0),
    )


def _offset_of(zone: re.Match[str]) -> int:
    """Seconds before UTC of `CEST`, `+0200`, `(UTC+02:00)`."""
    if zone["name"]:
        return round(_ZONES[zone["name"].upper()] * 3600)
    size = int(zone["hours"] or 0) * 3600 + int(zone["minutes"] or 0) * 60
    return -size if zone["sign"] == "-" else size


def month_named(name: str) -> int:
    """The month of a name in one of nine languages, or its beginning; 0 for another word."""
    letters = name.lower().translate(_PLAIN_VOWELS)
    if letters.startswith(("juil", "jul")):
        return 7
    if letters.startswith(("juin", "jun")):
        return 6
    return _MONTHS.get(letters[:3], 0)


def _whole_offset(found: re.Match[str]) -> str:
    return f"{found.group(1)}:{found.group(2) or '00'}" if found.group(1) else "+00:00"


def is_part_of_day(text: str) -> bool:
    """Whether it is a length as a spreadsheet counts it: a part of a day, with many decimals."""
    return _PART_OF_DAY.match(text.strip()) is not None


@lru_cache(REMEMBERED_TEXTS)
def seconds(text: str) -> float:
    """Seconds of `171`, `00:02:51`, `2m 51s` or nothing (0). Raises ValueError."""
    text = _IN_BRACKETS.sub("", text.strip())  # `64s (1m 4s)`
    if _PART_OF_DAY.match(text):  # a spreadsheet's length, as a number
        return float(round(float(text.replace(",", ".")) * 86_400))
    if not text:
        return 0.0
    if len(text) > LONGEST_DATE_CHARACTERS:
        raise LineError("not a duration: {text!r}", text=text[:LONGEST_DATE_CHARACTERS])
    try:
        return clock_duration(text.replace(",", ".").replace("'", ":").rstrip('":'))
    except ValueError:
        spelt = _SPELT.match(text.lower())
        if spelt and any(spelt.groups()):
            hours, minutes, rest = (float((part or "0").replace(",", ".")) for part in spelt.groups())
            return hours * 3600 + minutes * 60 + rest
        short = _WITHOUT_LAST_UNIT.match(text.lower())  # 2m51, 1h05
        if short is not None:
            unit = 3600 if short.group(2) == "h" else 60
            return float(int(short.group(1)) * unit + int(short.group(3)) * (unit // 60))
        raise LineError("not a duration: {text!r}", text=text) from None


@lru_cache(REMEMBERED_TEXTS)
def number_of(text: str) -> str:
    """The number in `Name<number>` or `01 99 00 01 10`; other texts stay as they are."""
    if len(text) > LONGEST_NUMBER_CHARACTERS:
        return text
    found = _NAMED_NUMBER.match(text)
    if found and not (_ANY_DIGIT.search(found.group(1)) is None and _BEFORE_BRACKETS.match(text)):
        text = found.group(1)
    elif found:  # `+49 30 231251 (Reception)`
        text = text[: text.rindex("(")] if "(" in text else text[: text.rindex("<")]
    rounded = _ROUNDED.fullmatch(text.strip())
    if rounded is not None:  # a spreadsheet took it for a quantity: the last digits are gone
        shown = rounded.group(1) + (rounded.group(2) or "")
        return shown + HIDDEN_DIGIT * max(0, int(rounded.group(3)) + 1 - len(shown))
    uri = _URI.match(text.strip())
    if uri is not None:
        text = re.split(r"[@;]", text.strip()[uri.end() :], maxsplit=1)[0].replace("%2B", "+")
    squeezed = re.sub(r"[\s.()/-]|@.*$", "", text)
    before_name = None if _HIDDEN_END.fullmatch(squeezed) else _NUMBER_THEN_NAME.match(text)
    if before_name is not None:
        return before_name.group(1)
    if re.fullmatch(r"\+?[0-9*#xX?\u2022]+", squeezed):
        return shown_digits(squeezed) if squeezed[-1:] in "*?xX" and len(squeezed) > 4 else squeezed
    return text
