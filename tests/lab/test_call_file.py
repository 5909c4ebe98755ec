"""A pump by call files on the real switches: the spool dials, and no dialplan line is passed."""

from __future__ import annotations

import pytest
from lab.attacks import HOSTILE_NUMBERS, call_file
from lab.company import Company
from lab.outcome import Outcome, outcome
from lab.waiting import at_a_rate

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]

NUMBERS = HOSTILE_NUMBERS[:6]
RINGS_S = 1.0
TRUE_RINGS_S = 3.0  # no far end of the field picks up sooner, and a busy machine cuts later than an idle one


def pump(company: Company) -> Outcome:
    """Two calls a second, each of five seconds."""
    for number in at_a_rate(NUMBERS, per_second=2):
        call_file(company, number, seconds=5)
    return outcome(company)


def test_unwatched_every_call_is_answered(version: str) -> None:
    with Company(version, watched=False, rings_s=RINGS_S) as company:
        found = pump(company)
        assert {call.number for call in found.hostile} == set(NUMBERS)
        assert found.longest_s > 4


def test_where_veilleur_is_asked_no_unasked_leg_is_ever_answered(version: str) -> None:
    with Company(version, rings_s=TRUE_RINGS_S) as company:
        assert pump(company).hostile == []
        company.journal.wait_for(lambda j: j.decisions("cut"), "they are cut")
        assert {cut.reasons[0].code for cut in company.journal.decisions("cut")} == {"unasked_leg"}


def test_without_being_asked_few_are_answered_and_each_is_cut_within_a_second(version: str) -> None:
    with Company(version, asks=False, rings_s=RINGS_S) as company:
        found = pump(company)
        assert len(found.hostile) < 5
        assert found.longest_s <= company.within(1.0)
