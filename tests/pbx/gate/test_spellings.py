"""However a number is written, the judge reads what the operator dials, or a number that is not allowed."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veilleur.numbering import DialPlan
from veilleur.pbx.gate.calls import dialled_number
from veilleur.words.site import Site

PLAN = DialPlan(Site(country="FR", outside_line=""))
ABROAD, PREMIUM, NATIONAL = "+37129990000", "+33899001234", "+33199001234"
DOT_AND_DASH = " .-()"


def written(number: str) -> list[str]:
    """A number of E.164 as PBXs write it."""
    bare = number[1:]
    forms = [number, f"00{bare}"]
    return [*forms, f"0{bare[2:]}"] if bare.startswith("33") else forms


@pytest.mark.parametrize("number", [ABROAD, PREMIUM, NATIONAL])
@pytest.mark.parametrize(
    "spelt",
    [
        "{}",
        "{};user=phone",
        "{};isub=12",
        "{};postd=pp22",
        "{};ext=5",
        "{};npdi",
        "{};phone-context=+33",
        "{};phone-context=pbx.example",
        "{};PHONE-CONTEXT=%2B33",
        "{};cic=+1234;tgrp=x;trunk-context=op.example",
        "0100000000;npdi;rn={}",
        "0100000000;RN={};NPDI",
        "tel:{}",
        "*31#{}",
        "%2331%23{}",
    ],
)
def test_parameters_prefixes_and_case_change_no_verdict(number: str, spelt: str) -> None:
    for form in written(number):
        read = PLAN.destination(dialled_number(spelt.format(form), {"33"}))
        assert (read.e164, read.is_capped) == (number, number != NATIONAL), spelt.format(form)


@given(
    number=st.sampled_from([ABROAD, PREMIUM, NATIONAL]),
    form=st.integers(0, 2),
    between=st.lists(st.sampled_from(["", *DOT_AND_DASH]), min_size=14, max_size=14),
    escaped=st.lists(st.booleans(), min_size=14, max_size=14),
)
def test_separators_and_escapes_wherever_they_stand(
    number: str, form: int, between: list[str], escaped: list[bool]
) -> None:
    forms = written(number)
    plain = forms[form % len(forms)]
    pieces = zip(plain, between, escaped, strict=False)
    spelt = "".join((f"%{ord(c):02x}" if is_escaped else c) + quote(gap) for c, gap, is_escaped in pieces)
    assert PLAN.destination(dialled_number(spelt, {"33"})).e164 == number


@pytest.mark.parametrize(
    "spelt",
    [
        "FLOWERS",
        "+371FLOWERS",
        "0037l29990000",
        "0199001234p0037129990000",
        "0199001234,0037129990000",
        "0199001234x1",
        "01+99001234",
        "0199001234%00",
        "%000199001234",
        "\u0660\u0660371",
        "0199001234;phone-context=371",
        "0199001234;rn=29990000;rn-context=+371",
        "000037129990000",
        "+33+37129990000",
        "00371_29990000",
        "0199001234;phone-context=%252B371",
        "0199001234;rn=%2537129990000",
        "0199001234;phone-context=%2%3537",
        "0%25319001234",
        "0199001234%25",
        "0199001234;phone-context=+371;phone-context=+33",
        "0199001234;phone-context=%2B371;user=phone;PHONE-CONTEXT=%2B33",
        "0199001234;rn=0037129990000;rn=0199001235",
        "112%25",
        "112;phone-context=%252B33",
        "",
    ],
)
def test_what_is_no_plain_number_is_not_read_as_a_cheap_one(spelt: str) -> None:
    read = PLAN.destination(dialled_number(spelt, {"33"}))
    assert read.is_capped
    assert not read.is_emergency


AT_HOME = DialPlan(Site(country="US", outside_line=""))


@pytest.mark.parametrize(
    ("plan", "code", "spelt"),
    [
        (AT_HOME, "1", "9012345;phone-context=+1876"),
        (AT_HOME, "1", "9012345;phone-context=%2B1876"),
        (AT_HOME, "1", "0100000000;rn=9012345;rn-context=+1876"),
        (AT_HOME, "1", "01137129990000;phone-context=+1212"),
        (AT_HOME, "1", "9005550123;phone-context=+1202"),
        (PLAN, "33", "0037129990000;phone-context=+331"),
        (PLAN, "33", "0899701234;phone-context=+331"),
        (PLAN, "33", "0199001234;rn=0037129990000;rn-context=+331"),
    ],
)
def test_a_context_that_is_more_than_our_country_code_makes_no_number_cheap(
    plan: DialPlan, code: str, spelt: str
) -> None:
    """Jamaica shares our code, an area does too; an operator that passes over it dials the number itself."""
    read = plan.destination(dialled_number(spelt, {code}))
    assert read.is_capped
    assert not read.is_emergency


@pytest.mark.parametrize(
    ("plan", "code", "spelt", "number"),
    [
        (AT_HOME, "1", "2025550123;phone-context=+1", "+12025550123"),
        (AT_HOME, "1", "+12025550123;phone-context=+1876", "+12025550123"),
        (PLAN, "33", "0199001234;phone-context=+33", "+33199001234"),
    ],
)
def test_a_context_that_is_our_country_code_says_nothing_new(
    plan: DialPlan, code: str, spelt: str, number: str
) -> None:
    read = plan.destination(dialled_number(spelt, {code}))
    assert read.e164 == number
    assert not read.is_capped


@pytest.mark.parametrize(
    ("plan", "code", "spelt"),
    [
        (AT_HOME, "1", "911;phone-context=+1212"),
        (PLAN, "33", "112;phone-context=+331"),
        (PLAN, "33", "15;phone-context=+33"),
    ],
)
def test_an_emergency_number_has_no_area(plan: DialPlan, code: str, spelt: str) -> None:
    assert plan.destination(dialled_number(spelt, {code})).is_emergency
