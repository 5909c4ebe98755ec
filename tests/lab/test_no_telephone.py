"""A stolen account is reached at the trunk's own address, as a number abroad: calls to it leave unseen."""

from __future__ import annotations

import pytest
from lab.attacks import HOSTILE_NUMBERS
from lab.company import Company
from lab.configuration import MAIN_NUMBER, RECEPTION
from lab.outcome import Outcome, outcome

from veilleur.words.events import CallStarted

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]

NUMBER, CALLS = HOSTILE_NUMBERS[0], 4
VANTAGES = pytest.mark.parametrize("asks", [True, False])


def contact(company: Company, user: str = NUMBER) -> str:
    return f"{user}@{company.carrier.address}:5060"


def ring(company: Company) -> Outcome:
    """Accomplices call the main number, whose telephone is none any more."""
    company.outside_call(MAIN_NUMBER, holds_s=4, calls=CALLS, per_second=2).wait()
    return outcome(company)


def test_unwatched_every_call_goes_abroad(version: str) -> None:
    with Company(version, watched=False, rings_s=0.5) as company:
        company.register(RECEPTION, contact=contact(company))
        found = ring(company)
        assert [call.number for call in found.hostile] == [NUMBER] * CALLS
        assert found.longest_s > 3


@VANTAGES
def test_what_rings_there_is_a_way_out_and_never_answered(version: str, asks: bool) -> None:
    with Company(version, asks=asks, rings_s=0.5) as company:
        company.register(RECEPTION, contact=contact(company))
        assert ring(company).hostile == []
        legs = [leg for leg in company.journal.events(CallStarted) if isinstance(leg, CallStarted)]
        assert {(leg.number, leg.extension) for leg in legs} == {(NUMBER, RECEPTION)}
        assert len(company.journal.decisions("cut")) == CALLS
        reasons = {reason.code for one in company.journal.decisions("alert") for reason in one.reasons}
        assert "contact_leads_out" in reasons


@VANTAGES
def test_a_contact_registered_before_the_guard_looks_is_found_in_the_switchs_lists(
    version: str, asks: bool
) -> None:
    with Company(version, asks=asks, rings_s=0.5) as company:
        company.guard.stop()
        company.register(RECEPTION, contact=contact(company))
        company.start_guard()
        assert ring(company).hostile == []


@pytest.mark.parametrize("user", ["%30037129011000", "00-371-29011000", "+37129011000", "0899"])
def test_however_the_number_is_written(version: str, user: str) -> None:
    """Escaped, with separators, in the international form, or a short one: nobody is charged for it long."""
    with Company(version, asks=False, rings_s=0.5) as company:
        company.register(RECEPTION, contact=contact(company, user))
        ring(company)
        assert company.journal.events(CallStarted)
        assert [
            call for call in company.carrier.calls() if call.seconds() > 1.0 and "371" in call.number
        ] == []


def test_once_its_own_telephone_is_back_it_rings_as_ever(version: str) -> None:
    with Company(version, rings_s=0.5) as company:
        company.register(RECEPTION, contact=contact(company))
        company.answering_telephone(RECEPTION)
        call = company.outside_call(MAIN_NUMBER, holds_s=1.0)
        assert "answered" in call.wait()
        assert company.journal.events(CallStarted) == []
        assert company.hostile_calls() == []
