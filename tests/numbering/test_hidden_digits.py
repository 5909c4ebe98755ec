"""Numbers whose last digits are hidden: class and price follow from what is seen, and nothing is made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veilleur.language import masked
from veilleur.numbering import DialPlan
from veilleur.words.destinations import NumberClass
from veilleur.words.site import Site

PLAN = DialPlan(Site(outside_line="0"))
WITHOUT_OUTSIDE_LINE = DialPlan(Site(outside_line=""))


@pytest.mark.parametrize(
    ("dialled", "e164", "territory", "number_class"),
    [
        ("0639980•••", "+33639980•••", "FR", NumberClass.MOBILE),
        ("00639980•••", "+33639980•••", "FR", NumberClass.MOBILE),  # behind the outside line
        ("0639980XXX", "+33639980•••", "FR", NumberClass.MOBILE),
        ("06 39 98 •• ••", "+3363998••••", "FR", NumberClass.MOBILE),
        ("019900••••", "+3319900••••", "FR", NumberClass.NATIONAL),
        ("0•••••••••", "+33•••••••••", "FR", NumberClass.NATIONAL),
        ("00021655512••••", "+21655512••••", "TN", NumberClass.INTERNATIONAL),
        ("+371••••••••", "+371••••••••", "LV", NumberClass.INTERNATIONAL),
        ("089912••••", "+3389912••••", "FR", NumberClass.PREMIUM),
        ("0262••••••", "+262262••••••", "RE", NumberClass.INTERNATIONAL),
        ("3•••", "", "FR", NumberClass.PREMIUM_SHORT),
        ("008816••••", "+8816••••", "", NumberClass.SATELLITE),
        ("••••", "", "", NumberClass.UNASSIGNED),
    ],
)
def test_what_is_seen_gives_class_and_territory(
    dialled: str, e164: str, territory: str, number_class: NumberClass
) -> None:
    found = PLAN.destination(dialled)
    assert (found.e164, found.territory, found.number_class) == (e164, territory, number_class)


@given(st.from_regex(r"(?:0[1-79][1-9]|00216|00371|0044|00336)[0-9]{8}", fullmatch=True), st.integers(1, 5))
def test_hiding_digits_changes_neither_class_nor_price_and_invents_none(number: str, hidden: int) -> None:
    number = number[:10] if number[1] != "0" else number
    whole = WITHOUT_OUTSIDE_LINE.destination(number)
    shown = number[:-hidden] + "•" * hidden
    found = WITHOUT_OUTSIDE_LINE.destination(shown)
    assert found.e164 == whole.e164[:-hidden] + "•" * hidden
    assert (found.territory, found.price) == (whole.territory, whole.price)


def test_a_number_with_hidden_digits_is_never_an_emergency() -> None:
    assert not any(PLAN.destination(text).is_emergency for text in ("1•", "11•", "01•", "1•••••", "11XX"))


@pytest.mark.parametrize(
    ("number", "shown"),
    [("0639980•••", "063998••••"), ("063998••••", "063998••••"), ("+216••••••••", "+216••••••••")],
)
def test_a_person_sees_the_hidden_digits_as_hidden(number: str, shown: str) -> None:
    assert masked(number) == shown
