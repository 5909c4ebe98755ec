"""What an examination of a file finds: the known attacks, and nothing in an honest company."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.evidence import stories

from veilleur.evidence import Examination, examine, taught_judge
from veilleur.numbering import DialPlan
from veilleur.words.calls import Direction, Origin
from veilleur.words.events import CallRecorded
from veilleur.words.site import Site

SITE = Site(outside_line="", extensions=("1XX",))


def examined(*parts: Sequence[CallRecorded], site: Site = SITE) -> Examination:
    records = sorted((one for part in parts for one in part), key=lambda one: one.at)
    numbering = DialPlan(site)
    return examine(records, site, numbering, taught_judge(records, site, numbering))


def test_an_honest_office_has_no_incident_and_nothing_to_look_at() -> None:
    found = examined(stories.office())
    assert found.incidents == []
    assert found.notices == []
    assert found.total.calls == len(stories.office())
    assert found.by_territory["BE"].calls == 40


@pytest.mark.parametrize(
    ("attack", "least_calls", "places"),
    [
        (stories.clinic_pump(), 109, 8),
        (stories.zimbabwe(), 2950, 1),
        (stories.slow_drip(), 16, 1),
    ],
    ids=["clinic pump", "Zimbabwe", "slow drip"],
)
def test_a_known_attack_is_one_incident_with_its_money(
    attack: list[CallRecorded], least_calls: int, places: int
) -> None:
    found = examined(stories.office(), attack)
    (incident,) = found.incidents
    ids = {one.id for one in incident.calls}
    theirs = {one.call for one in attack}
    assert len(ids & theirs) >= least_calls
    assert len(ids - theirs) <= 4  # honest calls amid the attack
    assert len(incident.places) >= places
    cost = sum(DialPlan(SITE).destination(one.number).usual.cost(one.billed_s) for one in attack)
    assert incident.total.cost == pytest.approx(cost, rel=0.06)
    assert incident.extensions[0] == attack[0].extension
    assert attack[0].at - 1 <= incident.began_at <= attack[2].at


def test_two_attacks_months_apart_are_two_incidents() -> None:
    found = examined(stories.office(90), stories.clinic_pump(21), stories.clinic_pump(80))
    assert [incident.id for incident in found.incidents] == ["i1", "i2"]


def test_a_machine_that_dials_by_itself_is_a_notice_with_its_price_and_no_incident() -> None:
    found = examined(stories.office(), stories.boiler())
    assert found.incidents == []
    (notice,) = found.notices
    assert (notice.code, notice.extension, notice.calls) == ("faulty_dialler", "106", 120)
    assert (
        notice.cost == 48_000_000
    )  # 120 calls of half a minute at 0.80 EUR; a fee of 3 EUR a call is possible


def test_a_pump_to_one_premium_number_with_long_calls_is_no_machine() -> None:
    pump = [stories.call(stories.moment(20, 0.5) + 300 * n, "106", "0899000000", 1500.0) for n in range(60)]
    found = examined(stories.office(), pump)
    assert len(found.incidents) == 1


def test_the_attackers_first_test_call_belongs_to_the_attack() -> None:
    pump = stories.clinic_pump()
    test = stories.call(pump[0].at - 7200, "104", pump[5].number, 12.0)
    found = examined(stories.office(), [test], pump)
    (incident,) = found.incidents
    assert incident.began_at == test.at


def test_an_attack_in_a_file_of_one_night_is_found_although_nothing_is_known_of_the_company() -> None:
    found = examined(stories.clinic_pump())
    assert not found.knows_normal
    assert len(found.incidents) == 1


def test_habits_of_opening_hours_over_weeks_are_no_attack_however_foreign() -> None:
    exporter = [
        stories.call(stories.moment(day, hour), "101", f"0053555{day % 9:04d}", 400.0)
        for day in range(40)
        if day % 7 < 5
        for hour in (9.5, 11.0, 14.0, 16.5)
    ]
    found = examined(stories.office(40), exporter)
    assert found.incidents == []


def test_a_fortnight_without_a_record_is_reported() -> None:
    late = [
        one._replace(at=one.at + 56 * 86_400, seen_at=one.seen_at + 56 * 86_400) for one in stories.office()
    ]
    found = examined(stories.office(), late)
    assert [notice.code for notice in found.notices] == ["unread_days"]


def test_calls_into_voicemail_before_the_attack_are_reported_as_the_way_in() -> None:
    pump = stories.clinic_pump()
    visits = [
        CallRecorded(
            pump[0].at - 7200 + 60 * n, pump[0].at - 7160 + 60 * n, f"v{n}", Direction.IN, "104", "*97",
            Origin.VOICEMAIL, "0639980001", 40.0, 35.0, True,
        )
        for n in range(20)
    ]  # fmt: skip
    found = examined(stories.office(), visits, pump)
    (incident,) = found.incidents
    assert incident.visits is not None
    assert (incident.visits.calls, incident.visits.first_at) == (20, visits[0].at)
    (without,) = examined(stories.office(), visits[:2], pump).incidents
    assert without.visits is None


def test_one_long_call_that_a_forward_sends_abroad_at_night_is_an_incident() -> None:
    night = stories.call(stories.moment(5, 2.7), "104", "0021655500011", 1800.0, Origin.FORWARD, "0639980177")
    (incident,) = examined([night]).incidents
    assert incident.first_reasons[0].code == "cap_closed_hours"
    assert [call.id for call in incident.calls] == [night.call]
    day = stories.call(stories.moment(3, 10.0), "104", "0021655500011", 60.0, Origin.FORWARD, "0639980177")
    assert examined([day]).incidents == []


def noon_calls(day: int = 22, places: tuple[str, ...] = ("375", "677", "387")) -> list[CallRecorded]:
    """Seven calls a working day for three days at lunch, from several telephones, to some dear countries."""
    return [
        stories.call(
            stories.moment(day + late, 11.6 + 0.3 * place),
            f"10{place % 3 + 1}",
            f"00{places[place % len(places)]}2233{place % 4:04}",
            500.0 + 40 * place,
        )
        for late in range(3)
        for place in range(7)
    ]


def test_a_wave_of_dear_new_countries_at_noon_is_one_incident_though_no_call_is_odd_by_itself() -> None:
    found = examined(stories.office(), noon_calls())
    (incident,) = found.incidents
    assert incident.total.calls == 21
    assert set(incident.places) == {"BY", "SB", "BA"}


def test_one_new_market_in_opening_hours_is_no_wave() -> None:
    found = examined(stories.office(), noon_calls(places=("387",)))
    assert not any("wave_of_new_places" in incident.reasons for incident in found.incidents)
