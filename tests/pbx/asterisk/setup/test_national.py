"""What the dialplan lets pass without a question must be what no cap counts: number by number."""

from __future__ import annotations

import random
import re

import pytest

from veilleur.config import Settings
from veilleur.pbx.asterisk.setup.national import patterns
from veilleur.words.destinations import NumberClass

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


def test_a_country_without_tables_asks_about_every_number() -> None:
    assert patterns("BE") == ((), ())
