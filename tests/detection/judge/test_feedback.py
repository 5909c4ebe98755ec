"""What becomes known of a call after its verdict, against Bayes' rule in plain arithmetic."""

from __future__ import annotations

from typing import Any

import pytest
from tests.detection.test_judge_laws import MONDAY, facts

from veilleur.detection.judge import feedback
from veilleur.detection.judge.attack_filter import Posterior
from veilleur.detection.judge.call_likelihood import CallLikelihood, CallTrace
from veilleur.detection.judge.memory.judged_calls import JudgedCall
from veilleur.detection.judge.memory.site_memory import SiteMemory
from veilleur.detection.judge.parameters import MISSED_ATTACK_COST
from veilleur.detection.judge_port import CallFacts
from veilleur.words.calls import Vantage
from veilleur.words.site import Site

NUMBER = "n+BE0001"


def memory_of(call: CallFacts, odds: float, **more: Any) -> SiteMemory:
    """A memory that holds one judged call of these posterior odds, under a slow attack of odds 1."""
    memory = SiteMemory(Site(), MISSED_ATTACK_COST)
    memory.filter.state = memory.filter.state._replace(at=MONDAY, odds=[0.0, 0.0, 0.0, 1.0])
    likelihood = CallLikelihood(
        trace=CallTrace(call.moment.at, call.extension, "BE", call.destination.dialled),
        honest_rate=0.01,
        extensions=5,
        extension_honest=0.2,
        place_attack=0.05,
        place_honest=0.01,
        number_honest=0.4,
        number_attack=1.0,
        change_rate=0.3,
    )
    judged = JudgedCall(
        likelihood=likelihood,
        posterior=Posterior(0.0, 0.0, (0.0, 0.0, 0.0, odds)),
        number=NUMBER,
        address="",
        price=call.destination.price,
        log_seconds=4.63,
    )
    memory.judged.remember(call.call, judged._replace(**more))
    return memory


def attack_odds(memory: SiteMemory) -> float:
    return sum(memory.filter.state.odds)


def test_a_wrong_code_multiplies_the_odds_by_its_likelihood_ratio() -> None:
    call = facts(MONDAY, "BE")
    memory = memory_of(call, 0.5)
    feedback.code_keyed(memory, call.call, MONDAY, right=False)
    assert attack_odds(memory) == pytest.approx(1.0 + (0.98 / 0.03 - 1.0) * 0.5)
    left = memory.evidence.remaining(("extension:104",), MONDAY)["wrong_code"]
    assert left.weight_db == 15.0
    assert memory.profile.standings.read(NUMBER, "109", int(MONDAY // 86_400)).is_suspect
    assert memory.judged.by_id == {}


def test_a_right_code_leaves_a_fiftieth_and_ends_the_exposure_once_a_day() -> None:
    call = facts(MONDAY, "BE")
    memory = memory_of(call, 0.5)
    memory.exposure.add(MONDAY, 0.1, 1e6)
    feedback.code_keyed(memory, call.call, MONDAY, right=True)
    assert attack_odds(memory) == pytest.approx(1.0 - 0.98 * 0.5)
    assert memory.exposure.ahead(MONDAY) == 0.0
    assert memory.judged.by_id[call.call].is_confirmed
    again = facts(MONDAY + 60, "BE", 2)
    memory.judged.remember(again.call, memory_of(again, 0.1).judged.by_id[again.call])
    before = attack_odds(memory)
    feedback.code_keyed(memory, again.call, MONDAY + 60, right=True)
    assert attack_odds(memory) == before  # whoever knows the code, knows it the next time too


def test_a_call_that_nobody_answers_is_believed_a_fifth() -> None:
    call = facts(MONDAY, "BE")
    memory = memory_of(call, 0.5)
    feedback.unanswered(memory, ("other", call.call))
    assert attack_odds(memory) == pytest.approx(1.0 - 0.8 * 0.5)
    assert memory.judged.by_id == {}


@pytest.mark.parametrize(("odds", "credit"), [(0.0, 1.0), (1 / 19, 0.75), (1 / 9, 0.5), (1 / 3, 0.0)])
def test_a_finished_call_teaches_the_less_the_likelier_it_was_fraud(odds: float, credit: float) -> None:
    # The probability is odds / (1 + odds): 0, 5, 10, 25 %; from 20 % on a call teaches nothing.
    call = facts(MONDAY, "BE", vantage=Vantage.RECORDS)
    memory = memory_of(call, odds)
    feedback.learn(memory, call, 60.0, 1)
    assert memory.profile.days_of("+BE0001", MONDAY) == pytest.approx(credit)


def test_an_unjudged_call_teaches_next_to_nothing_and_a_confirmed_one_three_days() -> None:
    call = facts(MONDAY, "BE")
    memory = SiteMemory(Site(), MISSED_ATTACK_COST)
    feedback.learn(memory, call, 60.0, 1)
    assert memory.profile.days_of("+BE0001", MONDAY) == pytest.approx(0.02)
    memory = memory_of(call, 0.9, is_confirmed=True)
    feedback.learn(memory, call, 60.0, 1)
    assert memory.profile.days_of("+BE0001", MONDAY) == 3.0


def test_a_call_refused_while_it_ran_teaches_nothing() -> None:
    call = facts(MONDAY, "BE", vantage=Vantage.RECORDS)
    memory = memory_of(call, 0.0, is_refused=True)
    feedback.learn(memory, call, 60.0, 1)
    assert memory.profile.days_of("+BE0001", MONDAY) == 0.0


def test_a_running_call_is_refused_once_what_it_burns_is_worth_an_honest_call() -> None:
    call = facts(MONDAY, "CU")  # 20 euros in ten minutes, against 15 of an honest call stopped
    for odds, is_refused in ((0.749, False), (0.751, True)):
        suspicion = feedback.suspicion_of_running(memory_of(call, odds), (call.call,), MONDAY + 1, 0.0)
        assert (suspicion is not None) is is_refused
    assert suspicion is not None
    assert suspicion[0] == pytest.approx(0.751 / 1.751)


def test_a_running_call_is_refused_once() -> None:
    call = facts(MONDAY, "CU")
    memory = memory_of(call, 5.0)
    assert feedback.suspicion_of_running(memory, (call.call,), MONDAY + 1, 0.0) is not None
    assert feedback.suspicion_of_running(memory, (call.call,), MONDAY + 2, 0.0) is None
