"""Incoming calls that a telephone sends on abroad (SIP REFER), on the real switches."""

from __future__ import annotations

import pytest
from lab.attacks import ATTACKER, HOSTILE_NUMBERS
from lab.company import Company
from lab.configuration import MAIN_NUMBER, RECEPTION
from lab.outcome import Outcome, outcome

from veilleur.words.calls import Origin
from veilleur.words.events import CallRequested, CallStarted, CallTransferred

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]

NUMBER, CALLS = HOSTILE_NUMBERS[0], 6


def pump(company: Company) -> Outcome:
    """An accomplice calls over and over; whoever holds the reception's account sends each call on."""
    company.answering_telephone(RECEPTION, transfer_to=f"0{NUMBER}")
    company.outside_call(MAIN_NUMBER, caller=ATTACKER, holds_s=5, calls=CALLS, per_second=2).wait()
    return outcome(company)


def test_unwatched_every_call_is_answered(version: str) -> None:
    with Company(version, watched=False, channels=30) as company:
        found = pump(company)
        assert [call.number for call in found.hostile] == [NUMBER] * CALLS
        assert found.longest_s > 3


def test_where_veilleur_is_asked_it_knows_each_for_a_transfer_and_refuses_all(version: str) -> None:
    """The company's past is known: in its first days one transfer abroad would be little evidence."""
    with Company(version) as company:
        found = pump(company)
        asked = company.journal.events(CallRequested)
        assert len(asked) == CALLS
        assert {(one.origin, one.extension, one.outside_caller) for one in asked} == {  # type: ignore[union-attr]
            (Origin.TRANSFER, RECEPTION, ATTACKER)
        }
        assert found.hostile == []


def test_without_being_asked_few_are_answered_and_each_is_cut_within_a_second(version: str) -> None:
    with Company(version, asks=False, rings_s=1.0) as company:
        found = pump(company)
        moved = company.journal.events(CallTransferred)
        assert len(moved) == CALLS
        assert {(one.extension, one.outside_caller) for one in moved} == {(RECEPTION, ATTACKER)}  # type: ignore[union-attr]
        legs = company.journal.events(CallStarted)
        assert {leg.extension for leg in legs} == {RECEPTION}  # type: ignore[union-attr]
        # On a busy 16 the cause may be told after its leg: a forward and a transfer then look alike.
        assert {leg.origin for leg in legs} <= {Origin.FORWARD, Origin.TRANSFER}  # type: ignore[union-attr]
        assert len(found.hostile) < 5
        assert found.longest_s <= 1.0
