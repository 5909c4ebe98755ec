"""Learned normality: rates and shares of one company, each against its formula in plain arithmetic."""

from __future__ import annotations

import json
from math import log
from typing import Any

import pytest

from veilleur.detection.judge_port import CallFacts, Moment
from veilleur.detection.profile.destination_prior import destination_prior
from veilleur.detection.profile.familiarity import Familiarity
from veilleur.detection.profile.profile import Profile
from veilleur.words.calls import Origin, Vantage
from veilleur.words.destinations import Destination, NumberClass
from veilleur.words.money import Price, micro_euros
from veilleur.words.site import Site

DAY_S = 86_400.0
BEGAN = 1_790_035_200.0  # a Tuesday, 00:00 UTC
BELGIUM = Destination("0032255", "+32255", "BE", NumberClass.INTERNATIONAL, 0, Price(micro_euros("0.35")))
LATVIA = Destination("0037167", "+37167", "LV", NumberClass.INTERNATIONAL, 0, Price(micro_euros("0.70")))


def call(day: float, to: Destination = BELGIUM, is_open: bool = True, **more: Any) -> CallFacts:
    moment = Moment(BEGAN + day * DAY_S, 10 if is_open else 3, 1, is_open, 0)
    facts = CallFacts(moment, "c1", "104", to, Origin.EXTENSION, Vantage.ASKED)
    return facts._replace(**more)


def familiarity(profile: Profile, facts: CallFacts, *tried: bool) -> Familiarity:
    return profile.familiarity(facts, destination_prior(facts.destination), BEGAN, *tried)


def company(*days: int, **more: Any) -> Profile:
    """A company that called Belgium from one extension on these days."""
    profile = Profile(Site())
    profile.began = BEGAN
    for day in days:
        profile.learn(call(day, **more), 160.0, 1.0)
    return profile


def left(days: float) -> float:
    return 0.5 ** (days / 56.0)


def test_the_first_day_is_the_population_s() -> None:
    fresh = familiarity(Profile(Site()), call(0.0, LATVIA))
    assert fresh.rate == pytest.approx(0.5 / 16.8)
    assert fresh.place == fresh.place_site == pytest.approx(0.02 / 4)
    assert fresh.origin == pytest.approx(0.96)
    assert fresh.extension == pytest.approx(1 / 3)
    assert fresh.extensions == 3
    assert fresh.new_number == pytest.approx(1.5 / 2.5)
    assert fresh.log_seconds == pytest.approx(4.63)
    assert fresh.new_network is None
    # Open 5 hours a week at ten o'clock: 93 % of the calls, 5 / 55.75 of these, against an even week.
    assert fresh.time == pytest.approx(0.93 * (5 / 55.75) * 168 / 5)


def test_the_rate_is_calls_and_a_prior_over_hours_that_decay_alike() -> None:
    profile = Profile(Site())
    profile.began = BEGAN
    for day in range(3):
        for _ in range(2):
            profile.count_call(BEGAN + day * DAY_S + 3600)
    calls = 2 * (left(0) + left(1) + left(2))
    hours = 24 * 56 / log(2) * (1 - left(2.5))
    assert familiarity(profile, call(2.5)).rate == pytest.approx((calls + 0.5) / (hours + 16.8))


def test_no_more_calls_a_day_are_counted_than_four_or_three_times_the_mean_day() -> None:
    profile = Profile(Site())
    profile.began = BEGAN - 60 * DAY_S
    for n in range(500):
        profile.count_call(BEGAN + n)
    rate = profile.familiarity(call(0.0), destination_prior(BELGIUM), BEGAN - 60 * DAY_S).rate
    hours = 24 * 56 / log(2) * (1 - left(60))
    assert rate == pytest.approx((4.0 + 0.5) / (hours + 16.8))


def test_a_busy_company_may_teach_three_times_its_mean_day() -> None:
    profile = Profile(Site())
    profile.began = BEGAN
    for n in range(40 * 200):
        profile.count_call(BEGAN + n // 200 * DAY_S)
    hours = 24 * 56 / log(2) * (1 - left(40)) + 16.8
    before = familiarity(profile, call(40)).rate * hours
    for _ in range(2000):
        profile.count_call(BEGAN + 40 * DAY_S)
    counted = 0
    while counted < 3 * 24 * (before + counted) / hours:  # each call that is counted raises the mean a little
        counted += 1
    assert familiarity(profile, call(40)).rate * hours == pytest.approx(before + counted)


def test_a_place_has_its_days_less_a_discount_and_the_prior_for_the_breadth_of_places() -> None:
    profile = company(0, 1, 2)
    days = left(3) + left(2) + left(1)
    known = familiarity(profile, call(3))
    assert known.place_days == pytest.approx(days, rel=1e-5)
    expected = (days - 0.5 + (2 + 0.5 * left(3)) * 0.02) / (days + 2)
    assert known.place_site == pytest.approx(expected, rel=1e-5)
    assert known.place == pytest.approx((days + 2 * expected) / (days + 2), rel=1e-5)
    other = familiarity(profile, call(3, LATVIA))
    assert other.place_site == pytest.approx((2 + 0.5 * left(3)) * 0.005 / (days + 2), rel=1e-5)


def test_an_extension_has_its_days_and_those_not_seen_yet_share_the_rest() -> None:
    profile = company(0, 1, 2)
    days = left(3) + left(2) + left(1)
    assert familiarity(profile, call(3)).extension == pytest.approx((days - 0.5) / (days + 2), rel=1e-5)
    unseen = familiarity(profile, call(3, extension="109"))
    assert unseen.extension == pytest.approx((2 + 0.5) / (days + 2) / 4, rel=1e-5)
    assert unseen.extensions == 5  # one seen, one more and three not seen yet
    assert familiarity(profile, call(3, extension="")).extension == 1 / 5


def test_a_way_out_has_its_days_and_three_of_the_prior() -> None:
    profile = company(0, 1, 2)
    days = left(3) + left(2) + left(1)
    forward = familiarity(profile, call(3, origin=Origin.FORWARD))
    assert forward.origin == pytest.approx(3 * 0.02 / (days + 3), rel=1e-5)
    transfer = familiarity(profile, call(3, is_open=False, origin=Origin.TRANSFER))
    assert transfer.origin == pytest.approx(3 * 0.0005 / (days + 3), rel=1e-5)


def test_numbers_to_known_places_are_new_at_a_rate_that_is_learned() -> None:
    profile = company(0)  # to a new place, where every number is new
    for day, number in enumerate(("+32255", "+32256", "+32257"), 1):
        profile.learn(call(day, BELGIUM._replace(e164=number)), 160.0, 1.0)
    new, kinds = left(2) + left(1), left(3) + left(2) + left(1)
    assert familiarity(profile, call(4)).new_number == pytest.approx((new + 1.5) / (kinds + 2.5), rel=1e-5)
    assert familiarity(profile, call(4)).number == pytest.approx(left(4) + left(3), rel=1e-5)


def test_a_network_says_something_once_three_calls_came_from_known_ones() -> None:
    profile = company(0, 1, address="192.168.1.20")
    assert familiarity(profile, call(1, address="198.51.100.7")).new_network is None
    profile.learn(call(2, address="192.168.1.21"), 160.0, 1.0)
    profile.learn(call(2, address="192.168.1.21"), 160.0, 1.0)
    calls, new = left(2) + left(1) + 2, left(2)
    seen = familiarity(profile, call(2, address="198.51.100.7")).new_network
    assert seen == pytest.approx((new + 0.3) / (calls + 3), rel=1e-5)
    assert familiarity(profile, call(2, address="192.168.1.99")).new_network is None


def test_the_hour_is_learned_first_by_part_of_the_week_then_within_it() -> None:
    profile = company(0, 1, 2)  # at ten, in opening hours
    days = left(2) + left(1) + 1
    hour_share = (days + 4 * 5 / 55.75) / (days + 4)
    share = (days + 4 * 0.93) / (days + 4)
    assert familiarity(profile, call(2)).time == pytest.approx(share * hour_share * 168 / 5, rel=1e-5)
    night = (0 + 4 * 0.015) / (days + 4) * 0.1 * 168 / 7
    assert familiarity(profile, call(2, is_open=False)).time == pytest.approx(night, rel=1e-5)


def test_one_odd_evening_makes_no_habit() -> None:
    profile = company(0, 1, is_open=False)  # at three at night; taught at half credit, on two days
    days = 0.5 * (1 + left(1))
    share = (days - 0.5 + 4 * 0.015) / (days + 4)
    hour_share = (days + 4 * 0.1) / (days + 4)
    night = familiarity(profile, call(1, is_open=False)).time
    assert night == pytest.approx(share * hour_share * 168 / 7, rel=1e-5)


def test_an_extension_that_called_at_all_counts_for_a_fiftieth_of_a_day() -> None:
    profile = Profile(Site())
    profile.learn(call(0), 60.0, 0.03)
    assert familiarity(profile, call(0)).extension == pytest.approx(0.02 / 2.03)


@pytest.mark.parametrize(("credit", "is_known"), [(0.99, False), (1.01, True)])
def test_networks_say_nothing_before_three_calls(credit: float, is_known: bool) -> None:
    profile = Profile(Site())
    for _ in range(3):
        profile.learn(call(0, address="192.168.1.20"), 60.0, credit)
    assert (familiarity(profile, call(0, address="198.51.100.7")).new_network is not None) is is_known


def test_the_usual_length_is_the_mean_of_logarithms_and_ten_calls_of_the_prior() -> None:
    profile = company(0)
    profile.learn(call(0), 3000.0, 1.0)
    expected = (log(160) + log(3000) + 10 * 4.63) / 12
    assert familiarity(profile, call(0)).log_seconds == pytest.approx(expected)


def test_a_call_at_closed_hours_teaches_half_of_one_at_open_hours() -> None:
    assert familiarity(company(0, is_open=False), call(0)).number == 0.5
    assert familiarity(company(0), call(0)).number == 1.0


def test_a_confirmed_call_makes_its_number_known_as_if_called_on_three_days() -> None:
    profile = Profile(Site())
    profile.learn(call(0, is_open=False), 60.0, 1.0, confirmed=True)
    assert familiarity(profile, call(0)).number == 3.0


def test_what_was_tried_lately_counts_as_a_day_for_the_honest() -> None:
    profile = Profile(Site())
    assert familiarity(profile, call(0), True, False).place_days == 1.0
    assert familiarity(profile, call(0), False, True).extension == pytest.approx((1 - 0.5) / (1 + 2))


def test_new_habits_come_at_four_a_year_until_the_company_shows_another_rate() -> None:
    profile = Profile(Site())
    assert profile.new_habits_a_year(BEGAN, BEGAN) == 4.0
    profile.standings.new_habits = 3.0
    later = BEGAN + (7 + 365.25) * DAY_S
    assert profile.new_habits_a_year(later, BEGAN) == pytest.approx((3 + 2) / (1 + 0.5))


def test_a_detour_is_known_by_the_days_on_which_it_was_used() -> None:
    forwarded = {"origin": Origin.FORWARD}
    profile = company(0, 1, **forwarded)
    assert profile.detour_days(call(1, **forwarded)) == pytest.approx(1 + left(1))
    assert profile.detour_days(call(1, LATVIA, **forwarded)) == 0.0


def test_reading_changes_nothing_and_the_profile_survives_a_restart() -> None:
    profile, again = company(0, 1, 3, address="192.168.1.20"), Profile(Site())
    saved = json.dumps(profile.save())
    before = familiarity(profile, call(5, LATVIA))
    assert json.dumps(profile.save()) == saved
    again.load(json.loads(saved))
    assert familiarity(again, call(5, LATVIA)) == before
