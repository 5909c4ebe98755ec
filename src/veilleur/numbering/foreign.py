"""The numbering plan of a site outside France, by the library: prefixes, short and own numbers.

Pitfall: seven digits dialled in Boston are a local call, not Brazil.
"""

from __future__ import annotations

import re

from veilleur.numbering.international import read_international
from veilleur.numbering.national_ranges import range_of
from veilleur.numbering.reading import Reading
from veilleur.numbering.short_numbers import public_numbers
from veilleur.words.destinations import NumberClass

_SHORT_LONGEST = 6


def read_foreign(text: str, country: str) -> Reading | None:
    """Digits dialled in a country; None when the library knows no such country."""
    import phonenumbers  # late: a French site needs none of its 0.2 s

    metadata = phonenumbers.PhoneMetadata.metadata_for_region(country, None)
    if metadata is None:
        return None
    prefix = re.match(metadata.international_prefix or "00", text)
    if prefix and prefix.end():
        return read_international(text[prefix.end() :].lstrip("0"), 3, country)
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return read_international(text, 1, country)
    if number.country_code == metadata.country_code:
        whole = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_valid_number(number) or range_of(whole.lstrip("+")) is not None:
            return read_international(whole.lstrip("+"), 3, country)
        possible = phonenumbers.is_possible_number_with_reason(number)
        if possible == phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
            return Reading(
                clearness=2,
                digits=text,
                is_e164=False,
                territory=country,
                number_class=NumberClass.NATIONAL,
                kind="fixed",
                rule="local_number",
            )
    return read_international(text, 1, country)


def read_foreign_short(text: str, country: str) -> Reading | None:
    """A short number of a country; None when the digits are none there."""
    if text in public_numbers(country):
        return Reading(3, text, False, country, NumberClass.FREE, rule="short_number")
    if not 3 <= len(text) <= _SHORT_LONGEST or text.startswith("00"):
        return None
    import phonenumbers

    number = phonenumbers.PhoneNumber(
        country_code=phonenumbers.country_code_for_region(country),
        national_number=int(text),
        italian_leading_zero=text.startswith("0"),
    )
    if text.startswith("0") or not phonenumbers.is_valid_short_number_for_region(number, country):
        return None
    cost = phonenumbers.expected_cost_for_region(number, country)
    number_class = {
        phonenumbers.ShortNumberCost.TOLL_FREE: NumberClass.FREE,
        phonenumbers.ShortNumberCost.STANDARD_RATE: NumberClass.OPERATOR,
        phonenumbers.ShortNumberCost.PREMIUM_RATE: NumberClass.PREMIUM_SHORT,
    }.get(cost, NumberClass.DIRECTORY)  # what it costs is not known: dear, and counted
    return Reading(3, text, False, country, number_class, rule="short_number")
