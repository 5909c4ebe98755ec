"""Emergency and public-service numbers of every country that a site can name."""

from __future__ import annotations

from pathlib import Path

import phonenumbers
import pytest

from veilleur.numbering import DialPlan, emergency_numbers
from veilleur.numbering.short_numbers import SOURCES, library_emergency, public_numbers, short_numbers
from veilleur.numbering.territories import COUNTRY_CODES, SUBPREFIXES
from veilleur.words.destinations import NumberClass
from veilleur.words.site import Site

COUNTRIES = sorted({*COUNTRY_CODES.values(), *SUBPREFIXES.values(), "US"})


def plan_of(country: str) -> DialPlan:
    return DialPlan(Site(country=country, outside_line="", extensions=()))


def test_each_country_was_held_against_a_second_list() -> None:
    """Other than the library: a country that nobody checked is found here and not in a call."""
    sources = {country: set(short_numbers(country).sources) for country in COUNTRIES}
    assert not [country for country, letters in sources.items() if not letters or letters - set(SOURCES)]


def test_the_emergency_numbers_of_every_country_are_emergencies() -> None:
    for country in COUNTRIES:
        plan, numbers = plan_of(country), emergency_numbers(Site(country=country))
        assert {"112", "911"} <= numbers
        assert not [(country, n) for n in numbers if not plan.destination(n).is_emergency]


def test_the_public_services_of_every_country_are_free_and_not_counted() -> None:
    for country in COUNTRIES:
        if "F" in short_numbers(country).sources:
            continue  # another table
        plan = plan_of(country)
        read = [plan.destination(number) for number in public_numbers(country) - {"112", "911"}]
        assert not [(country, one.dialled) for one in read if one.number_class is not NumberClass.FREE]
        assert not [(country, one.dialled) for one in read if one.is_capped]


def test_the_table_holds_only_short_numbers_that_the_library_lacks() -> None:
    for country in COUNTRIES:
        row = short_numbers(country)
        assert not [n for n in row.emergency | row.public if not (n.isdigit() and 2 <= len(n) <= 5)]
        known = row.public | library_emergency(country) | {"112", "911"}
        assert not row.emergency & known, country


@pytest.mark.parametrize(
    ("country", "numbers"),
    [
        ("ES", "061 062 080 085 088 091 092 112"),
        ("IT", "112 113 114 115 117 118 1515 1530"),
        ("CH", "112 117 118 143 144 145 147 1414"),
        ("GN", "117 118"),  # the library has no emergency number of Guinea
        ("GQ", "113 114 115"),
        ("ZA", "10111 10177 112"),
        ("RS", "192 193 194"),
        ("UZ", "101 102 103"),
        ("FR", "15 17 18 112 114 115 119 191 196"),
    ],
)
def test_what_people_dial_for_help_is_an_emergency(country: str, numbers: str) -> None:
    plan = plan_of(country)
    assert not [n for n in numbers.split() if not plan.destination(n).is_emergency]


def test_an_emergency_number_of_one_country_is_none_in_another() -> None:
    for number, there, here in (
        ("091", "ES", "FR"),
        ("17", "FR", "ES"),
        ("999", "GB", "DE"),
        ("10111", "ZA", "GB"),
        ("1414", "CH", "IT"),
    ):
        assert plan_of(there).destination(number).is_emergency
        assert not plan_of(here).destination(number).is_emergency


def test_more_digits_behind_a_short_number_make_it_another_one() -> None:
    plan = plan_of("ES")
    assert not plan.destination("0911").is_emergency
    assert plan.destination("0190").number_class is not NumberClass.FREE


def test_a_number_that_the_library_calls_premium_is_no_public_service() -> None:
    """Spain's 11811 answers for euros a minute, beside the free 116111."""
    assert "11811" not in public_numbers("ES")
    assert plan_of("ES").destination("11811").is_capped
    assert not plan_of("ES").destination("016").is_capped


def test_how_many_of_the_added_numbers_the_library_knows_as_short_numbers_is_as_the_document_says() -> None:
    added = [(country, number) for country in COUNTRIES for number in short_numbers(country).emergency]
    known = [one for one in added if _is_short_number_of_the_library(*one)]
    text = (Path(__file__).parents[2] / "docs/numbers.md").read_text()
    assert f"Of the {len(added)} emergency numbers that it adds" in " ".join(text.split())
    assert f"know {len(known)} as valid short numbers too" in " ".join(text.split())
    assert {("ES", number) for number in short_numbers("ES").emergency} <= set(known)


def _is_short_number_of_the_library(country: str, number: str) -> bool:
    zeros = len(number) - len(number.lstrip("0"))
    parsed = phonenumbers.PhoneNumber(
        country_code=phonenumbers.country_code_for_region(country),
        national_number=int(number),
        italian_leading_zero=zeros > 0 or None,
        number_of_leading_zeros=zeros or None,
    )
    return bool(phonenumbers.is_valid_short_number_for_region(parsed, country))
