"""A telephone number in the name of a file or folder is masked as in a text, whatever stands beside it."""

from __future__ import annotations

import re
from random import Random

import pytest

from veilleur.language import masked_name

SHAPES = {
    "raw/01-0199001234.csv": "raw/01-019900••••.csv",
    "raw/02-appels 01 99 00 12 34.csv": "raw/02-appels 01 99 •• •• ••.csv",
    "01.99.00.12.34.csv": "01.99.••.••.••.csv",
    "+33199001234.csv": "+331990•••••.csv",
    "+33 (0)1 99 00 12 34.csv": "+33 (0)1 •• •• •• ••.csv",
    "(0199) 001234.csv": "(0199) 00••••.csv",
    "raw/03-_33_1_99_00_12_34_.csv": "raw/03-_33_1_••_••_••_••_.csv",
    "clients/0199001234/Master.csv": "clients/019900••••/Master.csv",
    "01/99/00/12/34/Master.csv": "01/99/••/••/••/Master.csv",
    "01%2099%2000%2012%2034.csv": "01%2099%••••%••••%••••.csv",
    "0199001234 2026-03-01.csv": "019900•••• ••••-••-••.csv",
    "2026-03-01 0199001234.csv": "2026-••-•• 019900••••.csv",
    "01990012340199005678.csv": "019900••••••••••••••.csv",
    "٠١٩٩٠٠١٢٣٤.csv": "٠١٩٩٠٠••••.csv",
}
STAYS = [
    "Master.csv",
    "raw/01-Master.csv",
    "cdr-2026-03-01.csv",
    "raw/12-2026_03_01.csv",
    "2026-03.csv",
    "201.csv",
]


@pytest.mark.parametrize(("name", "shown"), SHAPES.items())
def test_a_number_in_a_name_loses_its_last_four_digits(name: str, shown: str) -> None:
    assert masked_name(name) == shown
    assert masked_name(shown) == shown


@pytest.mark.parametrize("name", STAYS)
def test_a_name_without_a_number_stays(name: str) -> None:
    assert masked_name(name) == name


def test_nothing_that_stands_beside_a_number_shows_it_whole() -> None:
    """A day, a counter, an extension or another number, before it and behind it, written in any way."""
    rng = Random(5)
    marks = ["", " ", "-", "_", ".", "/", " (", ") ", "%20"]
    beside = ["", "2026-03-01", "20260301", "201", "2", "0261910099", "1772359200.12", "00"]
    for _ in range(3_000):
        number = rng.choice(["0199001234", "0033199001234", "33199001234", "0037129990000", "9990012"])
        mark = rng.choice(marks)
        spelt = mark.join(re.findall(r"\d{1,2}", number)) if rng.random() < 0.6 else number
        between = rng.choice(marks if spelt == number else marks[1:])
        name = between.join((rng.choice(beside), spelt, rng.choice(beside)))
        kept = re.sub(r"[^\d•]", "", masked_name(f"raw/01-{name}.csv"))
        assert number not in kept, name


def test_a_name_of_digits_alone_is_soon_read() -> None:
    assert masked_name("1 " * 4_000).count("•") > 3_900
