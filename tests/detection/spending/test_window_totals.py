"""Window totals against fractions: what has grown, the bound above it, and when the bound meets a limit."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from veilleur.detection.business_hours import Windows
from veilleur.detection.spending.window_totals import TOTALS_KEPT, WindowTotals, passed, surely_fits
from veilleur.words.site import Limits

LIMIT = 50_000_000
DAY = 739_000
# rate in micro-euros a minute, the cost of a step, when it was booked last in milliseconds
CALLS = st.lists(
    st.tuples(st.integers(1, 9_000_000), st.integers(1, 9_000_000), st.integers(0, 60_000)), max_size=6
)


def windows(day: int = DAY, closed: int = 0) -> Windows:
    return Windows(closed=closed, day=day, month=24_315, until=1e12)


def totals(limit: int | None = LIMIT) -> WindowTotals:
    found = WindowTotals(Limits(closed_hours=None, day=limit, month=None))
    found.turn(windows())
    return found


@settings(max_examples=200, deadline=None)
@given(CALLS, st.integers(0, 10_000_000), st.integers(60_000, 7_200_000))
def test_what_is_spent_grows_with_the_rates_of_the_calls_that_run(
    calls: list[tuple[int, int, int]], spent: int, at_ms: int
) -> None:
    of_site = totals()
    day = of_site.of_site[0]
    day.spent = spent
    for rate, step, booked_ms in calls:
        of_site.run((day,), rate, step, booked_ms, 1)
    grown = spent + sum(Fraction(rate * (at_ms - booked), 60_000) for rate, _step, booked in calls)
    assert day.grown(at_ms) == grown // 1
    assert day.bound(at_ms) == grown // 1 + 1 + sum(step for _rate, step, _booked in calls)
    assert of_site.spent_now(at_ms) == (0, grown // 1)


@settings(max_examples=200, deadline=None)
@given(CALLS.filter(bool), st.integers(0, 10_000_000))
def test_the_bound_meets_the_limit_in_the_millisecond_that_is_given(
    calls: list[tuple[int, int, int]], spent: int
) -> None:
    of_site = totals()
    day = of_site.of_site[0]
    day.spent = spent
    for rate, step, booked_ms in calls:
        of_site.run((day,), rate, step, booked_ms, 1)
    at = day.reaches_limit_at()
    assert at is not None
    at_ms = round(at * 1000)
    assert day.bound(at_ms) > LIMIT
    assert day.bound(at_ms - 1) <= LIMIT
    assert surely_fits((day,), 0, at_ms - 1)
    assert not surely_fits((day,), 0, at_ms)


@given(CALLS)
def test_calls_that_cease_leave_no_rate_behind(calls: list[tuple[int, int, int]]) -> None:
    of_site = totals()
    for sign in (1, -1):
        for rate, step, booked_ms in calls:
            of_site.run(of_site.of_site, rate, step, booked_ms, sign)
    assert [(one.rate, one.steps, one.rate_ms) for one in of_site.of_site] == [(0, 0, 0)] * 2
    assert of_site.running == {}
    assert of_site.of_site[0].reaches_limit_at() is None


def test_the_first_cap_that_does_not_fit_is_named_and_the_limit_itself_fits() -> None:
    of_site = totals()
    of_site.of_site[0].spent = LIMIT - 10
    assert passed(of_site.of_site, 10) == ""
    assert passed(of_site.of_site, 11) == "cap_day"
    assert passed(totals(None).of_site, 10**12) == ""


def test_a_day_that_comes_back_still_holds_what_was_spent_in_it() -> None:
    of_site = totals()
    of_site.of_site[0].spent = 7
    of_site.turn(windows(DAY + 1))
    assert of_site.of_site[0].spent == 0
    of_site.turn(windows(DAY))
    assert of_site.of_site[0].spent == 7


def test_only_the_last_windows_gone_by_are_remembered() -> None:
    of_site = totals()
    for day in range(TOTALS_KEPT + 5):
        of_site.turn(windows(DAY + day))
        of_site.of_site[0].spent = 1 + day
    kept = [day for day in range(TOTALS_KEPT + 5) if of_site.spent(f"cap_day/{DAY + day}/", 0.0)]
    assert kept == list(range(4, TOTALS_KEPT + 5))
    assert WindowTotals(Limits()).save() == {}
