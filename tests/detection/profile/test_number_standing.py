"""Who confirmed a number or a telephone, and what an unconfirmed number has cost."""

from __future__ import annotations

import pytest

from veilleur.detection.profile.decayed_counts import DecayedCounts
from veilleur.detection.profile.number_standing import NumberStandings, Standing

NUMBER = "n+32255"


def standings() -> tuple[DecayedCounts, NumberStandings]:
    counts = DecayedCounts()
    return counts, NumberStandings(counts)


def test_nothing_is_known_of_a_new_number() -> None:
    _, known = standings()
    assert known.read(NUMBER, "104", 100) == Standing(False, False, 0.0)
    assert known.question_factor(NUMBER, 100) == 1.0


def test_a_wrong_code_makes_number_and_telephone_suspect_until_it_fades() -> None:
    _, known = standings()
    known.mark_suspect(NUMBER, "104", 100)
    assert known.read(NUMBER, "109", 100).is_suspect
    assert known.read("n+4420", "104", 100).is_suspect
    assert not known.read("n+4420", "109", 100).is_suspect
    assert known.read(NUMBER, "109", 197).is_suspect  # 2 ** (-97 / 56) is 0.301
    assert not known.read(NUMBER, "109", 198).is_suspect


def test_a_right_code_clears_the_telephone_not_the_number_until_the_call_is_learned() -> None:
    _, known = standings()
    known.mark_suspect(NUMBER, "104", 100)
    known.clear_suspect("104")
    known.record_code("104", 101)
    assert known.read("n+4420", "104", 101) == Standing(False, True, 0.0)
    assert known.read(NUMBER, "104", 101).is_suspect
    known.confirm(NUMBER, 101)
    assert not known.read(NUMBER, "104", 101).is_suspect
    assert not known.has_keyed("104", 102)  # tomorrow it proves something again


def test_euros_on_an_unconfirmed_number_add_up_and_fade() -> None:
    _, known = standings()
    known.spend(NUMBER, 100, 2.0)
    known.spend(NUMBER, 100, 1.0)
    assert known.read(NUMBER, "104", 156).unconfirmed_euros == pytest.approx(1.5)
    assert known.of_record(NUMBER, 156) == Standing(False, False, pytest.approx(1.5))
    known.confirm(NUMBER, 156)
    known.spend(NUMBER, 157, 50.0)
    assert known.read(NUMBER, "104", 157).unconfirmed_euros == 0.0


def test_a_number_is_a_new_habit_once_three_euros_went_there_on_two_days() -> None:
    counts, known = standings()
    for day in (100, 101):
        counts.learn(NUMBER, day, 1.0)
        known.spend(NUMBER, day, 2.0)
    assert known.new_habits == 1.0
    known.spend(NUMBER, 101, 2.0)
    assert known.new_habits == 1.0  # once


@pytest.mark.parametrize(("days", "habits"), [(1.39, 0.0), (1.41, 1.0)])
def test_one_day_and_a_half_are_two_days_lately(days: float, habits: float) -> None:
    counts, known = standings()
    counts.learn(NUMBER, 100, days, daily=False)
    known.spend(NUMBER, 100, 3.0)
    assert known.new_habits == habits


def test_each_question_put_in_vain_makes_the_next_need_four_times_the_money() -> None:
    _, known = standings()
    for _ in range(2):
        known.question_put(NUMBER, 100)
    assert known.question_factor(NUMBER, 100) == 16.0
    assert known.question_factor(NUMBER, 156) == pytest.approx(4.0)


def test_a_rejected_number_is_forgotten() -> None:
    counts, known = standings()
    counts.learn(NUMBER, 100, 1.0)
    known.reject(NUMBER)
    assert counts.days(NUMBER, 100) == 0.0
