"""The Solomon Islands are no French mobile, however the digits fall."""

from __future__ import annotations

import pytest

from veilleur.config import load_text
from veilleur.guard.number_normalisation import NumberNormaliser
from veilleur.words.calls import Origin
from veilleur.words.events import CallRequested, CallStarted, ForwardSet, LiveCall, Snapshot

SETTINGS = load_text('[site]\nextensions = ["2XX"]\n')
NUMBERING = SETTINGS.numbering()
NUMBERS = NumberNormaliser(SETTINGS.site, NUMBERING)


@pytest.mark.parametrize(
    ("on_the_trunk", "territory", "is_capped"),
    [
        ("00677123456", "SB", True),  # behind the outside line: a French mobile
        ("00685123456", "WS", True),
        ("00687123456", "NC", True),
        ("00376812345", "AD", True),
        ("00508411234", "PM", True),
        ("0639981234", "FR", False),
        ("0199001234", "FR", False),
        ("0033199001234", "FR", False),
        ("0037129011234", "LV", True),
        ("112", "FR", False),
        ("0112", "FR", False),
    ],
)
def test_what_the_trunk_gets_means_what_the_operator_will_dial(
    on_the_trunk: str, territory: str, is_capped: bool
) -> None:
    asked = NUMBERS.normalise(CallRequested(1.0, 1.0, "r1", "201", on_the_trunk))
    dialled = NUMBERS.normalise(CallStarted(1.0, 1.0, "c1", on_the_trunk, "r1", "201", Origin.EXTENSION))
    alive = NUMBERS.normalise(Snapshot(1.0, 1.0, "asterisk", (LiveCall("c1", on_the_trunk),)))
    assert isinstance(asked, CallRequested)
    assert isinstance(dialled, CallStarted)
    assert isinstance(alive, Snapshot)
    assert asked.number == dialled.number == alive.calls[0].number
    destination = NUMBERING.destination(asked.number)
    assert (destination.territory, destination.is_capped) == (territory, is_capped)


def test_a_forward_is_read_as_people_dial() -> None:
    event = ForwardSet(1.0, 1.0, "201", "CF", "00677123456")
    assert NUMBERS.normalise(event) is event


def test_a_site_without_an_outside_line_needs_nothing() -> None:
    settings = load_text('[site]\noutside_line = ""\n')
    event = CallRequested(1.0, 1.0, "r1", "201", "00677123456")
    assert NumberNormaliser(settings.site, settings.numbering()).normalise(event) is event


@pytest.mark.parametrize("outside_line", ["0", ""])
@pytest.mark.parametrize(
    "code", ["*21*0037129011234#", "**21*0037129011234#", "*61*+37129011234#", "*720037129011234"]
)
def test_a_forward_that_is_set_at_the_operator_is_judged_like_a_call_to_its_target(
    outside_line: str, code: str
) -> None:
    settings = load_text(f'[site]\noutside_line = "{outside_line}"\n')
    numbering = settings.numbering()
    numbers = NumberNormaliser(settings.site, numbering)
    asked = numbers.normalise(CallRequested(1.0, 1.0, "r1", "201", code))
    dialled = numbers.normalise(CallStarted(1.0, 1.0, "c1", code, "r1", "201", Origin.EXTENSION))
    assert isinstance(asked, CallRequested)
    assert isinstance(dialled, CallStarted)
    assert asked.number == dialled.number
    destination = numbering.destination(asked.number)
    assert (destination.territory, destination.is_capped) == ("LV", True)


@pytest.mark.parametrize("code", ["*21*0639981234#", "#21#", "*31#0199001234", "*97", "*"])
def test_other_codes_are_left_alone(code: str) -> None:
    event = CallRequested(1.0, 1.0, "r1", "201", code)
    assert NUMBERS.normalise(event) is event
