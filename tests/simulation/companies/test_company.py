"""Companies telephone as the published figures say, and always the same for a seed."""

from datetime import date, timedelta
from statistics import mean

import pytest

from veilleur.simulation import companies
from veilleur.simulation.engine.steps import PlannedCall, moment_of
from veilleur.words.errors import InputError


@pytest.mark.parametrize("kind", companies.KINDS)
def test_same_seed_same_bytes_in_order_of_time(kind: str) -> None:
    first = list(
        companies.honest_days(companies.make(kind, 7), date(2026, 3, 27), 4)
    )  # over the change to summer time
    again = list(companies.honest_days(companies.make(kind, 7), date(2026, 3, 27), 4))
    assert repr(first) == repr(again)
    assert [moment_of(step) for step in first] == sorted(moment_of(step) for step in first)
    assert repr(first) != repr(list(companies.honest_days(companies.make(kind, 8), date(2026, 3, 27), 4)))


def test_a_call_lasts_166_seconds_on_average() -> None:
    calls = [
        s
        for s in companies.honest_days(companies.make("campaign", 1), date(2026, 3, 2), 5)
        if isinstance(s, PlannedCall)
    ]
    assert 150 < mean(call.duration_s for call in calls) < 185


def test_an_office_is_silent_on_assumption_day_and_busy_on_a_tuesday() -> None:
    office = companies.make("office", 3)
    assert (
        len(companies.honest_day(office, date(2026, 8, 15)))
        < 5
        < len(companies.honest_day(office, date(2026, 9, 15)))
    )


def test_a_new_market_opens_in_the_middle_of_the_year() -> None:
    company = companies.make("new_market", 1)
    prefix = company.site.outside_line + "00"

    def to_the_market(first: date) -> int:
        return sum(
            isinstance(s, PlannedCall) and s.number.startswith((prefix + "225", prefix + "221"))
            for s in companies.honest_days(company, first, 14)
        )

    assert to_the_market(company.turns_on - timedelta(days=14)) == 0 < to_the_market(company.turns_on)


def test_an_unknown_kind_is_named_in_one_sentence() -> None:
    with pytest.raises(InputError, match="bakery"):
        companies.make("bakery", 1)
