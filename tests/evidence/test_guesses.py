"""Money that hangs on numbers that were not understood is a question, no fraud."""

from __future__ import annotations

from tests.evidence import stories
from tests.evidence.test_examination import SITE

from veilleur.evidence import Examination, examine, taught_judge
from veilleur.evidence.past_incidents import PastCall
from veilleur.numbering import DialPlan
from veilleur.words.calls import Origin
from veilleur.words.destinations import NumberClass
from veilleur.words.events import CallRecorded


def examined(calls: list[CallRecorded]) -> Examination:
    records = sorted([*stories.office(), *calls], key=lambda one: one.at)
    numbering = DialPlan(SITE)
    return examine(records, SITE, numbering, taught_judge(records, SITE, numbering))


def rooms(charged: int | None = None) -> list[CallRecorded]:
    """A night of calls to numbers of no country, an hour each: rooms of a conference, badly read."""
    at = stories.moment(19, 22.0)
    return [
        stories.call(at + 600.0 * n, "104", f"009991234{n % 3}", 3600.0)._replace(charged=charged)
        for n in range(14)
    ]


def test_calls_to_no_country_at_a_guessed_price_are_worth_a_look_and_no_fraud() -> None:
    found = examined(rooms())
    assert found.incidents == []
    assert "hangs_on_guess" in [notice.code for notice in found.notices]


def test_the_same_calls_with_a_price_on_the_bill_are_a_fraud() -> None:
    found = examined(rooms(charged=40_000_000))
    assert len(found.incidents) == 1


def test_a_fraud_beside_them_stays_one() -> None:
    found = examined([*rooms(), *stories.clinic_pump(19)])
    (incident,) = found.incidents
    assert not incident.is_guess


def test_a_french_directory_service_is_no_guess_and_a_room_that_begins_like_one_is() -> None:
    def directory(number: str) -> PastCall:
        return PastCall(
            at=0.0,
            id="c",
            extension="101",
            number=number,
            e164="",
            territory="FR",
            number_class=NumberClass.DIRECTORY,
            origin=Origin.EXTENSION,
            billed_s=60.0,
            cost=1,
            is_stopped=True,
        )

    assert not directory("0118712").is_guess
    assert directory("6112").is_guess
