"""The companies live as the published figures say (each with its source), within chance."""

from collections import Counter
from datetime import date, datetime, timedelta
from math import log
from statistics import fmean, pstdev, variance
from zoneinfo import ZoneInfo

import pytest

from veilleur.numbering import DialPlan
from veilleur.simulation import companies
from veilleur.simulation.companies.workday import is_holiday, share_of
from veilleur.simulation.engine.steps import PlannedCall, PlannedVisit, Step
from veilleur.words.calls import Origin
from veilleur.words.destinations import NumberClass
from veilleur.words.events import ForwardSet, Registered

PARIS = ZoneInfo("Europe/Paris")
SPRING = date(2026, 3, 2)  # a Monday; the next twelve weeks hold five public holidays


def calls_of(kind: str, seed: int, days: int, first: date = SPRING) -> list[PlannedCall]:
    steps = companies.honest_days(companies.make(kind, seed), first, days)
    return [step for step in steps if isinstance(step, PlannedCall)]


@pytest.fixture(scope="module")
def office_calls() -> list[PlannedCall]:
    return [call for seed in range(15) for call in calls_of("office", seed, 84)]


def local(call: PlannedCall) -> datetime:
    return datetime.fromtimestamp(call.start, PARIS)


def test_durations_are_log_normal_with_the_published_mu_and_sigma() -> None:
    # Anonymous Bank 1999 (spread 0.98) at Gradwell's mean of 166 s: mu 4.63; 0.61 % above 20 min.
    durations = [call.duration_s for seed in range(6) for call in calls_of("craftsman", seed, 180)]
    logs = [log(length) for length in durations]
    assert fmean(logs) == pytest.approx(4.63, abs=0.05)
    assert pstdev(logs) == pytest.approx(0.98, abs=0.04)
    assert fmean(durations) == pytest.approx(166, rel=0.08)
    assert sum(length > 1200 for length in durations) / len(durations) == pytest.approx(0.0061, abs=0.004)
    skew = fmean(((one - 4.63) / 0.98) ** 3 for one in logs)
    assert abs(skew) < 0.15  # a logarithm of the durations is symmetric


def test_weekdays_share_the_calls_as_gradwell_counted(office_calls: list[PlannedCall]) -> None:
    # Monday 18.3, Tuesday 20.0, Wednesday 19.9, Thursday 19.5, Friday 17.4, weekend 4.9 per cent.
    plain = [call for call in office_calls if not is_holiday(local(call).date())]
    days = Counter(local(call).weekday() for call in plain)
    # Holidays take whole weekdays away: compare what one day of each kind holds.
    dates = Counter(day.weekday() for day in {local(call).date() for call in plain})
    per_day = {day: days[day] / dates[day] for day in range(7)}
    total = sum(per_day.values())
    for day, share in enumerate((18.3, 20.0, 19.9, 19.5, 17.4)):
        assert 100 * per_day[day] / total == pytest.approx(share, abs=1.2)
    assert 100 * (per_day[5] + per_day[6]) / total == pytest.approx(4.9, abs=1.2)


def test_the_hours_from_ten_to_noon_hold_a_quarter_of_the_calls(office_calls: list[PlannedCall]) -> None:
    hours = Counter(local(call).hour for call in office_calls)
    share = {hour: 100 * count / len(office_calls) for hour, count in hours.items()}
    assert share[10] == pytest.approx(12.0, abs=0.8)
    assert share[11] == pytest.approx(12.2, abs=0.8)
    assert share[12] < share[11] > share[13] < share[14]  # lunch


def test_days_vary_more_than_chance_alone() -> None:
    # A variation of 0.18 between equal weekdays, where Poisson alone would give 1/sqrt(mean).
    company = companies.make("campaign", 2)
    tuesdays = [
        sum(
            isinstance(step, PlannedCall) for step in companies.honest_day(company, date.fromordinal(ordinal))
        )
        for ordinal in range(date(2026, 1, 6).toordinal(), date(2026, 7, 28).toordinal(), 7)
    ]
    tuesdays = [count for count in tuesdays if count > 20]
    mean = fmean(tuesdays)
    variation = (variance(tuesdays) - mean) ** 0.5 / mean  # what is left beyond Poisson
    assert variation == pytest.approx(0.18, abs=0.07)


def test_a_user_makes_about_three_calls_on_a_working_day(office_calls: list[PlannedCall]) -> None:
    extensions = sum(len(companies.make("office", seed).extensions) for seed in range(15))
    working = [call for call in office_calls if local(call).weekday() < 5]
    assert len(working) / extensions / 57 == pytest.approx(3.0, rel=0.15)


@pytest.mark.parametrize("day", [date(2026, 5, 1), date(2026, 7, 14), date(2026, 8, 11), date(2026, 12, 25)])
def test_holidays_and_august_are_silent_where_a_company_closes(day: date) -> None:
    assert share_of(companies.make("office", 1), day) == 0.02
    assert share_of(companies.make("hotel", 1), day) >= 0.8


def test_eleven_public_holidays_a_year() -> None:
    days = (date.fromordinal(n) for n in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal()))
    assert sum(map(is_holiday, days)) == 11


def test_one_pin_in_twenty_is_mistyped_by_honest_people() -> None:
    visits = [
        step
        for seed in range(8)
        for step in companies.honest_days(companies.make("clinic", seed), SPRING, 60)
        if isinstance(step, PlannedVisit)
    ]
    keyed = [right for visit in visits for right in visit.tries]
    assert 1 - sum(keyed) / len(keyed) == pytest.approx(0.06, abs=0.02)
    assert any(visit.tries == (False, False, False) for visit in visits)
    assert all(not visit.hostile for visit in visits)
    outside = sum(visit.outside for visit in visits) / len(visits)
    assert outside == pytest.approx(0.1, abs=0.03)


def test_forwards_and_transfers_leave_with_an_outside_caller_to_french_numbers() -> None:
    calls = calls_of("craftsman", 3, 120)
    plan = DialPlan(companies.make("craftsman", 3).site)
    sent_on = [call for call in calls if call.origin in (Origin.FORWARD, Origin.TRANSFER)]
    assert {call.origin for call in sent_on} == {Origin.FORWARD, Origin.TRANSFER}
    assert all(call.outside_caller for call in sent_on)
    classes = {plan.destination(call.number).number_class for call in sent_on}
    assert classes <= {NumberClass.MOBILE, NumberClass.NATIONAL}
    assert sum(c.origin is Origin.FORWARD for c in calls) / len(calls) == pytest.approx(0.25, abs=0.06)


def test_a_craftsman_forwards_to_his_mobile_in_the_evening() -> None:
    steps = list(companies.honest_days(companies.make("craftsman", 3), SPRING, 5))
    hours = [datetime.fromtimestamp(s.at, PARIS).hour for s in steps if isinstance(s, ForwardSet)]
    assert len(hours) == 5
    assert set(hours) <= {18, 19}


def faulty(steps: list[Step]) -> list[PlannedCall]:
    return [step for step in steps if isinstance(step, PlannedCall) and step.faulty]


def test_a_faulty_boiler_dials_one_premium_number_again_and_again() -> None:
    company = companies.make("boiler", 1)
    calls = faulty(list(companies.honest_days(company, SPRING, 180)))
    assert len(calls) >= 20
    assert len({call.number for call in calls}) == 1
    assert DialPlan(company.site).destination(calls[0].number).number_class is NumberClass.PREMIUM
    assert not any(call.hostile for call in calls)


def test_a_move_of_the_office_brings_every_telephone_to_a_new_network() -> None:
    company = companies.make("moving_office", 1)

    def networks(first: date) -> set[str]:
        return {
            s.address.rpartition(".")[0]
            for s in companies.honest_days(company, first, 7)
            if isinstance(s, Registered)
        }

    before = networks(company.turns_on - timedelta(days=14))
    after = networks(company.turns_on + timedelta(days=7))
    assert len(before) == len(after) == 1
    assert before != after


def test_a_spread_of_half_and_of_one_and_a_half_really_differ() -> None:
    def spread(factor: float) -> float:
        company = companies.make("campaign", 1, factor)
        lengths = [
            s.duration_s for s in companies.honest_days(company, SPRING, 3) if isinstance(s, PlannedCall)
        ]
        return pstdev(map(log, lengths))

    assert spread(0.5) == pytest.approx(0.49, abs=0.03)
    assert spread(1.5) == pytest.approx(1.47, abs=0.06)


def test_kinds_that_are_held_out_are_more_than_ten_per_cent_and_never_all() -> None:
    held_out = [kind for kind in companies.KINDS.values() if kind.held_out]
    assert len(companies.KINDS) - len(held_out) >= 10
    assert len(held_out) >= 3
