"""A guard that nobody asks accuses nobody; and a leg that went around the question proves an attack."""

from __future__ import annotations

from tests.detection.stories import CUBA, NIGHT, Hearing, codes, kinds, started, watch

from veilleur.detection import Watch
from veilleur.words import events as ev
from veilleur.words.calls import Vantage
from veilleur.words.decisions import DecisionKind

QUESTIONS = "asterisk-questions"


def not_asked(at: float) -> ev.FeedLost:
    return ev.FeedLost(at, at, QUESTIONS, "the gate is gone", calls_are_seen=True, is_asked=False)


def is_accused(guard: Watch, event: ev.CallStarted) -> bool:
    return "unasked_leg" in codes(guard.step(event))


def test_a_leg_without_a_permit_is_cut_as_an_attack_where_the_switch_asks() -> None:
    assert is_accused(watch(), started(NIGHT, "a", CUBA))


def test_what_the_switchs_own_rule_let_pass_is_judged_as_seen_and_reported_as_unwatched() -> None:
    """After a stall of some seconds: an honest call, no attack, no telephone locked."""
    judge = Hearing()
    guard = watch(judge)
    given = guard.step(started(NIGHT, "a", CUBA)._replace(let_pass=True))
    assert (kinds(given), codes(given)) == ([DecisionKind.ALERT], ["passed_unwatched"])
    assert [facts.vantage for facts in judge.asked] == [Vantage.LIVE]
    assert [facts.has_permit for facts in judge.asked] == [True]
    assert judge.signals() == []
    assert guard.incidents == []


def test_while_the_switch_may_not_ask_a_call_of_a_telephone_proves_nothing() -> None:
    guard = watch()
    guard.step(not_asked(NIGHT))
    assert guard.step(started(NIGHT + 1, "a", CUBA)) == []
    guard.step(ev.FeedRestored(NIGHT + 2, NIGHT + 2, QUESTIONS))
    assert is_accused(guard, started(NIGHT + 3, "b", CUBA))


def test_a_leg_that_nobody_dialled_proves_an_attack_even_then() -> None:
    """An originate or a call file straight to the trunk meets no dialplan, whole or not."""
    guard = watch()
    guard.step(not_asked(NIGHT))
    assert is_accused(guard, started(NIGHT + 1, "a", CUBA)._replace(request=""))


def test_a_restart_remembers_that_the_switch_may_not_ask() -> None:
    guard = watch()
    guard.step(not_asked(NIGHT))
    site = guard.rooms.context.site
    guard = Watch.load(site, guard.rooms.context.numbering, guard.save(), Hearing())
    assert guard.step(started(NIGHT + 1, "a", CUBA)) == []


def test_a_gate_that_is_gone_makes_nobody_blind() -> None:
    guard = watch()
    guard.step(not_asked(NIGHT))
    assert not guard.rooms.context.blind
    assert guard.rooms.gaps.open_since is None
