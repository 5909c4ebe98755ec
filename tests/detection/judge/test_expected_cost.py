"""The least expected cost: at which probability each answer takes over, in plain arithmetic."""

from __future__ import annotations

from typing import Any

import pytest
from tests.detection.test_judge_laws import MONDAY, facts

from veilleur.detection.judge.call_view import CallView
from veilleur.detection.judge.expected_cost import cheapest_answer, is_worth_a_question, stopping_cost
from veilleur.detection.judge.memory.site_memory import SiteMemory
from veilleur.detection.judge.parameters import MISSED_ATTACK_COST
from veilleur.detection.judge.weighing import Assessment, weigh
from veilleur.detection.profile.number_standing import Standing
from veilleur.words.calls import Origin, Vantage
from veilleur.words.decisions import DecisionKind
from veilleur.words.money import micro_euros
from veilleur.words.site import Costs, Site

ALLOW, ASK, REFUSE = DecisionKind.ALLOW, DecisionKind.ASK, DecisionKind.REFUSE
COSTS = Costs()  # 15 euros for an honest call stopped, half a euro for a question
NOT_ASKABLE = {"can_key_digits": False}


def weighed(
    probability: float, slow_share: float = 0.0, attack_share: float = 0.0, **more: Any
) -> tuple[CallView, Assessment]:
    """A call to Cuba, where a fraudulent call burns 20 euros, with this probability of fraud."""
    view = CallView.read(SiteMemory(Site(), MISSED_ATTACK_COST), facts(MONDAY, "CU", **more))
    assessment = weigh(view)
    step = assessment.step._replace(slow_share=slow_share, attack_share=attack_share)
    return view, assessment._replace(probability=probability, step=step)


def takes_over(calls: float, passes: float = 1.0, exposure: float = 0.0, answer: float = 15.0) -> float:
    """The probability from which an answer that costs an honest call so many euros is cheaper than to allow.

    calls: that burn, behind this one and itself. passes: share of the loss that the answer avoids.
    """
    ahead = (20.0 * calls + exposure) * passes
    return answer / (answer + ahead)


@pytest.mark.parametrize(
    ("slow", "attack", "calls"),
    [(0.0, 0.0, 1.5), (1.0, 0.0, 4.5), (0.0, 1.0, 5.5), (0.5, 0.25, 4.0)],
)
def test_a_call_is_refused_once_that_costs_less_than_what_it_and_those_behind_it_burn(
    slow: float, attack: float, calls: float
) -> None:
    limit = takes_over(calls)
    for probability, kind in ((limit * 0.999, ALLOW), (limit * 1.001, REFUSE)):
        view, assessment = weighed(probability, slow, attack, **NOT_ASKABLE)
        assert cheapest_answer(view, assessment, COSTS) is kind


def test_what_an_attack_may_still_take_lowers_the_bar() -> None:
    limit = takes_over(1.5, exposure=100.0)
    for probability, kind in ((limit * 0.999, ALLOW), (limit * 1.001, REFUSE)):
        view, assessment = weighed(probability, **NOT_ASKABLE)
        view = view._replace(exposure=float(micro_euros(100)))
        assert cheapest_answer(view, assessment, COSTS) is kind


@pytest.mark.parametrize(("has_keyed", "avoided"), [(False, 0.98), (True, 0.5)])
def test_a_question_is_cheaper_long_before_a_refusal(has_keyed: bool, avoided: float) -> None:
    limit = takes_over(1.5, passes=avoided, answer=0.5)
    for probability, kind in ((limit * 0.999, ALLOW), (limit * 1.001, ASK)):
        view, assessment = weighed(probability)
        view = view._replace(standing=Standing(False, has_keyed, 0.0))
        assert cheapest_answer(view, assessment, COSTS) is kind


def test_a_question_gives_way_to_a_refusal_only_where_fraud_is_nearly_certain() -> None:
    # (1 - p) * 0.5 + p * 0.02 * 30 against (1 - p) * 15.
    limit = 14.5 / (14.5 + 0.6)
    for probability, kind in ((limit * 0.999, ASK), (limit * 1.001, REFUSE)):
        assert cheapest_answer(*weighed(probability), COSTS) is kind


def test_a_call_sent_on_while_the_company_is_closed_costs_a_third_to_stop() -> None:
    forward = facts(MONDAY - 6 * 3600, "CU", origin=Origin.FORWARD)
    assert stopping_cost(forward, COSTS) == pytest.approx(micro_euros(5))
    assert stopping_cost(facts(MONDAY, "CU", origin=Origin.FORWARD), COSTS) == micro_euros(15)
    assert stopping_cost(facts(MONDAY - 6 * 3600, "CU"), COSTS) == micro_euros(15)


def habit(euros: float, questions: float = 1.0, **more: Any) -> CallView:
    view, _ = weighed(0.0, **more)
    return view._replace(
        standing=Standing(False, False, euros), question_factor=questions, new_habits_a_year=4.0
    )


def test_a_habit_is_worth_a_question_once_a_slow_attack_would_cost_more() -> None:
    # 0.1 attacks a year, 15 % of them slow, among 4 new habits a year; 32 times the money is still ahead.
    share = 0.015 / 4.015
    limit = 0.5 / (share * 32)
    assert limit > 3.0
    assert not is_worth_a_question(habit(limit * 0.999), COSTS, True)
    assert is_worth_a_question(habit(limit * 1.001), COSTS, True)
    assert not is_worth_a_question(habit(limit * 3.999, questions=4.0), COSTS, True)
    assert is_worth_a_question(habit(limit * 4.001, questions=4.0), COSTS, True)


def test_an_alert_about_a_habit_costs_two_questions_and_a_live_call_that_cannot_be_asked_none() -> None:
    limit = 2 * 0.5 / (0.015 / 4.015 * 32)
    record = {"vantage": Vantage.RECORDS}
    assert not is_worth_a_question(habit(limit * 0.999, **record), COSTS, False)
    assert is_worth_a_question(habit(limit * 1.001, **record), COSTS, False)
    assert not is_worth_a_question(habit(1000.0), COSTS, False)


def test_less_than_three_euros_are_no_habit_whatever_attacks_cost() -> None:
    often = Costs(attacks_per_site_year=1000.0)
    assert not is_worth_a_question(habit(2.99), often, True)
    assert is_worth_a_question(habit(3.0), often, True)
