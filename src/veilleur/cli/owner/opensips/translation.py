"""The rules of `fraud_detection` in our words: what may last how long, what is barred, when a firm is closed.

In: rules, the site. Out: a `Proposal`. Pitfall: a rule is for a prefix and one user, a limit of ours for a
whole class of destination; so a limit is proposed only where the rules bound all of that class, and it is
the widest of theirs: it stops no call that the table let pass.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from veilleur.cli.owner.opensips.table import MINUTES_OF_DAY, FraudRule
from veilleur.numbering.dialplan import DialPlan
from veilleur.numbering.territories import COUNTRY_CODES, SUBPREFIXES
from veilleur.words.destinations import NumberClass
from veilleur.words.site import Site

DAY_KEYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_MINUTES_MAX = 10_000
_NETWORKS = ("870", "881", "882", "883", "878")  # of no country
_FOREIGN = (NumberClass.INTERNATIONAL, NumberClass.SATELLITE, NumberClass.INTERNATIONAL_NETWORK)
_AT_HOME = (NumberClass.PREMIUM, NumberClass.SHARED_COST)
_FILLING = "123456789"
_LENGTHS = range(8, 16)  # of whole numbers as they are dialled
_ACCESS_MAX = 4  # digits dialled before a number, such as 00 or 011
_WITHOUT = ("cpm", "sequential_calls", "concurrent_calls", "total_calls")


class Unit(NamedTuple):
    """One piece of the world's numbers: all that begin with these digits."""

    digits: str
    territory: str
    number_class: NumberClass


@dataclass(frozen=True, slots=True)
class Proposal:
    """What stands for the table. longest_minutes, barred: by class of destination. territories: barred
    countries. hours: "08:00-18:00" by day when calls abroad are barred at all other times; empty else.
    columns: those that hold a threshold and have no counterpart. left_out: barred prefixes that are less
    than a country or a class. part: classes whose calls the table bounds in length for some prefixes
    alone."""

    longest_minutes: dict[str, int] = field(default_factory=dict)
    barred: list[str] = field(default_factory=list)
    territories: list[str] = field(default_factory=list)
    hours: dict[str, str] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    part: list[str] = field(default_factory=list)


def translated(rules: Sequence[FraudRule], site: Site, numbering: DialPlan) -> Proposal:
    """The proposal for a site."""
    by_prefix: dict[str, list[FraudRule]] = defaultdict(list)
    unread: list[str] = []
    for rule in rules:
        prefixes = e164_prefixes(rule.prefix, numbering)
        if not prefixes and rule.bars:
            unread.append(rule.prefix)
        for prefix in prefixes:
            by_prefix[prefix].append(rule)
    units = _units(site, numbering)
    weeks_of: dict[tuple[str, ...], _Week] = {}  # most units are under the same prefixes
    week = {}
    for unit in units:
        over = _prefixes_over(unit.digits, by_prefix)
        if over not in weeks_of:
            weeks_of[over] = _Week.of(over, by_prefix)
        week[unit] = weeks_of[over]
    longest, part, barred = {}, [], []
    for number_class in (*_FOREIGN, *_AT_HOME):
        weeks = [week[unit] for unit in units if unit.number_class is number_class]
        if not weeks:
            continue
        if all(one.is_barred for one in weeks):
            barred.append(number_class.value)
            continue
        open_weeks = [one for one in weeks if not one.is_barred]
        if all(one.longest_s for one in open_weeks):
            minutes = max(-(-one.longest_s // 60) for one in open_weeks)
            if minutes <= LONGEST_MINUTES_MAX:
                longest[number_class.value] = minutes
        elif any(one.longest_s for one in open_weeks):
            part.append(number_class.value)
    abroad = [week[unit] for unit in units if unit.number_class is NumberClass.INTERNATIONAL]
    whole = _whole_territories(units, week) if NumberClass.INTERNATIONAL.value not in barred else []
    hours = _hours(abroad)
    left_out = _left_out(by_prefix, week, barred=barred, territories=whole, has_hours=bool(hours))
    return Proposal(
        longest_minutes=longest,
        barred=barred,
        territories=whole,
        hours=hours,
        columns=_columns_without(rules),
        left_out=[*unread, *left_out],
        part=part,
    )


def e164_prefixes(written: str, numbering: DialPlan) -> list[str]:
    """The international prefixes that a prefix of the table means; none when it is no number.

    `+371`, `371` and, at home in France, `00371` are one; `0899` is `33899`; what begins both the national
    and the international numbers (`0`) is both.
    """
    digits = written.removeprefix("+")
    if not digits:
        return [""]
    if not (digits.isascii() and digits.isdecimal()):
        return []
    if written.startswith("+") or not digits.startswith("0"):
        return [digits]
    found = set()
    for ending in range(10):
        for length in _LENGTHS:
            number = (digits + str(ending) + _FILLING + _FILLING)[:length]
            read = numbering.destination(number, True).e164.lstrip("+")
            for taken in range(1, min(_ACCESS_MAX, len(digits) + 1) + 1):
                rest = digits[taken:]
                if read and read.endswith(number[taken:]):
                    found.add(read.removesuffix(number[taken:]) + rest)
                    break
    return sorted(_shortest(found))


def _shortest(prefixes: Iterable[str]) -> set[str]:
    prefixes = set(prefixes)
    return {one for one in prefixes if not any(one != two and one.startswith(two) for two in prefixes)}


class _Week(NamedTuple):
    """What the rules make of one unit. barred: minutes of the week. longest_s: the widest length of a call
    while it is not barred; 0 where it is not bounded at some time."""

    barred: frozenset[tuple[int, int, int]]
    is_barred: bool
    longest_s: int

    @classmethod
    def of(cls, prefixes: Sequence[str], by_prefix: dict[str, list[FraudRule]]) -> _Week:
        if not prefixes:
            return cls(frozenset(), False, 0)
        rules = [rule for prefix in prefixes for rule in by_prefix[prefix]]
        cuts = sorted({0, MINUTES_OF_DAY, *(r.first for r in rules), *(r.last + 1 for r in rules)})
        barred, lengths, is_open, is_bounded = set(), [0], False, True
        for day in range(7):
            for first, end in pairwise(cuts):
                found = _in_force(prefixes, by_prefix, day, first)
                if found is not None and found.bars:
                    barred.add((day, first, end))
                    continue
                is_open = True
                length = 0 if found is None else found.critical["call_duration"]
                is_bounded = is_bounded and length > 0
                lengths.append(length)
        return cls(frozenset(barred), not is_open, max(lengths) if is_bounded else 0)


def _prefixes_over(digits: str, by_prefix: dict[str, list[FraudRule]]) -> tuple[str, ...]:
    """Those of the table that a number of the unit begins with, the longest first."""
    starts = (digits[:length] for length in range(len(digits), -1, -1))
    return tuple(start for start in starts if start in by_prefix)


def _in_force(
    prefixes: Sequence[str], by_prefix: dict[str, list[FraudRule]], day: int, minute: int
) -> FraudRule | None:
    """The first rule of the longest prefix that holds at that time."""
    for prefix in prefixes:
        for rule in by_prefix[prefix]:
            if _holds(rule, day, minute):
                return rule
    return None


def _holds(rule: FraudRule, day: int, minute: int) -> bool:
    if rule.first <= rule.last:
        return day in rule.days and rule.first <= minute <= rule.last
    after = minute <= rule.last and (day - 1) % 7 in rule.days  # over midnight
    return (day in rule.days and minute >= rule.first) or after


def _units(site: Site, numbering: DialPlan) -> list[Unit]:
    home = [code for code, territory in COUNTRY_CODES.items() if territory == site.country]
    home += ["1"] * (site.country == "US")
    units = []
    for code in (*COUNTRY_CODES, *SUBPREFIXES, "1", *_NETWORKS):
        territory = {**COUNTRY_CODES, **SUBPREFIXES, "1": "US"}.get(code, "")
        if territory != site.country:
            found = NumberClass.INTERNATIONAL if territory else _class_of(code, numbering)
            if found is not None:
                units.append(Unit(code, territory, found))
    for code in home[:1]:
        for block in range(100, 1000):
            at_home = _class_of(f"{code}{block}", numbering)
            if at_home in _AT_HOME:
                units.append(Unit(f"{code}{block}", site.country, at_home))
    return units


def _class_of(digits: str, numbering: DialPlan) -> NumberClass | None:
    return numbering.destination(f"+{digits}{_FILLING}"[:12], True).number_class


def _whole_territories(units: Sequence[Unit], week: dict[Unit, _Week]) -> list[str]:
    parts: dict[str, list[bool]] = defaultdict(list)
    for unit in units:
        if unit.number_class is NumberClass.INTERNATIONAL:
            parts[unit.territory].append(week[unit].is_barred)
    return sorted(territory for territory, barred in parts.items() if all(barred))


def _hours(abroad: Sequence[_Week]) -> dict[str, str]:
    """Opening hours: when not all calls abroad are barred; empty when there is no other time."""
    cuts = sorted({0, MINUTES_OF_DAY, *(end for one in abroad for _day, *ends in one.barred for end in ends)})
    hours: dict[str, str] = {}
    is_ever_closed = is_ever_open = False
    for day in range(7):
        spans: list[list[int]] = []
        for first, end in pairwise(cuts):
            if all(any(d == day and a <= first and end <= b for d, a, b in one.barred) for one in abroad):
                is_ever_closed = True
            elif spans and spans[-1][1] == first:
                spans[-1][1] = end
            else:
                spans.append([first, end])
        is_ever_open = is_ever_open or bool(spans)
        hours[DAY_KEYS[day]] = ",".join(f"{_clock(a)}-{_clock(b)}" for a, b in spans) or "closed"
    return hours if is_ever_closed and is_ever_open else {}


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _columns_without(rules: Sequence[FraudRule]) -> list[str]:
    columns = [
        f"{name}_critical"
        for name in _WITHOUT
        if any(rule.critical[name] > (name != "sequential_calls") for rule in rules)  # a 1 bars
    ]
    names = (*_WITHOUT, "call_duration")
    return columns + [f"{name}_warning" for name in names if any(rule.warning[name] for rule in rules)]


def _left_out(
    by_prefix: dict[str, list[FraudRule]],
    week: dict[Unit, _Week],
    *,
    barred: Sequence[str],
    territories: Sequence[str],
    has_hours: bool,
) -> list[str]:
    """Barred prefixes of which a part is barred by nothing that is proposed."""
    left_out = []
    for prefix, rules in by_prefix.items():
        if not any(rule.bars for rule in rules):
            continue
        under = [unit for unit in week if unit.digits.startswith(prefix) or prefix.startswith(unit.digits)]
        if has_hours and any(not week[unit].is_barred for unit in under):
            continue  # barred at the times that became closed
        if not under or any(
            unit.number_class.value not in barred and unit.territory not in territories for unit in under
        ):
            left_out.append(prefix)
    return sorted(left_out)
