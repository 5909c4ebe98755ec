"""Dialled strings written by somebody who has read the source: none of them passes for what costs nothing.

What is easy to miss here: a switch or an operator takes from such a string what it understands (it stops
at the first odd sign, or leaves odd signs out), so every number that it may reach has to be looked at.
"""

from __future__ import annotations

import pytest

from veilleur.numbering import DialPlan
from veilleur.words.destinations import NumberClass
from veilleur.words.site import Site

OUTSIDE_LINES = ("0", "")


@pytest.fixture(params=OUTSIDE_LINES)
def plan(request: pytest.FixtureRequest) -> DialPlan:
    return DialPlan(Site(outside_line=request.param))


@pytest.mark.parametrize("on_trunk", [False, True])
@pytest.mark.parametrize(
    "dialled",
    [
        "005312345678+33199000000",  # an operator that stops at the second plus reaches Cuba
        "00531234567+0199000000",
        "+5312345678+112",
        "0899123456+33199000000",
        "3615+33199000000",
    ],
)
def test_a_second_number_behind_a_plus_hides_no_first_one(
    plan: DialPlan, dialled: str, on_trunk: bool
) -> None:
    assert plan.destination(dialled, on_trunk).is_capped


@pytest.mark.parametrize("dialled", ["00+5312345678", "0+5312345678", "+5312345678", "++5312345678"])
def test_a_plus_behind_a_way_out_is_still_the_beginning_of_a_number(plan: DialPlan, dialled: str) -> None:
    found = plan.destination(dialled)
    assert (found.e164, found.territory) == ("+5312345678", "CU")


@pytest.mark.parametrize(
    "dialled",
    [
        "112&" * 8 + "005312345678",  # one more than are read
        "0199000000&" * 60 + "005312345678",
        "112" + " " * 600 + "005312345678",  # the end of it lies beyond what is read
        "18" + "-" * 600 + "765551234",  # Jamaica, where a trunk takes numbers without a prefix
        "0199000000" + "." * 600,
    ],
)
def test_what_is_too_long_to_be_read_is_never_an_emergency_and_never_free(
    plan: DialPlan, dialled: str
) -> None:
    assert plan.destination(dialled).is_capped


@pytest.mark.parametrize("dialled", ["+33005312345678", "0033005312345678", "+330053123456"])
def test_france_and_then_a_way_out_is_not_france(plan: DialPlan, dialled: str) -> None:
    found = plan.destination(dialled)
    assert found.is_capped
    assert found.territory == "CU"


@pytest.mark.parametrize("on_trunk", [False, True])
@pytest.mark.parametrize("dialled", ["+33118218", "0033118218", "+333615", "+330118218"])
def test_dear_short_numbers_stay_dear_behind_the_country_code(
    plan: DialPlan, dialled: str, on_trunk: bool
) -> None:
    assert plan.destination(dialled, on_trunk).is_capped


@pytest.mark.parametrize("on_trunk", [False, True])
@pytest.mark.parametrize("number", ["15", "17", "18", "112", "114", "115", "116117"])
@pytest.mark.parametrize("form", ["+33{}", "0033{}"])
def test_an_emergency_number_may_bear_the_country_code_that_a_switch_puts_before_every_number(
    plan: DialPlan, form: str, number: str, on_trunk: bool
) -> None:
    assert plan.destination(form.format(number), on_trunk).number_class is NumberClass.EMERGENCY


@pytest.mark.parametrize("dialled", ["+331125312345678", "+33155", "+5315", "+33112+5312345678", "+33112x"])
def test_more_than_the_country_code_and_the_number_is_no_emergency(plan: DialPlan, dialled: str) -> None:
    assert not plan.destination(dialled).is_emergency


def test_a_country_code_of_another_country_makes_no_emergency_here() -> None:
    plan = DialPlan(Site(country="GB"))
    assert plan.destination("+44999").is_emergency
    assert not plan.destination("+33999").is_emergency


def test_a_code_may_have_a_number_with_a_plus_behind_it(plan: DialPlan) -> None:
    assert plan.destination("*21*+5312345678#").forward_target == "+5312345678"
    assert plan.destination("*31#+5312345678").territory == "CU"
    assert plan.destination("*99+5312345678").is_capped
