"""Where the library `phonenumbers` errs, or has no word for it: one row per rule, to be extended.

In: E.164 digits without `+`. Out: the first row that matches. Each row names where it comes from, and
tests/numbering/test_corrections.py holds at least one number for every row. "Tried" means tried on
phonenumbers 9.0.43. Territories that share a country code have their own table in `territories.py`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from veilleur.words.destinations import NumberClass


class Correction(NamedTuple):
    """One rule of ours in the library's stead.

    pattern: of the digits, matched from the start. territory: "" for numbers of no country.
    reason: what the library says and why that will not do. source: where our answer comes from.
    """

    code: str
    pattern: re.Pattern[str]
    number_class: NumberClass
    territory: str
    reason: str
    source: str


def _row(
    code: str, pattern: str, number_class: NumberClass, territory: str, reason: str, source: str
) -> Correction:
    return Correction(code, re.compile(pattern), number_class, territory, reason, source)


_ITU = "ITU-T E.164 assigned country codes"

CORRECTIONS: tuple[Correction, ...] = (
    _row(
        "inmarsat",
        "870",
        NumberClass.SATELLITE,
        "",
        "Tried: a mobile of region 001.",
        f"{_ITU}: Inmarsat SNAC",
    ),
    _row(
        "inmarsat_retired",
        "87[1-4]",
        NumberClass.SATELLITE,
        "",
        "Tried: cannot be parsed. The codes are retired, yet decks still price them at 2.50 USD and more.",
        "NexOSS price deck, issue 53",
    ),
    _row(
        "mobile_satellite",
        "881",
        NumberClass.SATELLITE,
        "",
        "Tried: a mobile of region 001. Iridium (6, 7) and Globalstar (8, 9) bill as satellite.",
        _ITU,
    ),
    _row("thuraya", "88216", NumberClass.SATELLITE, "", "Tried: VoIP. It is Thuraya, a satellite.", _ITU),
    _row(
        "network_satellite",
        "882(?:13|34)",
        NumberClass.SATELLITE,
        "",
        "Tried: unknown type. Ship and aircraft networks over satellite.",
        _ITU,
    ),
    _row(
        "international_network",
        "88[23]",
        NumberClass.INTERNATIONAL_NETWORK,
        "",
        "Tried: VoIP, unknown or invalid (882 15, 882 99, 883 5110). No country, prices as the holder likes.",
        _ITU,
    ),
    _row(
        "personal_international",
        "878",
        NumberClass.INTERNATIONAL_NETWORK,
        "",
        "Tried: VoIP. Universal personal telecommunications, priced as the holder likes.",
        _ITU,
    ),
    _row(
        "international_premium",
        "979",
        NumberClass.PREMIUM,
        "",
        "Tried: correct; kept whatever its length.",
        _ITU,
    ),
    _row(
        "international_shared_cost",
        "808",
        NumberClass.SHARED_COST,
        "",
        "Tried: correct; kept whatever its length.",
        _ITU,
    ),
    _row(
        "withdrawn_code",
        "888",
        NumberClass.UNASSIGNED,
        "",
        "Tried: accepted. The code of disaster relief was withdrawn, nobody answers there for a fair price.",
        _ITU,
    ),
    _row(
        "nanp_900",
        r"1900",
        NumberClass.PREMIUM,
        "US",
        "Tried: premium only where the whole number is valid.",
        "North American Numbering Plan, 900 service",
    ),
    _row(
        "nanp_976",
        r"1[2-9]\d\d976",
        NumberClass.PREMIUM,
        "US",
        "Tried: an ordinary number. 976 is pay-per-call in every American area code.",
        "Variphy list of codes outside the United States",
    ),
    _row(
        "canada_600",
        r"1600",
        NumberClass.PREMIUM,
        "CA",
        "Tried: VoIP. 600 is non-geographic, satellite services among them.",
        "Canadian Numbering Administrator, 600 service",
    ),
)
_FIRST_DIGITS = ("8", "9", "1")


def correction_for(digits: str) -> Correction | None:
    """The row for E.164 digits, None where the library may be believed."""
    if not digits.startswith(_FIRST_DIGITS):
        return None
    return next((row for row in CORRECTIONS if row.pattern.match(digits)), None)
