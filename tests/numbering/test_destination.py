"""What holds for any dialled string; single numbers stand in numbers.csv."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veilleur.numbering import DialPlan, Feeds, PriceDeck, emergency_collisions
from veilleur.words.destinations import NumberClass
from veilleur.words.errors import InputError
from veilleur.words.money import Price
from veilleur.words.site import Site


def test_a_forward_code_names_its_target() -> None:
    plan = DialPlan(Site())
    for dialled in ("*21*0037129011234#", "**21*0037129011234#", "*720037129011234"):
        found = plan.destination(dialled)
        assert (found.number_class, found.forward_target) == (NumberClass.FEATURE, "0037129011234")


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_no_string_raises_and_only_cheap_classes_are_free(dialled: str) -> None:
    found = DialPlan(Site()).destination(dialled)
    assert found.dialled == dialled
    if found.is_capped:
        assert found.price.cost(60) > 0


@given(st.sampled_from(["112", "15", "0800", "3000", "0199001234"]), st.text("0123456789#*+", min_size=4))
@settings(max_examples=300, deadline=None)
def test_digits_behind_an_emergency_number_make_no_emergency(head: str, tail: str) -> None:
    if tail.strip("#+"):
        assert not DialPlan(Site()).destination(head + tail).is_emergency


def test_extension_plans_that_hide_an_emergency_number_are_named() -> None:
    assert "112" in emergency_collisions(Site(extensions=("1XX",)))
    assert emergency_collisions(Site(extensions=("2XX",))) == []


def test_an_american_site_dials_011_and_its_own_emergency_number() -> None:
    plan = DialPlan(Site(country="US", outside_line="9"))
    assert plan.destination("901137129011234").territory == "LV"
    assert plan.destination("9911").is_emergency
    assert plan.destination("918765551234").territory == "JM"


def test_the_deck_wins_by_longest_prefix_and_reads_decimal_commas(tmp_path) -> None:
    deck = tmp_path / "tariff.csv"
    deck.write_bytes("\ufeffprefix;eur_per_minute;connection_eur\n371;0,50;0\n3712;0,75;0,10\n".encode())
    site = Site()
    from dataclasses import replace

    from veilleur.words.site import Tariff

    site = replace(site, tariff=Tariff(str(deck), ()))
    price = DialPlan(site, PriceDeck.for_site(site)).destination("0037129011234").price
    assert (price.per_minute, price.connection) == (750_000, 100_000)
    deck.write_text("371;free\n")
    with pytest.raises(InputError, match=r"tariff.csv:1: 'free'"):
        PriceDeck.for_site(site)


def test_a_listed_number_carries_more_risk(tmp_path) -> None:
    (tmp_path / "list.csv").write_text("number,reason,date\n+37129,advertised,2026-01-01\n")
    listed = DialPlan(Site(), feeds=Feeds.load(tmp_path)).destination("0037129011234")
    assert listed.risk_db > DialPlan(Site()).destination("0037129011234").risk_db


FORMS = ("00{}", "000{}", "+{}", "0+{}", "00+{}", "+00{}", "{}", "0{}", "#31#00{}", "365100{}", "160100{}")
DEAR = ("37129011234", "252612345678", "263771234567", "88162345678", "18765551234", "35512345678")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("digits", DEAR)
def test_no_way_of_writing_a_dear_number_makes_it_cheap(form: str, digits: str) -> None:
    plan = DialPlan(Site())
    found, true = plan.destination(form.format(digits)), plan.destination("+" + digits)
    assert found.is_capped
    assert found.price.cost(60) >= true.price.cost(60)


def test_a_cheap_price_for_hungary_does_not_price_a_surcharged_short_number() -> None:
    deck = PriceDeck({"36": Price(20_000)})
    assert DialPlan(Site(), deck).destination("3635").price.cost(60) >= 3_000_000
