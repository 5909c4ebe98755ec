"""The short way to a number's type gives what the library's own parsing gives."""

from __future__ import annotations

from random import Random

import phonenumbers

from veilleur.numbering import international


def parsed_type(digits: str) -> int:
    try:
        number = phonenumbers.parse("+" + digits, None)
    except phonenumbers.NumberParseException:
        return -1
    found = phonenumbers.number_type(number)
    return -1 if found == phonenumbers.PhoneNumberType.UNKNOWN else int(found)


def test_every_example_of_the_library_has_its_type_with_and_without_prefixes() -> None:
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in range(11):
            example = phonenumbers.example_number_for_type(region, kind)
            if example is None:
                continue
            code, national = str(example.country_code), str(example.national_number)
            for digits in (code + national, f"{code}0{national}", f"{code}8{national}", code + national[:-1]):
                assert international._number_type(digits) == parsed_type(digits), digits


def test_numbers_of_chance_have_the_type_that_the_library_parses() -> None:
    chance = Random(12)
    for _ in range(5_000):
        digits = str(chance.randrange(1, 1000)) + "".join(
            chance.choices("0123456789", k=chance.randrange(13))
        )
        assert international._number_type(digits) == parsed_type(digits), digits
