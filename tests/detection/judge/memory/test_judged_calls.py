"""Judged calls of which the end is awaited: bounded in number and age."""

from __future__ import annotations

import json

from veilleur.detection.judge.attack_filter import Posterior
from veilleur.detection.judge.call_likelihood import CallLikelihood, CallTrace
from veilleur.detection.judge.memory.judged_calls import JudgedCall, JudgedCalls
from veilleur.words.money import Price

HOUR_S = 3600.0


def judged(at: float) -> JudgedCall:
    likelihood = CallLikelihood(
        trace=CallTrace(at, "104", "CU", "0053"),
        honest_rate=0.01,
        extensions=5,
        extension_honest=0.2,
        place_attack=0.05,
        place_honest=0.01,
        number_honest=0.4,
        number_attack=1.0,
        change_rate=0.3,
    )
    return JudgedCall(
        likelihood=likelihood,
        posterior=Posterior(0.1, 0.2, (0.1, 0.2, 0.3, 0.4), 1.5, 0.2),
        number="n+53",
        address="",
        price=Price(2_000_000),
        log_seconds=4.6,
    )


def test_the_last_32_calls_are_kept() -> None:
    calls = JudgedCalls()
    for n in range(40):
        calls.remember(f"c{n}", judged(float(n)))
    assert list(calls.by_id) == [f"c{n}" for n in range(8, 40)]


def test_a_call_that_never_ends_is_evicted_after_six_hours() -> None:
    calls = JudgedCalls()
    calls.remember("c1", judged(0.0))
    calls.remember("c2", judged(6 * HOUR_S))
    assert list(calls.by_id) == ["c1", "c2"]
    calls.remember("c3", judged(6 * HOUR_S + 1))
    assert list(calls.by_id) == ["c2", "c3"]


def test_judged_calls_survive_a_restart() -> None:
    calls, again = JudgedCalls(), JudgedCalls()
    calls.remember("c1", judged(5.0)._replace(is_refused=True))
    again.load(json.loads(json.dumps(calls.save())))
    assert again.by_id == calls.by_id
