"""What a verdict writes, and what of the evidence of access speaks of the whole site."""

from __future__ import annotations

from math import log10

import pytest
from tests.detection.test_judge_laws import MONDAY, facts

from veilleur.detection.judge.call_view import CallView
from veilleur.detection.judge.decision import decide
from veilleur.detection.judge.judge import Judge
from veilleur.detection.judge.weighing import weigh
from veilleur.detection.judge_port import Entity, Witnessed
from veilleur.words.site import Costs, Site


def committed(probability: float) -> Judge:
    """A judge that knows a number, once a call to it had this probability of fraud."""
    judge, call = Judge(Site()), facts(MONDAY, "BE", can_key_digits=False)
    judge.judge(call)
    judge.learn(call, 60.0, 1)
    again = facts(MONDAY + 60, "BE", can_key_digits=False, call="again")
    view = CallView.read(judge._memory, again)
    assessment = weigh(view)._replace(probability=probability)
    judge._commit(view, assessment, decide(view, assessment, Costs()))
    return judge


def test_what_was_learned_of_a_number_is_forgotten_once_it_is_nearly_certain_to_be_the_attacker_s() -> None:
    assert committed(0.899)._memory.profile.days_of("+BE0001", MONDAY) > 0.9
    assert committed(0.901)._memory.profile.days_of("+BE0001", MONDAY) == 0.0


def test_a_suspicious_call_that_is_allowed_exposes_the_site_and_a_refused_one_does_not() -> None:
    assert committed(0.1)._memory.exposure.ahead(MONDAY + 60) == pytest.approx(3_500_000)  # ten minutes
    assert committed(0.95)._memory.exposure.ahead(MONDAY + 60) == 0.0


def test_evidence_on_one_mailbox_speaks_half_of_the_whole_site() -> None:
    judge = Judge(Site())
    quiet = 10 ** (judge.attack_db(MONDAY) / 10)
    judge.witness(Witnessed(MONDAY, "pin_sweep", ((Entity.MAILBOX, "104@default"),)))  # 15 decibans
    assert judge.attack_db(MONDAY) == pytest.approx(10 * log10(quiet * 10**0.75), abs=0.01)
    left = judge._memory.evidence.remaining(("mailbox:104",), MONDAY)["pin_sweep"]
    assert left.weight_db == 15.0
