"""A call to another office by an extension passes without a guard too; a dear short number does not."""

from __future__ import annotations

import pytest

from veilleur.pbx.asterisk.dialplan.patterns import matches
from veilleur.pbx.fail_policy.own_extensions import own_extensions
from veilleur.words.site import Site


def passes(number: str, *extensions: str, decoys: tuple[str, ...] = ()) -> bool:
    site = Site(extensions=extensions, decoy_extensions=decoys)
    return any(
        matches(pattern if pattern.isdecimal() else f"_{pattern}", number) for pattern in own_extensions(site)
    )


@pytest.mark.parametrize(
    ("number", "extension"),
    [("1203", "1XXX"), ("201", "2XX"), ("340", "300-349"), ("1299", "1[0-2]XX"), ("20001", "2XXXX")],
)
def test_an_extension_passes(number: str, extension: str) -> None:
    assert passes(number, extension)


@pytest.mark.parametrize(
    ("number", "extension"),
    [
        ("0037129011234", "0X."),
        ("123456", "XXXXXX"),
        ("0612345678", "0XXXXXXXXX"),
        ("350", "300-349"),
        ("3237", "XXXX"),
        ("202", "2X!"),
    ],
)
def test_what_may_be_a_number_outside_does_not(number: str, extension: str) -> None:
    assert not passes(number, extension)


def test_a_decoy_is_asked_about() -> None:
    assert passes("298", "2XX", decoys=("299",))
    assert not passes("299", "2XX", decoys=("299",))
