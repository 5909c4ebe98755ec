"""A pump by AMI originate on the real switches: legs straight to the trunk, which never ask anybody."""

from __future__ import annotations

import pytest
from lab.attacks import HOSTILE_NUMBERS, originate
from lab.company import Company
from lab.outcome import Outcome, outcome
from lab.waiting import at_a_rate

from veilleur.words.events import CallStarted

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]

NUMBERS = HOSTILE_NUMBERS[:8]
RINGS_S = 1.0
TRUE_RINGS_S = 3.0  # no far end of the field picks up sooner, and a busy machine cuts later than an idle one


def pump(company: Company) -> Outcome:
    """Three calls a second, each of five seconds."""
    for number in at_a_rate(NUMBERS, per_second=3):
        originate(company, number, seconds=5)
    return outcome(company)


def test_unwatched_every_call_is_answered(version: str) -> None:
    with Company(version, watched=False, rings_s=RINGS_S) as company:
        found = pump(company)
        assert {call.number for call in found.hostile} == set(NUMBERS)
        assert found.longest_s > 4


def test_where_veilleur_is_asked_no_unasked_leg_is_ever_answered(version: str) -> None:
    with Company(version, rings_s=TRUE_RINGS_S) as company:
        assert pump(company).hostile == []
        company.journal.wait_for(lambda j: len(j.decisions("cut")) >= len(NUMBERS), "each is cut")
        legs = company.journal.events(CallStarted)
        assert [leg.number for leg in legs if isinstance(leg, CallStarted)] == list(NUMBERS)
        cuts = company.journal.decisions("cut")
        assert len(cuts) == len(NUMBERS)
        assert {cut.reasons[0].code for cut in cuts} == {"unasked_leg"}
        assert len({cut.incident for cut in cuts}) == 1


def test_without_being_asked_few_are_answered_and_each_is_cut_within_a_second(version: str) -> None:
    with Company(version, asks=False, rings_s=RINGS_S) as company:
        found = pump(company)
        assert len(found.hostile) < 5
        assert found.longest_s <= company.within(1.0)


def test_a_far_end_that_answers_at_once_is_cut_in_a_blink(version: str) -> None:
    """No true carrier is that fast; here nothing can come before the answer."""
    with Company(version) as company:
        assert pump(company).longest_s <= company.within(1.0)
