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
    return Correction(
        code=code,
        pattern=re.compile(pattern),
        number_class=number_class,
        territory=territory,
        reason=reason,
        source=source,
    )


ITU = "ITU-T E.164 assigned country codes"

CORRECTIONS: tuple[Correction, ...] = (
    _row(
        code="inmarsat",
        pattern="870",
        number_class=NumberClass.SATELLITE,
        territory="",
        reason="Tried: a mobile of region 001.",
        source=f"{ITU}: Inmarsat SNAC",
    ),
    _row(
        code="inmarsat_retired",
        pattern="87[1-4]",
        number_class=NumberClass.SATELLITE,
        territory="",
        reason="Tried: cannot be parsed. The codes are retired, yet decks price them at 2.50 USD and more.",
        source="NexOSS price deck, issue 53",
    ),
    _row(
        code="mobile_satellite",
        pattern="881",
        number_class=NumberClass.SATELLITE,
        territory="",
        reason="Tried: a mobile of region 001. Iridium (6, 7) and Globalstar (8, 9) bill as satellite.",
        source=ITU,
    ),
    _row(
        code="thuraya",
        pattern="88216",
        number_class=NumberClass.SATELLITE,
        territory="",
        reason="Tried: VoIP. It is Thuraya, a satellite.",
        source=ITU,
    ),
    _row(
        code="network_satellite",
        pattern="882(?:13|34)",
        number_class=NumberClass.SATELLITE,
        territory="",
        reason="Tried: unknown type. Ship and aircraft networks over satellite.",
        source=ITU,
    ),
    _row(
        code="international_network",
        pattern="88[23]",
        number_class=NumberClass.INTERNATIONAL_NETWORK,
        territory="",
        reason="Tried: VoIP, unknown or invalid (882 15, 882 99, 883 5110). No country, any price.",
        source=ITU,
    ),
    _row(
        code="personal_international",
        pattern="878",
        number_class=NumberClass.INTERNATIONAL_NETWORK,
        territory="",
        reason="Tried: VoIP. Universal personal telecommunications, priced as the holder likes.",
        source=ITU,
    ),
    _row(
        code="international_premium",
        pattern="979",
        number_class=NumberClass.PREMIUM,
        territory="",
        reason="Tried: correct; kept whatever its length.",
        source=ITU,
    ),
    _row(
        code="international_shared_cost",
        pattern="808",
        number_class=NumberClass.SHARED_COST,
        territory="",
        reason="Tried: correct; kept whatever its length.",
        source=ITU,
    ),
    _row(
        code="withdrawn_code",
        pattern="888",
        number_class=NumberClass.UNASSIGNED,
        territory="",
        reason="Tried: accepted. The code of disaster relief was withdrawn; no fair price is known.",
        source=ITU,
    ),
    _row(
        code="nanp_900",
        pattern=r"1900",
        number_class=NumberClass.PREMIUM,
        territory="US",
        reason="Tried: premium only where the whole number is valid.",
        source="North American Numbering Plan, 900 service",
    ),
    _row(
        code="nanp_976",
        pattern=r"1[2-9]\d\d976",
        number_class=NumberClass.PREMIUM,
        territory="US",
        reason="Tried: an ordinary number. 976 is pay-per-call in every American area code.",
        source="Variphy list of codes outside the United States",
    ),
    _row(
        code="canada_600",
        pattern=r"1600",
        number_class=NumberClass.PREMIUM,
        territory="CA",
        reason="Tried: VoIP. 600 is non-geographic, satellite services among them.",
        source="Canadian Numbering Administrator, 600 service",
    ),
)
_FIRST_DIGITS = ("8", "9", "1")


def correction_for(digits: str) -> Correction | None:
    """The row for E.164 digits, None where the library may be believed."""
    if not digits.startswith(_FIRST_DIGITS):
        return None
    return next((row for row in CORRECTIONS if row.pattern.match(digits)), None)
