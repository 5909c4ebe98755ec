"""Alarms of a plan beyond its bounds and of a pumped free number: said once, and nothing is stopped."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.detection.stories import DAY_S, NIGHT, SITE, Numbers, watch

from veilleur.config import load_text
from veilleur.detection import Watch
from veilleur.detection.calls.usage_alarms import Usage
from veilleur.detection.view import view
from veilleur.detection.watch import AllowingJudge
from veilleur.words import events as ev
from veilleur.words.calls import Direction, Vantage
from veilleur.words.decisions import DecisionKind
from veilleur.words.destinations import Destination
from veilleur.words.money import FREE, micro_euros
from veilleur.words.site import Limits

NOON = NIGHT + 10 * 3600
FREE_NUMBER = "0800123456"


class InPlan(Numbers):
    """National calls are included in the plan."""

    def destination(self, dialled: str, outside_line_removed: bool = False) -> Destination:
        found = super().destination(dialled, outside_line_removed)
        return found._replace(price=FREE) if found.territory == "FR" else found


def guard_with(**limits: Any) -> Watch:
    none: dict[str, Any] = {"closed_hours": None, "day": None, "month": None}
    site = replace(SITE, limits=Limits(**{**none, **limits}), trunk_channels=0)
    return Watch(site, InPlan(), AllowingJudge(), Vantage.RECORDS)


def record(at: float, number: str, seconds: float, way: Direction = Direction.OUT) -> ev.CallRecorded:
    name = f"{at}{number}"
    return ev.CallRecorded(
        at, at, name, way, "104", number, duration_s=seconds, billed_s=seconds, answered=True
    )


def alarms(guard: Watch, *events: ev.Event) -> list[str]:
    return [
        decision.reasons[0].code
        for event in events
        for decision in guard.step(event)
        if decision.kind is DecisionKind.ALERT
    ]


def test_a_plan_of_99_numbers_alarms_at_the_hundredth_and_not_again_this_month() -> None:
    guard = guard_with(plan_numbers_month=99)
    for n in range(99):
        assert alarms(guard, record(NOON + n * 60, f"001990{n:05}", 30)) == []
    assert alarms(guard, record(NOON + 7000, "00199000000", 30)) == []  # known
    assert alarms(guard, record(NOON + 7100, "00199099999", 30)) == ["plan_numbers"]
    assert alarms(guard, record(NOON + 7200, "00199099998", 30)) == []
    again = Watch.load(guard.rooms.context.site, InPlan(), guard.save(), AllowingJudge())
    assert alarms(again, record(NOON + 7300, "00199099997", 30)) == []
    assert alarms(guard, record(NOON + 40 * DAY_S, "00199099996", 30)) == []  # another month


def test_minutes_of_the_plan_add_up_and_calls_that_cost_are_none_of_them() -> None:
    guard = guard_with(plan_minutes_month=60)
    assert alarms(guard, record(NOON, "0005312345678", 7200)) == []  # Cuba is paid for
    assert alarms(guard, record(NOON + 8000, "00199000001", 3590)) == []
    assert alarms(guard, record(NOON + 9000, "00199000002", 30)) == ["plan_minutes"]


def test_a_free_number_that_is_pumped_alarms_once_a_day() -> None:
    guard = guard_with(
        incoming_day=micro_euros(3), incoming_minute=micro_euros("0.05"), incoming_numbers=("800123456",)
    )
    hour = [record(NOON + n * 4000, FREE_NUMBER, 3600, Direction.IN) for n in range(4)]
    assert alarms(guard, record(NOON - 100, "0199001234", 36_000, Direction.IN)) == []  # an ordinary number
    assert alarms(guard, *hour[:1]) == []
    assert alarms(guard, *hour[1:]) == ["incoming_cost"]


def test_they_are_off_until_they_are_written_and_read_from_the_file() -> None:
    limits = load_text("[site]\n[limits]\n").site.limits
    assert (limits.plan_minutes_month, limits.plan_numbers_month, limits.incoming_day) == (0, 0, None)
    limits = load_text(
        "[site]\n[limits]\nplan_numbers_month = 99\nincoming_day_eur = 20\n"
        'incoming_numbers = ["0800123456"]\n'
    ).site.limits
    assert (limits.plan_numbers_month, limits.incoming_numbers) == (99, ("800123456",))
    assert limits.incoming_day == micro_euros(20)


@pytest.mark.parametrize("vantage", list(Vantage))
@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 7200)), max_size=30))
def test_no_call_is_ever_stopped_by_them(vantage: Vantage, calls: list[tuple[int, int]]) -> None:
    """Law 2: national traffic has alarms of its own and is never stopped by a limit."""
    bounds: dict[str, Any] = {"plan_minutes_month": 1, "plan_numbers_month": 1, "incoming_day": 0}
    none: dict[str, Any] = {"closed_hours": None, "day": None, "month": None}
    site = replace(SITE, limits=Limits(**none, **bounds), trunk_channels=0)
    guard, at = watch(vantage=vantage, site=site), NOON
    for n, (number, seconds) in enumerate(calls):
        dialled, leg = f"00199000{number:03}", f"leg{n}"
        given = guard.step(ev.CallRequested(at, at, f"r{n}", "104", dialled))
        given += guard.step(ev.CallStarted(at, at, leg, dialled, request=f"r{n}", extension="104"))
        given += guard.step(ev.CallAnswered(at, at, leg))
        at += seconds + 1
        given += guard.step(ev.CallEnded(at, at, leg))
        assert {decision.kind for decision in given} <= {DecisionKind.ALLOW, DecisionKind.ALERT}


def test_a_status_shows_what_is_used_and_begins_at_nothing_in_the_next_month_and_day() -> None:
    guard = guard_with(plan_minutes_month=100, plan_numbers_month=2, incoming_day=micro_euros("10"))
    for n in range(3):
        guard.step(record(NOON + n * 60, f"001990{n:05}", 1_800))
    guard.step(record(NOON + 300, FREE_NUMBER, 600, Direction.IN))
    assert view(guard, NOON + 400).usage == (
        Usage("plan_minutes", 5_400, 6_000, "limit_reached"),
        Usage("plan_numbers", 3, 2, "limit_reached"),
        Usage("incoming_cost", micro_euros("0.50"), micro_euros("10"), ""),
    )
    later = view(guard, NOON + 40 * DAY_S).usage
    assert [one.used for one in later] == [0, 0, 0]


def test_without_a_bound_a_status_says_nothing_of_it() -> None:
    guard = guard_with()
    guard.step(record(NOON, "0019900001", 1_800))
    assert view(guard, NOON + 60).usage == ()
