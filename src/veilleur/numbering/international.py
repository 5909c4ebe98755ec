"""International digits -> Reading: country code, territory, class. Our corrections before the library.

Pitfall: a number the library calls invalid still costs money, so it keeps its territory and price and only
loses clearness.
"""

from __future__ import annotations

import re
from functools import lru_cache

from veilleur.numbering.corrections import correction_for
from veilleur.numbering.national_ranges import range_of
from veilleur.numbering.reading import UNKNOWN, Reading
from veilleur.numbering.territories import COUNTRY_CODES, SUBPREFIXES
from veilleur.words.destinations import NumberClass

SHORTEST_DIGITS, LONGEST_DIGITS = 4, 18
_SHORTEST_UNPREFIXED_DIGITS = 7  # 15150 is no number of America
_LONGEST_SUBPREFIX = max(map(len, SUBPREFIXES))
_SUBPREFIX_BEGINNINGS = frozenset(prefix[:2] for prefix in SUBPREFIXES)
_SHORTEST_NATIONAL = 2  # digits, as the library parses
_TYPES_REMEMBERED = 1 << 14
_UNIVERSAL_FREEPHONE_DIGITS = 11  # 800 and eight digits, ITU-T E.169
# Types of number as the library counts them.
_INVALID, _FIXED, _MOBILE, _FIXED_OR_MOBILE, _FREE, _PREMIUM, _SHARED, _VOIP, _PERSONAL, _VOICEMAIL = (
    -1,
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    10,
)
_KINDS = {_FIXED: "fixed", _VOIP: "fixed", _FIXED_OR_MOBILE: "fixed", _MOBILE: "mobile"}


def read_international(digits: str, clearness: int, home: str) -> Reading:
    """E.164 digits without `+`, read on a site of the country `home`."""
    if not SHORTEST_DIGITS <= len(digits) <= LONGEST_DIGITS:
        return UNKNOWN
    if clearness < 2 and len(digits) < _SHORTEST_UNPREFIXED_DIGITS:
        return UNKNOWN
    corrected = correction_for(digits)
    if corrected is not None:
        number_class, territory = corrected.number_class, corrected.territory
        return Reading(clearness, digits, True, territory, number_class, rule=f"correction:{corrected.code}")
    if digits.startswith("800"):
        is_free = len(digits) == _UNIVERSAL_FREEPHONE_DIGITS and clearness == 3
        number_class = NumberClass.FREE if is_free else NumberClass.UNASSIGNED
        return Reading(clearness, digits, True, "", number_class, rule="universal_freephone")
    territory = territory_of(digits)
    if not territory:
        return UNKNOWN._replace(
            digits=digits, is_e164=True, clearness=min(clearness, 1), rule="spare_country_code"
        )
    known = range_of(digits)
    if known is not None:
        kind = {NumberClass.MOBILE: "mobile", NumberClass.NATIONAL: "fixed"}.get(known.number_class, "")
        is_premium = known.number_class is NumberClass.PREMIUM
        is_abroad = not is_premium and known.territory != home
        return Reading(
            clearness=clearness,
            digits=digits,
            is_e164=True,
            territory=known.territory,
            number_class=NumberClass.INTERNATIONAL if is_abroad else known.number_class,
            kind=kind,
            rule="national_range",
        )
    number_type = _number_type(digits)
    if number_type == _INVALID:
        # A guess, but as good a one as a national number with digits too many: the dearer wins.
        clearness = min(clearness, 2) if clearness > 1 else 0 if len(digits) > 10 else -1
    kind = _KINDS.get(number_type, "")
    return Reading(
        clearness=clearness,
        digits=digits,
        is_e164=True,
        territory=territory,
        number_class=_class_of(number_type, territory == home),
        kind=kind,
        rule="country_code",
    )


@lru_cache(1000)
def _country(first: str) -> tuple[str, re.Pattern[str]]:
    """Country code that a number begins with ("" for none), and what its people dial before a number."""
    import phonenumbers

    for length in range(1, len(first) + 1):
        regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(first[:length]))
        if regions is not None and first[0] != "0":
            metadata = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(
                int(first[:length]), regions[0]
            )
            prefix = metadata.national_prefix_for_parsing if metadata is not None else None
            return first[:length], re.compile(prefix or "(?!)")
    return "", re.compile("(?!)")


def territory_of(digits: str) -> str:
    """ISO code for E.164 digits, by the longest prefix; "" for a spare code."""
    longest = min(_LONGEST_SUBPREFIX, len(digits)) if digits[:2] in _SUBPREFIX_BEGINNINGS else 0
    for length in range(longest, 1, -1):
        found = SUBPREFIXES.get(digits[:length])
        if found:
            return found
    if digits.startswith("1"):
        return "US"
    return next((COUNTRY_CODES[digits[:n]] for n in (3, 2, 1) if digits[:n] in COUNTRY_CODES), "")


def territories() -> frozenset[str]:
    """Every territory that a number can lead to."""
    return frozenset((*COUNTRY_CODES.values(), *SUBPREFIXES.values()))


def _class_of(number_type: int, is_at_home: bool) -> NumberClass:
    if number_type in (_PREMIUM, _PERSONAL):  # personal numbers (GB 070) bill like premium ones
        return NumberClass.PREMIUM
    if not is_at_home:
        return NumberClass.INTERNATIONAL
    if number_type == _FREE:
        return NumberClass.FREE
    if number_type in (_SHARED, _VOICEMAIL):
        return NumberClass.SHARED_COST
    return NumberClass.MOBILE if number_type == _MOBILE else NumberClass.NATIONAL


@lru_cache(_TYPES_REMEMBERED)  # a string is read with and without the outside line: often one number
def _number_type(digits: str) -> int:
    """The library's type of a number; -1 when it knows none."""
    import phonenumbers  # late: a French site that calls France needs none of its 0.2 s

    code, prefix = _country(digits[:3])
    national = digits[len(code) :]
    if code and len(national) >= _SHORTEST_NATIONAL and national[0] != "0" and not prefix.match(national):
        # As the library parses it where it has no prefix to take off, at a third of the cost.
        number = phonenumbers.PhoneNumber(country_code=int(code), national_number=int(national))
    else:
        try:
            number = phonenumbers.parse("+" + digits, None)
        except phonenumbers.NumberParseException:
            return _INVALID
    found = phonenumbers.number_type(number)
    return _INVALID if found == phonenumbers.PhoneNumberType.UNKNOWN else int(found)
