"""Fitting limits: what they follow, how fast they rise, and that no order of nights lifts them further."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from veilleur.detection.business_hours import Windows
from veilleur.detection.spending.fitted_limits import RATCHET_S, FittedLimits
from veilleur.words.money import micro_euros
from veilleur.words.site import Limits

DAY_S = 86_400.0
UNKNOWN = Limits(fitting=("closed_hours", "day", "month", "class_day"))
FITTING = replace(UNKNOWN, usual_month=0)  # the owner says that nothing is spent: it starts at the floors


def euros(amount: float) -> int:
    return micro_euros(str(amount))


def windows(day: int, closed: int = 0) -> Windows:
    return Windows(closed=closed, day=day, month=day // 30, until=(day + 1) * DAY_S)


def lived(daily: list[float], fitted: FittedLimits | None = None, first: int = 0) -> FittedLimits:
    """Days with what each cost in euros, half of it international; fitted after each midnight."""
    fitted = fitted or FittedLimits(FITTING)
    fitted.night(first * DAY_S + 1, windows(first))
    for number, cost in enumerate(daily, start=first):
        fitted.spend(windows(number, closed=number + 1), "international", euros(cost) // 2)
        fitted.spend(windows(number), "premium", euros(cost) // 2)
        fitted.night((number + 1) * DAY_S + 1, windows(number + 1))
    return fitted


def test_a_site_that_says_nothing_of_its_past_starts_wide_and_falls_after_a_month() -> None:
    values = FittedLimits(UNKNOWN).values
    assert (values["closed_hours"], values["day"], values["month"]) == (euros(100), euros(400), euros(2000))
    assert values["class premium"] == euros(400)
    assert lived([5.0] * 30, FittedLimits(UNKNOWN)).values == values
    fallen = lived([5.0] * 31, FittedLimits(UNKNOWN))
    assert (fallen.values["closed_hours"], fallen.values["day"]) == (euros(10), euros(50))
    assert fallen.values["month"] == euros(420)  # 2.7 x 155
    assert fallen.ceiling == euros(4200)


def test_the_first_month_of_a_site_that_spends_much_is_not_closed_by_what_nobody_knew() -> None:
    fitted = lived([120.0] * 25, FittedLimits(UNKNOWN))  # EUR 3 000 by then
    assert fitted.values["month"] == euros(4000)  # twice the start
    assert fitted.ceiling == euros(40_000)
    fitted = lived([120.0] * 10, fitted, first=25)
    assert fitted.ceiling == euros(40_000)
    fitted = lived([0.0] * 30 + [900.0] * 40, fitted, first=35)
    assert fitted.ceiling == euros(40_000)  # the first month lived, for good


def test_the_ceiling_of_the_first_month_follows_it_between_the_bounds_that_the_documents_name() -> None:
    fitted, ceilings = FittedLimits(UNKNOWN), []
    for day in range(31):
        ceilings.append(fitted.ceiling)
        lived([5_000.0], fitted, first=day)
    assert (ceilings[0], max(ceilings), ceilings) == (euros(3_000), euros(40_000), sorted(ceilings))
    named = FittedLimits(replace(UNKNOWN, usual_month=euros(1_000)))
    assert named.ceiling == euros(27_000)
    assert lived([5_000.0] * 29, named).ceiling == euros(54_000)


def test_a_first_week_that_was_dear_leaves_no_ceiling_behind() -> None:
    fitted = lived([120.0] * 5, FittedLimits(UNKNOWN))
    assert fitted.ceiling > euros(20_000)
    assert lived([0.0] * 26, fitted, first=5).ceiling == euros(16_200)  # 10 x 2.7 x 600


def test_what_codes_open_starts_as_wide_as_a_day_and_is_twice_that_in_the_first_month_at_most() -> None:
    assert FittedLimits(UNKNOWN).values["codes"] == euros(200)
    assert lived([300.0] * 8, FittedLimits(UNKNOWN)).values["codes"] == euros(400)
    assert lived([5.0] * 31, FittedLimits(UNKNOWN)).values["codes"] == euros(100)
    assert FittedLimits(FITTING).values["codes"] == euros(100)


def test_what_fell_comes_back_at_once_as_far_as_twice_the_start() -> None:
    fitted = lived([5.0] * 40, FittedLimits(UNKNOWN))
    assert lived([90.0], fitted, first=40).values["day"] == euros(360)
    assert lived([900.0], fitted, first=41).values["day"] == euros(800)


def test_a_site_starts_from_the_month_that_its_owner_names() -> None:
    fitted = FittedLimits(replace(UNKNOWN, usual_month=euros(600)))
    assert (fitted.values["closed_hours"], fitted.values["day"]) == (euros(180), euros(360))
    assert fitted.values["month"] == euros(1620)
    assert fitted.ceiling == euros(16_200)


def test_a_site_whose_owner_spends_nothing_starts_at_the_least() -> None:
    values = FittedLimits(FITTING).values
    assert (values["closed_hours"], values["day"], values["month"]) == (euros(10), euros(50), euros(300))
    assert values["class premium"] == euros(50)


def test_after_a_month_and_a_half_limits_are_multiples_of_the_dearest_windows() -> None:
    values = lived([20.0] * 60).values
    assert values["day"] == euros(80)  # 4 x 20
    assert values["closed_hours"] == euros(40)  # 4 x 10, from 10 in two doublings
    assert values["class premium"] == euros(50)  # 4 x 10 is below the floor
    assert values["month"] == euros(1200)  # 2.7 x 620 would be 1680: not before the third month


def test_a_month_is_projected_while_the_past_is_younger_from_a_week_at_least() -> None:
    assert lived([6.0] * 8).values["month"] == euros(510)  # 2.7 x 31 x 6 = 502.2
    assert lived([28.0]).values["month"] == euros(340)  # 2.7 x 31 x 28 / 7 = 334.8


def test_a_month_is_never_below_what_fits_its_dearest_day() -> None:
    values = lived([0.0] * 3 + [90.0] + [0.0] * 50, FittedLimits(UNKNOWN)).values
    assert values["day"] == euros(360)
    assert values["month"] == euros(360)  # 2.7 x the dearest 31 days would be 250


def test_a_night_comes_once_whatever_the_clock_says() -> None:
    fitted = lived([30.0])
    fitted.spend(windows(1), "international", euros(1000))
    assert not fitted.night(1 * DAY_S + 3600, windows(9))
    assert fitted.night(2 * DAY_S, windows(2))


def test_what_was_spent_on_the_day_of_an_attack_is_not_learned() -> None:
    fitted = lived([5.0])
    fitted.spend(windows(1), "international", euros(1000))
    fitted.forget_pending()
    fitted.night(2 * DAY_S + 1, windows(2))
    assert fitted.values["day"] == euros(50)


def test_old_spending_is_forgotten_and_limits_come_down_again() -> None:
    fitted = lived([60.0] * 70)
    assert fitted.values["day"] > euros(150)
    assert lived([0.0] * 160, fitted, first=70).values["day"] == euros(50)


def test_a_past_that_the_owner_gives_holds_at_once_under_a_ceiling_of_ten_months() -> None:
    fitted = FittedLimits(FITTING)
    past = {"closed_hours": euros(30), "day": euros(100), "month": euros(900), "class premium": euros(40)}
    fitted.start_from(DAY_S, windows(1), past)
    values = fitted.values
    assert (values["closed_hours"], values["day"], values["month"]) == (euros(200), euros(400), euros(2430))
    assert values["class premium"] == euros(160)
    assert fitted.ceiling == euros(24300)


def test_a_written_ceiling_stands_above_any_past() -> None:
    fitted = FittedLimits(Limits(fitting=FITTING.fitting, ceiling_month=euros(400)))
    fitted.start_from(DAY_S, windows(1), {"day": euros(5000), "month": euros(90_000)})
    assert fitted.values["month"] == fitted.values["day"] == euros(400)
    assert fitted.values["closed_hours"] == euros(400)


@given(
    st.lists(
        st.tuples(
            st.floats(0.01, 45.0),  # days until the next look, in the watch's time
            st.integers(-40, 400),  # how far the wall clock's day is off
            st.floats(0.0, 3_000.0),  # euros vouched for since
        ),
        min_size=2,
        max_size=80,
    ),
    st.one_of(st.none(), st.integers(0, 5_000)),
    st.one_of(st.none(), st.integers(0, 2_000)),
)
def test_no_stream_of_calls_and_nights_lifts_a_limit_beyond_the_rule(
    looks: list[tuple[float, int, float]], ceiling: int | None, usual: int | None
) -> None:
    limits = replace(
        UNKNOWN,
        ceiling_month=None if ceiling is None else euros(ceiling),
        usual_month=None if usual is None else euros(usual),
    )
    fitted = FittedLimits(limits)
    start = dict(fitted.values)
    at, dearest, held = 0.0, 0, [(0.0, start)]
    fitted.night(at, windows(0))
    for wait, off, cost in looks:
        at += wait * DAY_S
        day = max(0, int(at // DAY_S) + off)
        fitted.spend(windows(day, closed=day + 1), "premium", euros(cost))
        dearest += euros(cost)
        fitted.night(at, windows(day))
        if json.loads(json.dumps(fitted.save())) != json.loads(json.dumps(reloaded(fitted, limits).save())):
            raise AssertionError("a restart would decide otherwise")
        held.append((at, dict(fitted.values)))
        for name, amount in fitted.values.items():
            assert amount <= fitted.ceiling
            assert amount <= max(start[name], 4 * 31 * dearest + euros(10))  # nothing comes from nothing
            for (before, values), (until, _next) in pairwise(held):
                if until > at - RATCHET_S or before > at - RATCHET_S:
                    assert amount <= 2 * max(values[name], start[name])


def reloaded(fitted: FittedLimits, limits: Limits) -> FittedLimits:
    other = FittedLimits(limits)
    other.load(json.loads(json.dumps(fitted.save())))
    assert other.values == fitted.values
    return other
