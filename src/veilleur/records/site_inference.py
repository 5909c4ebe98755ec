"""Infers the site from a file of call records, for a person who comes without a configuration.

In: the first records, read with the defaults. Out: a `Site` and, in words of the code, what was guessed.
Pitfall: a guess only ever widens the opening hours of the default, and only by what calls at home show on
many days, so that one night of fraud cannot declare the night open.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from veilleur.records.country_inference import CountryGuess, country_of, is_at_home, zone_of
from veilleur.records.reader import Reader
from veilleur.words.calls import Direction
from veilleur.words.destinations import HIDDEN_DIGIT
from veilleur.words.events import CallRecorded
from veilleur.words.site import Hours, Site

RECORDS_LOOKED_AT = 20_000
LEAST_SHARE = 0.01  # of all names: a length of extension seen more rarely is an accident
WEEKDAYS_MIN = 3  # of a weekday, before its hours are believed
LEAST_HOURS = 3  # on a day that is closed by default, before it is believed open
BUSY_SHARE = 0.4  # of those days with a call at home in that hour; expert estimate
_EXTENSION = re.compile(r"[1-9]\d{1,5}")
_NATIONAL = re.compile(r"(?:0|0033|\+33)[1-9]\d{8}")
_BEHIND_A_DIGIT = re.compile(r"(\d)(?:0|0033)[1-9]\d{8}")
# A site in North America dials these.
_AMERICAN = re.compile(r"\+?1?[2-9]\d{2}[2-9]\d{6}")
_BEHIND_AMERICAN = re.compile(r"(?:(\d)1|9)[2-9]\d{2}[2-9]\d{6}")
FRENCH_SHARE = 0.5
SHORTEST_AT_HOME = 7  # digits: shorter ones are services or telephones
LOOKED_AT_FOR_DIGIT = 200
_ZERO_LOST = re.compile(r"[1-9]\d{8}")
ZERO_LOST_SHARE = 0.5
LEAST_NUMBERS = 10
NATIONAL_DIGITS = 9  # of a French number without its zero
_ABROAD = re.compile(r"\d?00[1-9]\d{6,}|\+(?!33)\d{7,}")


class Guess(NamedTuple):
    """A site as its records show it. lines: names of the trunks, the busiest first.

    are_zeros_lost: the records need `with_zeros` before they mean anything.
    country_from: what showed the country (own, callers, form, words, days), "said", or nothing where it is
    the default. country_rivals: others whose numbers look the same.
    """

    site: Site
    is_outside_line_seen: bool
    are_extensions_seen: bool
    are_hours_seen: bool
    lines: tuple[str, ...]
    are_zeros_lost: bool = False
    country_from: str = ""
    country_rivals: tuple[str, ...] = ()


def guess_site(
    coming: Iterable[CallRecorded], site: Site, *, country: str = "", hints: Collection[str] = ()
) -> Guess:
    """The site, with its outside line, extensions and hours taken from the first records.

    country: where it is known; else it is inferred too. hints: what else speaks for a country; a reader's
    own are taken.
    """
    records = list(islice(coming, RECORDS_LOOKED_AT))
    hints = coming.hints if isinstance(coming, Reader) else hints
    # Only the first digits count here, and the last ones are those that are hidden.
    dialled = [
        record.number.replace(HIDDEN_DIGIT, "0") for record in records if record.direction is Direction.OUT
    ]
    are_zeros_lost = _are_zeros_lost(dialled)
    if are_zeros_lost:
        records = list(with_zeros(records))
        dialled = [_with_zeros(number) for number in dialled]
    guessed = (
        CountryGuess(country, "said")
        if country
        else country_of(records, site.country, is_french=_is_french(dialled), hints=hints)
    )
    if guessed.country != site.country:
        zone = zone_of(guessed.country, records, site.timezone)
        site = replace(site, country=guessed.country, timezone=zone)
    outside = _outside_line(dialled, site.country)
    extensions = _extensions(records)
    if outside is not None:
        site = replace(site, outside_line=outside)
    if extensions:
        site = replace(site, extensions=extensions)
    hours = _hours(records, site)
    lines = Counter(record.trunk for record in records if record.trunk)
    return Guess(
        site=replace(site, hours=hours or replace(site.hours, holidays=site.country)),
        is_outside_line_seen=outside is not None,
        are_extensions_seen=bool(extensions),
        are_hours_seen=hours is not None,
        lines=tuple(name for name, _count in lines.most_common(3)),
        are_zeros_lost=are_zeros_lost,
        country_from=guessed.shown_by,
        country_rivals=guessed.rivals,
    )


def guess_from(read: Callable[[Site], Iterable[CallRecorded]], site: Site, *, country: str = "") -> Guess:
    """The site that the records of `read` show, read once more where its country has another zone.

    Times without a zone mean other hours there, and the opening hours are seen from them.
    """
    guess = guess_site(read(site), site, country=country)
    if guess.site.timezone == site.timezone:
        return guess
    there = replace(site, country=guess.site.country, timezone=guess.site.timezone)
    again = guess_site(read(there), there, country=there.country)
    return again._replace(country_from=guess.country_from, country_rivals=guess.country_rivals)


def with_zeros(records: Iterable[CallRecorded]) -> Iterator[CallRecorded]:
    """The records with the first zeros of the numbers that a spreadsheet took for quantities."""
    for record in records:
        if record.direction is Direction.OUT:
            yield record._replace(number=_with_zeros(record.number))
        else:
            yield record


def _with_zeros(number: str) -> str:
    if not number.rstrip(HIDDEN_DIGIT).isdecimal() or number[0] == "0":
        return number
    return (
        f"0{number}"
        if len(number) == NATIONAL_DIGITS
        else f"00{number}"
        if len(number) > NATIONAL_DIGITS
        else number
    )


def _are_zeros_lost(dialled: Sequence[str]) -> bool:
    """Whether most numbers are French ones without their first zero, and none has it."""
    if len(dialled) < LEAST_NUMBERS or any(number.startswith(("0", "+")) for number in dialled):
        return False
    return sum(bool(_ZERO_LOST.fullmatch(number)) for number in dialled) > ZERO_LOST_SHARE * len(dialled)


def _is_french(dialled: Sequence[str]) -> bool:
    """Whether most numbers dialled at home are written as in France, each counted once."""
    at_home = {number for number in dialled if not _ABROAD.match(number) and len(number) > SHORTEST_AT_HOME}
    french = sum(bool(_NATIONAL.fullmatch(number) or _BEHIND_A_DIGIT.fullmatch(number)) for number in at_home)
    return french > FRENCH_SHARE * len(at_home)


def _outside_line(dialled: Iterable[str], country: str) -> str | None:
    """The digit before national numbers; "" when they stand alone; None when none was seen."""
    alone, behind_a_digit = (_AMERICAN, _BEHIND_AMERICAN) if country == "US" else (_NATIONAL, _BEHIND_A_DIGIT)
    if country not in ("US", "FR"):
        return _foreign_outside_line(dialled, country)
    seen: Counter[str] = Counter()
    for number in dialled:
        behind = behind_a_digit.fullmatch(number)
        if alone.fullmatch(number):
            seen[""] += 1
        elif behind:
            seen[behind[1] or "9"] += 1
    return seen.most_common(1)[0][0] if seen else None


def _foreign_outside_line(dialled: Iterable[str], country: str) -> str | None:
    """The same where neither France's nor America's form of numbers holds."""
    numbers = list(dict.fromkeys(dialled))[:LOOKED_AT_FOR_DIGIT]
    alone = sum(number.startswith("+") or is_at_home(number, country) for number in numbers)
    behind = {
        digit: sum(number.startswith(digit) and is_at_home(number[1:], country) for number in numbers)
        for digit in "09"
    }
    digit = max(behind, key=lambda one: behind[one])
    if not alone and not behind[digit]:
        return None
    return digit if behind[digit] > alone else ""


def _extensions(records: Iterable[CallRecorded]) -> tuple[str, ...]:
    """Patterns such as 1XX, of the names that telephones of the site bear."""
    names: Counter[str] = Counter()
    for record in records:
        inside = [record.extension]
        if record.direction is Direction.INTERNAL:
            inside.append(record.number)
        names.update(name for name in inside if _EXTENSION.fullmatch(name))
    total = sum(names.values())
    patterns: Counter[str] = Counter()
    for name, count in names.items():
        patterns[name[0] + "X" * (len(name) - 1)] += count
    return tuple(sorted(p for p, count in patterns.items() if count >= max(2, total * LEAST_SHARE)))


def _hours(records: Sequence[CallRecorded], site: Site) -> Hours | None:
    """The default hours, widened by what many days show; None when there are too few days."""
    zone = ZoneInfo(site.timezone)
    days: dict[int, set[date]] = defaultdict(set)
    busy: dict[tuple[int, int], set[date]] = defaultdict(set)
    for record in records:
        moment = datetime.fromtimestamp(record.at, zone)
        days[moment.weekday()].add(moment.date())
        if not _ABROAD.match(record.number):
            busy[moment.weekday(), moment.hour].add(moment.date())
    everything = {day for found in days.values() for day in found}
    if not everything or (max(everything) - min(everything)).days < WEEKDAYS_MIN * 7:
        return None
    weeks = max(1.0, (max(everything) - min(everything)).days / 7)
    ranges: list[tuple[tuple[int, int], ...]] = []
    for weekday in range(7):
        usual = site.hours.ranges[weekday]
        hours = [
            hour
            for hour in range(24)
            if len(busy[weekday, hour]) >= max(WEEKDAYS_MIN, BUSY_SHARE * min(weeks, len(days[weekday]) + 1))
        ]
        is_known = bool(usual) or len(hours) >= LEAST_HOURS
        if (
            hours and is_known and max(hours) - min(hours) + 1 <= 2 * len(hours)
        ):  # one stretch, not two accidents
            spans = (*usual, (min(hours) * 60, (max(hours) + 1) * 60))
            ranges.append(((min(start for start, _ in spans), max(end for _, end in spans)),))
        else:
            ranges.append(usual)
    if all(span and span[0] == (0, 1440) for span in ranges):
        return replace(site.hours, always=True)
    works_on_sunday = bool(ranges[6])
    return replace(site.hours, ranges=tuple(ranges), holidays="" if works_on_sunday else site.country)
