"""Emergency numbers of a site, and the extension plans that hide one.

Pitfall: an emergency number matches as a whole string only; 1120 is none.
"""

from __future__ import annotations

import re
from functools import lru_cache

from veilleur.numbering import french
from veilleur.numbering.short_numbers import library_emergency, short_numbers
from veilleur.numbering.territories import COUNTRY_CODES
from veilleur.words.site import Site


def emergency_numbers(site: Site) -> frozenset[str]:
    """Emergency numbers of the site's country, 112 and 911 everywhere, and the site's own."""
    return _emergency_numbers(site.country, tuple(site.emergency_numbers))


def emergency_forms(site: Site) -> frozenset[str]:
    """The same, and as a switch may write them that puts the country code before every number."""
    numbers = emergency_numbers(site)
    codes = own_country_codes(site)
    return numbers | {f"{way}{code}{number}" for way in ("+", "00") for code in codes for number in numbers}


def own_country_codes(site: Site) -> frozenset[str]:
    """The country codes of the site's country, without +."""
    codes = {code for code, country in COUNTRY_CODES.items() if country == site.country}
    return frozenset(codes | ({"33"} if site.country in french.TERRITORIES else set()))


@lru_cache(maxsize=256)
def _emergency_numbers(country: str, own: tuple[str, ...]) -> frozenset[str]:
    if country in french.TERRITORIES:
        return frozenset({"112", "911", *own, *french.EMERGENCY})
    return frozenset({"112", "911", *own, *library_emergency(country), *short_numbers(country).emergency})


def emergency_collisions(site: Site) -> list[str]:
    """Emergency numbers that the site's extension patterns would also match."""
    patterns = [extension_pattern(text) for text in site.extensions]
    return sorted(n for n in emergency_numbers(site) if any(p.fullmatch(n) for p in patterns))


def extension_pattern(text: str) -> re.Pattern[str]:
    """A pattern of extensions as switches write them.

    X any digit, Z 1-9, N 2-9, [13-5] a set, a final `.` at least one more digit, `!` any more; or a
    range of equal length such as 200-249; else itself.
    """
    pattern = text.strip().removeprefix("_").upper()
    ends = re.fullmatch(r"([0-9]+)-([0-9]+)", pattern)
    if ends and len(ends[1]) == len(ends[2]) <= 4:
        numbers = range(int(ends[1]), int(ends[2]) + 1)
        return re.compile("|".join(f"{number:0{len(ends[1])}d}" for number in numbers) or "(?!)")
    marks = {"X": "[0-9]", "Z": "[1-9]", "N": "[2-9]", ".": "[0-9]+", "!": "[0-9]*"}
    parts = re.findall(r"\[[0-9-]+\]|.", pattern)
    return re.compile("".join(p if len(p) > 1 else marks.get(p, re.escape(p)) for p in parts))
