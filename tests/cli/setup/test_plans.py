"""Plans as owners say them, as prices: what is included costs nothing, all else what it costs."""

from __future__ import annotations

import pytest

from veilleur.cli.setup.answers import SiteAnswers, site_lines
from veilleur.cli.setup.plans import answer_of, flat_words
from veilleur.config import load_text
from veilleur.words.errors import ConfigError

LANDLINE, MOBILE, REUNION = "0199001234", "0612345678", "00262262123456"
BELGIUM, BELGIAN_MOBILE, CUBA, JAPAN = "003225551234", "0032470123456", "005371234567", "0081312345678"


def costs(plan: str, country: str = "FR") -> set[str]:
    """The numbers that cost something on a site with this plan."""
    numbering = load_text("\n".join(site_lines(SiteAnswers(plan=plan, country=country)))).numbering()
    numbers = (LANDLINE, MOBILE, REUNION, BELGIUM, BELGIAN_MOBILE, CUBA, JAPAN)
    return {number for number in numbers if numbering.destination("0" + number).price.cost(60)}


@pytest.mark.parametrize(
    ("plan", "included"),
    [
        ("", {LANDLINE, MOBILE}),
        ("national", {LANDLINE}),
        ("national, mobiles", {LANDLINE, MOBILE}),
        ("National et mobiles, DOM", {LANDLINE, MOBILE, REUNION}),
        ("national,mobiles,europe", {LANDLINE, MOBILE, BELGIUM}),
        ("national; mobiles; 100 pays", {LANDLINE, MOBILE, REUNION, BELGIUM, JAPAN}),
        ("aucun", set()),
    ],
)
def test_what_a_plan_includes_costs_nothing_and_all_else_does(plan: str, included: set[str]) -> None:
    assert costs(plan) == {LANDLINE, MOBILE, REUNION, BELGIUM, BELGIAN_MOBILE, CUBA, JAPAN} - included


def test_a_plan_that_is_not_known_is_one_sentence() -> None:
    with pytest.raises(ConfigError, match="'monde' is no plan"):
        site_lines(SiteAnswers(plan="national,monde"))


@pytest.mark.parametrize("plan", ["national,mobiles,dom,europe,100", "none", "national"])
def test_set_up_knows_its_own_answer_again(plan: str) -> None:
    flat = flat_words(plan, "FR")
    assert flat is not None
    assert flat_words(answer_of(flat, "FR"), "FR") == flat
    assert answer_of(["EU mobile"], "FR") == ""  # the owner's own words


def test_no_country_where_calls_are_dear_is_taken_for_included() -> None:
    numbering = load_text("\n".join(site_lines(SiteAnswers(plan="100")))).numbering()
    for dear in ("0025721234567", "0053712345678", "0037781234567", "00882131234567"):
        assert numbering.destination("0" + dear).price.cost(60) > 0


def test_calls_to_france_are_not_free_for_a_company_elsewhere() -> None:
    numbering = load_text('[site]\ncountry = "BE"\ntimezone = "Europe/Brussels"\n').numbering()
    assert numbering.destination("00033199001234").price.cost(60) > 0
