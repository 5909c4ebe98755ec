"""Calls on grace, where nobody can be asked: a little money, shared by all, and not for a pump."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from tests.detection.stories import CUBA, NIGHT, SITE, Numbers, Saying, answered, started, watch
from tests.detection.test_judge_laws import MONDAY, facts

from veilleur.detection import Watch
from veilleur.detection.calls.parameters import ALL_MAY_SPEND, EACH_MAY_SPEND
from veilleur.detection.judge.judge import Judge
from veilleur.detection.judge.memory.exposure import Exposure
from veilleur.detection.judge_port import Verdict
from veilleur.words import events as ev
from veilleur.words.calls import Vantage
from veilleur.words.decisions import Decision, DecisionKind, Reason
from veilleur.words.site import Site


def suspicious_watch(probability: float = 0.4) -> Watch:
    judge = Saying(kind=DecisionKind.REFUSE, proven=False, probability=probability, code="burst")
    return watch(judge, Vantage.LIVE)


def cuts(given: list[Decision]) -> list[str]:
    return [one.target for one in given if one.kind is DecisionKind.CUT]


def test_a_call_on_grace_is_cut_once_it_has_spent_what_it_may() -> None:
    guard = suspicious_watch()
    assert cuts(guard.step(started(NIGHT, "a", CUBA))) == []
    assert cuts(guard.step(answered(NIGHT + 10, "a"))) == []
    assert cuts(guard.step(ev.Tick(NIGHT + 60, NIGHT + 60))) == []
    given = guard.step(ev.Tick(NIGHT + 140, NIGHT + 140))  # a euro a minute, two of them
    assert cuts(given) == ["leg-a"]


@given(ran_s=st.integers(0, 900))
def test_a_call_found_running_has_spent_of_its_grace_since_its_answer(ran_s: int) -> None:
    guard = suspicious_watch()
    guard.step(ev.GuardStarted(NIGHT, NIGHT))
    leg = ev.LiveCall("leg-a", CUBA, "104", answered_at=NIGHT + 1 - ran_s)
    guard.step(ev.Snapshot(NIGHT + 1, NIGHT + 1, "ami", (leg,)))
    may_run_s = Numbers().destination(CUBA).price.affordable_s(EACH_MAY_SPEND)
    due = max(NIGHT + 1, NIGHT + 1 - ran_s + may_run_s)
    assert cuts(guard.step(ev.Tick(due + 1, due + 1))) == ["leg-a"]


@given(ran_s=st.integers(0, 100))
def test_a_call_found_running_keeps_what_is_left_of_its_grace(ran_s: int) -> None:
    guard = suspicious_watch()
    guard.step(ev.GuardStarted(NIGHT, NIGHT))
    leg = ev.LiveCall("leg-a", CUBA, "104", answered_at=NIGHT + 1 - ran_s)
    found = guard.step(ev.Snapshot(NIGHT + 1, NIGHT + 1, "ami", (leg,)))
    assert cuts(found + guard.step(ev.Tick(NIGHT + 110 - ran_s, NIGHT + 110 - ran_s))) == []


def test_a_call_on_grace_that_nobody_answers_is_never_cut() -> None:
    guard = suspicious_watch()
    guard.step(started(NIGHT, "a", CUBA))
    given = guard.step(ev.Tick(NIGHT + 300, NIGHT + 300))
    given += guard.step(ev.CallEnded(NIGHT + 301, NIGHT + 301, "leg-a"))
    assert cuts(given) == []


def test_what_is_likelier_an_attack_than_not_is_cut_at_once() -> None:
    assert cuts(suspicious_watch(0.7).step(started(NIGHT, "a", CUBA))) == ["leg-a"]


def test_many_calls_on_grace_share_one_small_sum() -> None:
    guard = suspicious_watch()
    given: list[Decision] = []
    for n in range(10):
        given += guard.step(started(NIGHT + n, f"c{n}", CUBA))
    assert len(set(cuts(given))) == 10 - ALL_MAY_SPEND // EACH_MAY_SPEND


def test_grace_survives_a_restart() -> None:
    guard = suspicious_watch()
    guard.step(started(NIGHT, "a", CUBA))
    guard.step(answered(NIGHT + 10, "a"))
    saved = json.loads(json.dumps(guard.save()))
    again = suspicious_watch()
    copy = Watch.load(SITE, Numbers(), saved, again.rooms.judge)
    assert copy.wake_at == guard.wake_at
    assert cuts(copy.step(ev.Tick(NIGHT + 140, NIGHT + 140))) == ["leg-a"]


def test_the_owner_s_yes_ends_all_grace() -> None:
    guard = suspicious_watch()
    guard.step(started(NIGHT, "a", CUBA))
    guard.step(answered(NIGHT + 10, "a"))
    guard.step(ev.OwnerAnswered(NIGHT + 20, NIGHT + 20, True, "number", "+5312345678"))
    assert cuts(guard.step(ev.Tick(NIGHT + 140, NIGHT + 140))) == []


def test_an_attack_that_took_much_is_taken_to_want_as_much_again_until_somebody_vouches() -> None:
    exposure = Exposure()
    for n in range(5):
        exposure.add(NIGHT + n, 0.2, 10.0)
    assert exposure.ahead(NIGHT + 5) > 45.0
    exposure.reset()
    assert exposure.ahead(NIGHT + 5) == 0.0


def test_an_unanswered_call_is_believed_less_than_an_answered_one() -> None:
    silent, answering = Judge(Site()), Judge(Site())
    for judge in (silent, answering):
        for n in range(3):
            asked = facts(MONDAY - 6 * 3600 + 40 * n, "TL", n, can_key_digits=False)
            judge.judge(asked)
            if judge is silent:
                judge.unanswered((asked.call,), MONDAY - 6 * 3600 + 40 * n + 20)
    later = MONDAY - 6 * 3600 + 200
    assert silent.attack_db(later) < answering.attack_db(later)


def test_a_call_on_grace_that_rings_is_not_cut_by_a_second_look_that_knows_nothing_new() -> None:
    judge = Saying(kind=DecisionKind.REFUSE, proven=False, probability=0.4, code="burst")
    looked: list[tuple[str, ...]] = []

    def cutting(calls: tuple[str, ...], at: float, answered_s: float, *, own: float | None = None) -> Verdict:
        looked.append(calls)
        return Verdict(DecisionKind.REFUSE, 0.9, 20.0, (Reason("attack_shows", 20),))

    judge.reconsider = cutting  # type: ignore[method-assign]
    guard = watch(judge, Vantage.LIVE)
    guard.step(started(NIGHT, "a", CUBA))
    assert cuts(guard.step(started(NIGHT + 5, "b", CUBA))) == []  # both ring
    assert not looked
    guard.step(answered(NIGHT + 6, "a"))
    assert "leg-a" in cuts(guard.step(started(NIGHT + 10, "c", CUBA)))  # it costs money, and looks odd


def test_once_an_attack_is_reported_the_first_call_is_cut_like_the_second() -> None:
    """Two calls of a stolen account at once: the first is on grace while the second shows what they are."""
    guard = suspicious_watch(0.55)
    assert cuts(guard.step(started(NIGHT, "a", CUBA))) == []
    guard.rooms.judge.probability = 0.9  # type: ignore[attr-defined]
    given = guard.step(started(NIGHT + 0.05, "b", CUBA))
    assert set(cuts(given)) == {"leg-a", "leg-b"}
    assert [one.kind for one in given].count(DecisionKind.ALERT) == 1


def test_an_attack_on_one_telephone_ends_no_grace_of_another() -> None:
    guard = suspicious_watch(0.55)
    guard.step(started(NIGHT, "a", CUBA, "107"))
    guard.rooms.judge.probability = 0.9  # type: ignore[attr-defined]
    given = guard.step(started(NIGHT + 0.05, "b", "0003712345678", "104"))
    assert cuts(given) == ["leg-b"]


def test_no_new_call_of_an_attacked_account_gets_grace() -> None:
    guard = suspicious_watch(0.9)
    guard.step(started(NIGHT, "a", CUBA))
    guard.step(ev.CallEnded(NIGHT + 1, NIGHT + 1, "leg-a"))
    guard.rooms.judge.probability = 0.5  # type: ignore[attr-defined]
    assert cuts(guard.step(started(NIGHT + 60, "b", CUBA))) == ["leg-b"]
