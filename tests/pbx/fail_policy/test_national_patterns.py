"""What the dialplan lets pass without a question must be what no cap counts: number by number."""

from __future__ import annotations

import random
import re

import pytest

from veilleur.config import Settings
from veilleur.numbering import DialPlan
from veilleur.numbering.short_numbers import public_numbers
from veilleur.pbx.fail_policy.national_patterns import as_patterns, patterns
from veilleur.words.destinations import NumberClass
from veilleur.words.site import Site

NUMBERING = Settings().numbering()
PLAIN = {NumberClass.NATIONAL, NumberClass.MOBILE, NumberClass.FREE}


def expression(pattern: str) -> re.Pattern[str]:
    return re.compile(
        re.escape(pattern).replace("X", r"\d").replace(r"\[", "[").replace(r"\]", "]").replace(r"\-", "-")
    )


def passes(number: str) -> bool:
    free, dear = patterns("FR")
    return any(expression(one).fullmatch(number) for one in free) and not any(
        expression(one).fullmatch(number) for one in dear
    )


def numbers(form: str) -> list[str]:
    """Ten digits behind every prefix of four, with a few tails each."""
    chance = random.Random(form)
    prefixes = [f"{n:03d}" for n in range(100, 1000)]
    tails = [f"{chance.randrange(1_000_000):06d}" for _number in range(8)]
    return [form + prefix + tail for prefix in prefixes for tail in tails]


@pytest.mark.parametrize("form", ["0", "+33", "0033"])
def test_no_number_that_a_cap_counts_passes_unasked(form: str) -> None:
    wrong = [n for n in numbers(form) if passes(n) and NUMBERING.destination(n).is_capped]
    assert not wrong


def test_every_plain_national_number_passes_although_veilleur_is_dead() -> None:
    wrong = [n for n in numbers("0") if NUMBERING.destination(n).number_class in PLAIN and not passes(n)]
    assert not wrong


def test_short_numbers_that_pass_cost_nothing() -> None:
    short = [f"{n:04d}" for n in range(1000, 4000)] + [f"{n:06d}" for n in range(116_000, 119_000)]
    assert not [n for n in short if passes(n) and NUMBERING.destination(n).is_capped]


@pytest.mark.parametrize("country", ["BE", "CH", "DE", "ES", "GB", "IN", "IT", "TH", "US"])
def test_elsewhere_the_public_services_alone_pass_without_a_question(country: str) -> None:
    free, dear = patterns(country)
    numbering = DialPlan(Site(country=country, outside_line="", extensions=()))
    expressions = [expression(one) for one in free]
    short = [f"{n:0{digits}d}" for digits in (2, 3, 4) for n in range(10**digits)]
    passing = {n for n in short if any(one.fullmatch(n) for one in expressions)}
    assert passing == {n for n in public_numbers(country) if len(n) < 5}
    assert not [n for n in passing if numbering.destination(n).is_capped]
    assert not dear
    assert len(free) < 30


def test_patterns_match_the_numbers_that_they_stand_for_and_no_other() -> None:
    assert as_patterns([f"10{n}" for n in range(10)]) == ["10X"]
    assert as_patterns(["016", "017", "116000"]) == ["01[67]", "116000"]
    assert as_patterns(["11", "112", "21", "212"]) == ["[12]1", "[12]12"]


def test_a_country_that_nobody_knows_has_every_number_asked_about() -> None:
    assert patterns("ZZ") == ((), ())
