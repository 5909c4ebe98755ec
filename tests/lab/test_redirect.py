"""A forward keyed into a telephone itself (SIP 302), on the real switches: no database shows it."""

from __future__ import annotations

import pytest
from lab.attacks import ATTACKER, HOSTILE_NUMBERS
from lab.company import Company
from lab.configuration import MAIN_NUMBER, RECEPTION
from lab.outcome import Outcome, outcome

from veilleur.words.calls import Origin
from veilleur.words.events import CallRequested, CallStarted, ForwardSet

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]

NUMBER, CALLS = HOSTILE_NUMBERS[0], 6


def pump(company: Company) -> Outcome:
    """An accomplice calls the main number over and over; the reception's telephone sends each call abroad."""
    company.redirecting_telephone(RECEPTION, f"0{NUMBER}")
    company.outside_call(MAIN_NUMBER, caller=ATTACKER, holds_s=4, calls=CALLS, per_second=2).wait()
    return outcome(company)


def test_unwatched_every_call_is_answered(version: str) -> None:
    with Company(version, watched=False, channels=30) as company:
        found = pump(company)
        assert [call.number for call in found.hostile] == [NUMBER] * CALLS
        assert found.longest_s > 3


def test_where_veilleur_is_asked_no_call_is_ever_answered(version: str) -> None:
    with Company(version) as company:
        assert pump(company).hostile == []
        asked = company.journal.events(CallRequested)
        assert asked, "a telephone on a busy machine may miss some of the calls, not all"
        assert {(one.origin, one.extension, one.outside_caller) for one in asked} == {  # type: ignore[union-attr]
            (Origin.FORWARD, RECEPTION, ATTACKER)
        }
        assert company.journal.events(CallStarted) == [], "no leg was dialled, asked about or not"
        forward = company.journal.events(ForwardSet)[0]
        assert isinstance(forward, ForwardSet)
        assert (forward.extension, forward.kind) == (RECEPTION, "phone")


def test_without_being_asked_few_are_answered_and_each_is_cut_within_a_second(version: str) -> None:
    with Company(version, asks=False) as company:
        found = pump(company)
        # This far end answers in no time and the telephone forwards each call again; busy machines cut late.
        assert len(found.hostile) < 5 or found.longest_s < company.within(0.5)
        assert found.longest_s <= company.within(1.0)
        legs = company.journal.events(CallStarted)
        assert {leg.extension for leg in legs} == {RECEPTION}  # type: ignore[union-attr]
        # On a busy 16 the cause may be reported after its leg: a forward and a transfer then look alike.
        assert {leg.origin for leg in legs} <= {Origin.FORWARD, Origin.TRANSFER}  # type: ignore[union-attr]


def test_a_far_end_that_rings_as_true_ones_do_never_answers(version: str) -> None:
    with Company(version, asks=False, rings_s=3.0) as company:
        assert pump(company).hostile == []
