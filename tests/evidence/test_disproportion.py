"""Money and length out of all proportion, as real victims had them: fraud, or at least worth a look."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from tests.evidence import stories
from tests.evidence.test_examination import examined

from veilleur.evidence import Examination, Notice
from veilleur.words.calls import Direction
from veilleur.words.events import CallRecorded
from veilleur.words.site import Site

TEN_HOURS_S = 9 * 3600 + 58 * 60.0
CUBA, CONGO, LATVIA, CAMBODIA = "005355500011", "00243815550011", "0037120005501", "0085512345501"
SATURDAY, THURSDAY = 19, 17


def looked_at(found: Examination) -> list[Notice]:
    return [notice for notice in found.notices if notice.code != "unread_days"]


def night(number: str, calls: int, length_s: float) -> list[CallRecorded]:
    """Calls 26 minutes apart from a Saturday night on."""
    at = stories.moment(SATURDAY, 23.2)
    return [stories.call(at + 1560.0 * n, "104", f"{number[:-1]}{n % 3}", length_s) for n in range(calls)]


def pump(
    number: str, calls: int, every_s: float, day: int = SATURDAY, hour: float = 12.3
) -> list[CallRecorded]:
    """Many calls to one number, seconds to a minute each, at gaps that differ."""
    rng, at, made = Random(4), stories.moment(day, hour), []
    for _ in range(calls):
        made.append(stories.call(at, "101", number, float(rng.randrange(7, 67))))
        at += every_s * rng.uniform(0.6, 1.4)
    return made


@pytest.mark.parametrize(
    ("day", "hour"),
    [(THURSDAY, 18.99), (SATURDAY, 18.99), (THURSDAY, 15.0), (THURSDAY, 22.99)],
    ids=["Thursday evening", "Saturday", "Thursday afternoon", "Thursday night"],
)
def test_one_call_of_ten_hours_to_cuba_is_a_fraud_at_whatever_hour(day: int, hour: float) -> None:
    call = stories.call(stories.moment(day, hour), "105", CUBA, TEN_HOURS_S)
    found = examined(stories.office(), [call])
    (incident,) = found.incidents
    assert [one.id for one in incident.calls] == [call.call]
    assert incident.total.cost > 500_000_000
    assert looked_at(found) == []  # said once


@pytest.mark.parametrize("site", [Site(outside_line="", extensions=("1XX",))], ids=["France"])
def test_five_thousand_calls_to_one_national_number_in_a_closed_weekend_are_a_fraud(site: Site) -> None:
    found = examined(stories.office(), pump("0199001234", 5000, 20.0), site=site)
    (incident,) = found.incidents
    assert incident.total.calls == 5000
    assert incident.extensions == ("101",)
    assert incident.first_reasons[0].code == "pump_to_one_number"


def test_three_hundred_calls_to_one_mobile_are_a_fraud_when_closed_and_worth_a_look_by_day() -> None:
    closed = examined(stories.office(), pump("0639980177", 300, 20.0))
    assert [incident.total.calls for incident in closed.incidents] == [300]
    by_day = examined(stories.office(), pump("0639980177", 300, 60.0, day=THURSDAY, hour=9.0))
    assert by_day.incidents == []
    (notice,) = looked_at(by_day)
    assert (notice.code, notice.calls, notice.extension) == ("many_calls", 300, "101")


def test_a_fax_that_repeats_itself_at_night_is_worth_a_look_and_no_fraud() -> None:
    at = stories.moment(SATURDAY, 1.0)
    fax = [stories.call(at + 60.0 * n, "106", "0199001234", 20.0) for n in range(200)]
    found = examined(stories.office(), fax)
    assert found.incidents == []
    assert [notice.code for notice in looked_at(found)] == ["many_calls"]


def test_a_number_that_is_called_as_often_on_other_days_is_usual() -> None:
    days = [stories.moment(day, 9.0) for day in range(28) if day % 7 < 5]
    often = [stories.call(at + 200.0 * n, "101", "0199000099", 60.0) for at in days for n in range(120)]
    found = examined(stories.office(), often)
    assert found.incidents == []
    assert looked_at(found) == []


def test_one_call_of_seventy_minutes_to_congo_by_day_is_worth_a_look() -> None:
    found = examined(stories.office(), [stories.call(stories.moment(THURSDAY, 14.0), "103", CONGO, 4200.0)])
    assert found.incidents == []
    (notice,) = looked_at(found)
    assert (notice.code, notice.territory, notice.seconds) == ("long_call", "CD", 4200.0)
    assert 20_000_000 < notice.cost < 40_000_000  # by the usual price; it may have cost twice that


def test_premium_numbers_repeated_by_day_are_worth_a_look() -> None:
    found = examined(stories.office(), pump("0899000011", 48, 120.0, day=THURSDAY, hour=10.0))
    assert found.incidents or looked_at(found)
    machine = [
        stories.call(stories.moment(THURSDAY, 10.0) + 120.0 * n, "106", "0899000000", 30.0) for n in range(48)
    ]
    found = examined(stories.office(), machine)
    assert found.incidents == []
    assert [notice.code for notice in looked_at(found)] == ["faulty_dialler"]


@pytest.mark.parametrize(
    ("number", "calls", "length_s"),
    [(LATVIA, 8, 915.0), (CAMBODIA, 9, 1000.0)],
    ids=["8 to Latvia", "9 to Cambodia"],
)
def test_night_calls_that_the_judge_would_let_through_are_worth_a_look(
    number: str, calls: int, length_s: float
) -> None:
    found = examined(stories.office(), night(number, calls, length_s))
    notices = looked_at(found)
    shown = sum(notice.calls for notice in notices) + sum(one.total.calls for one in found.incidents)
    assert shown == calls
    assert all(notice.code in ("night_calls", "single_calls") for notice in notices)


def incoming(at: float, number: str, length_s: float) -> CallRecorded:
    return CallRecorded(
        at=at,
        seen_at=at + length_s,
        call=f"in-{at}",
        direction=Direction.IN,
        extension="101",
        number=number,
        outside_caller="0639980002",
        duration_s=length_s,
        billed_s=length_s,
        answered=True,
    )


def test_hours_of_incoming_calls_to_a_free_number_are_worth_a_look() -> None:
    at = stories.moment(THURSDAY, 9.0)
    found = examined(stories.office(), [incoming(at + 3700.0 * n, "0800123456", 3600.0) for n in range(3)])
    (notice,) = looked_at(found)
    assert (notice.code, notice.calls, notice.seconds) == ("long_incoming", 3, 10_800.0)
    short = [incoming(at + 3700.0 * n, "101", 3600.0) for n in range(3)]
    assert looked_at(examined(stories.office(), short)) == []


def test_hours_of_calls_to_a_closed_company_are_worth_a_look_unless_each_night_has_them() -> None:
    night = stories.moment(THURSDAY, 23.0)
    pumped = [incoming(night + 600.0 * n, "101", 3000.0) for n in range(10)]
    (notice,) = looked_at(examined(stories.office(), pumped))
    assert (notice.code, notice.calls, notice.seconds) == ("closed_incoming", 10, 30_000.0)
    each_night = [*pumped, *(incoming(night + 86_400 + 600.0 * n, "101", 2400.0) for n in range(10))]
    assert looked_at(examined(stories.office(), each_night)) == []


def test_a_long_afternoon_with_a_known_country_is_nothing() -> None:
    at = stories.moment(THURSDAY, 13.0)
    calls: Sequence[CallRecorded] = [
        stories.call(at + 950.0 * n, "102", "003226990011", 900.0) for n in range(18)
    ]
    found = examined(stories.office(), calls)
    assert found.incidents == []
    assert looked_at(found) == []
