"""Incoming calls that a telephone sends on abroad (SIP REFER), on the real switches."""

from __future__ import annotations

import pytest
from lab.attacks import ATTACKER, HOSTILE_NUMBERS, attended_transfer, transfer_by_key
from lab.company import Company
from lab.configuration import MAIN_NUMBER, RECEPTION
from lab.outcome import Outcome, ended, outcome

from veilleur.words.calls import Origin
from veilleur.words.events import CallEnded, CallRequested, CallStarted, CallTransferred

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
        # On a busy 16 the cause may be reported after its leg: a forward and a transfer then look alike.
        assert {leg.origin for leg in legs} <= {Origin.FORWARD, Origin.TRANSFER}  # type: ignore[union-attr]
        assert len(found.hostile) < 5
        assert found.longest_s <= company.within(1.0)


@pytest.mark.parametrize("asks", [True, False])
def test_a_transfer_by_key_at_night_never_reaches_a_far_end_that_rings(version: str, asks: bool) -> None:
    """The telephone calls the third party first (atxfer): that leg is already known for a transfer."""
    with Company(version, asks=asks, rings_s=3.0) as company:
        call = transfer_by_key(company, NUMBER)
        company.journal.wait_for(
            lambda j: j.events(CallRequested, CallStarted), "the third party is called", 40
        )
        call.wait()
        assert company.hostile_calls() == []
        legs = company.journal.events(CallRequested, CallStarted)
        assert {(leg.origin, leg.extension, leg.outside_caller) for leg in legs} == {  # type: ignore[union-attr]
            (Origin.TRANSFER, RECEPTION, ATTACKER)
        }
        assert company.journal.decisions("refuse" if asks else "cut")


@pytest.mark.parametrize("asks", [True, False])
def test_whoever_is_joined_to_a_call_abroad_at_night_is_cut_within_a_second(version: str, asks: bool) -> None:
    """A call of the company itself may pass; that an outsider takes it over (REFER, Replaces) may not."""
    with Company(version, asks=asks, rings_s=0.5) as company:
        attended_transfer(company, NUMBER, holds_s=12).wait()
        company.journal.wait_for(lambda j: j.events(CallEnded), "it ended")
        (moved,) = company.journal.events(CallTransferred)
        assert isinstance(moved, CallTransferred)
        assert (moved.attended, moved.extension, moved.outside_caller) == (True, RECEPTION, ATTACKER)
        (found,) = ended(company, 1)
        assert found.ended_at is not None
        assert found.ended_at - moved.seen_at <= 1.0
        assert {cut.target for cut in company.journal.decisions("cut")} == {moved.call}


def test_unwatched_a_joined_call_goes_on(version: str) -> None:
    with Company(version, watched=False, rings_s=0.5) as company:
        attended_transfer(company, NUMBER, holds_s=6).wait()
        (found,) = outcome(company).hostile
        assert found.seconds() > 4
