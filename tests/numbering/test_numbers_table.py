"""The table of numbers: what each string means on each kind of site, and why.

numbers.csv is to be extended: one row per number, `;` between the columns, `#` starts a comment.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from veilleur.numbering import DialPlan
from veilleur.words.site import Site

SITES = {
    "fr": Site(),
    "fr2XX": Site(extensions=("2XX",)),
    "fr3XXX": Site(extensions=("3XXX",)),
    "fr9": Site(outside_line="9"),
    "frdirect": Site(outside_line=""),
    "trunk": Site(outside_line_removed=True),
    "re": Site(country="RE"),
    "us": Site(country="US", outside_line="9"),
    "gb": Site(country="GB", outside_line="9"),
    "de": Site(country="DE", outside_line="0"),
    "be": Site(country="BE", outside_line=""),
    "ch": Site(country="CH", outside_line=""),
    "it": Site(country="IT", outside_line=""),
}
PLANS = {name: DialPlan(site) for name, site in SITES.items()}
TABLE = Path(__file__).with_name("numbers.csv")


def rows() -> list[dict[str, str]]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("# ")]
    return list(csv.DictReader(lines, delimiter=";", quoting=csv.QUOTE_NONE))


def test_the_table_is_long_enough_and_each_row_has_its_reason() -> None:
    table = rows()
    assert len(table) >= 250
    assert all(row["reason"] for row in table)
    assert len({(row["site"], row["dialled"]) for row in table}) == len(table)


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['site']} {row['dialled']}")
def test_a_dialled_string_means(row: dict[str, str]) -> None:
    found = PLANS[row["site"]].destination(row["dialled"])
    read = (found.e164, found.territory, found.number_class.value)
    assert read == (row["e164"], row["territory"], row["class"]), row["reason"]
    assert found.dialled == row["dialled"]
