"""What set-up proposes of a FreePBX: the answers to questions about its plan of numbers. Pure.

In: `Facts`. Out: answers by key. Pitfall: a pattern that covers an emergency number is never proposed, nor
is an emergency number of more than six digits: whoever can write into FreePBX could name any number so.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from veilleur.numbering.emergency import emergency_collisions, emergency_numbers
from veilleur.pbx.asterisk.freepbx.facts import Facts, Route
from veilleur.words.site import Site

FEWEST_FOR_A_PATTERN = 4  # telephones: below, each is named
_EMERGENCY = re.compile(r"[0-9]{2,6}$")


class Proposal(NamedTuple):
    """country: "" when FreePBX does not say it. emergency: numbers of its emergency routes that are none of
    the country's own."""

    extensions: tuple[str, ...]
    trunks: tuple[str, ...]
    outside_line: str
    country: str
    timezone: str
    emergency: tuple[str, ...]


def proposal_of(facts: Facts, country_of_zone: Callable[[str], str]) -> Proposal:
    """The answers that FreePBX gives. country_of_zone: the country of a time zone, "" when there is none."""
    country = country_of_zone(facts.timezone) or facts.country
    known = emergency_numbers(Site(country=country or "FR"))
    emergency = tuple(sorted(set(_emergency(facts.routes)) - known))
    return Proposal(
        extensions=_patterns(facts.extensions, country, emergency),
        trunks=tuple(dict.fromkeys(one.channel for one in facts.trunks if one.channel)),
        outside_line=_outside_line(facts.routes),
        country=country,
        timezone=facts.timezone if country_of_zone(facts.timezone) else "",
        emergency=emergency,
    )


def _emergency(routes: Iterable[Route]) -> Iterable[str]:
    for route in routes:
        for pattern in route.patterns if route.is_emergency else ():
            if _EMERGENCY.match(pattern.rest):
                yield pattern.rest


def _patterns(extensions: Iterable[str], country: str, emergency: tuple[str, ...]) -> tuple[str, ...]:
    """Telephones by their first digit and length, such as 2XX; one by one where there are few, or where the
    pattern would cover an emergency number."""
    groups: dict[tuple[int, str], list[str]] = defaultdict(list)
    for extension in sorted(extensions):
        groups[len(extension), extension[:1]].append(extension)
    found: list[str] = []
    for (length, first), members in sorted(groups.items()):
        pattern = first + "X" * (length - 1)
        hides = emergency_collisions(
            Site(country=country or "FR", extensions=(pattern,), emergency_numbers=emergency)
        )
        are_few = len(members) < FEWEST_FOR_A_PATTERN or not all(one.isdecimal() for one in members)
        found += members if hides or are_few else [pattern]
    return tuple(found)


def _outside_line(routes: Iterable[Route]) -> str:
    """The digit that most routes cut off, emergency routes aside; "" when most cut nothing."""
    prefixes = Counter(
        pattern.prefix
        for route in routes
        for pattern in (() if route.is_emergency else route.patterns)
        if not _EMERGENCY.match(pattern.prefix + pattern.rest)
    )
    if not prefixes:
        return ""
    prefix, _count = prefixes.most_common(1)[0]
    return prefix if re.fullmatch(r"[0-9]", prefix) else ""
