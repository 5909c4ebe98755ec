"""Admission: one answer per request, permits and their bounds, pauses, feeds that are down."""

from __future__ import annotations

from dataclasses import replace

from tests.detection.stories import (
    AMBULANCE,
    CUBA,
    LATVIA,
    NIGHT,
    PARIS,
    SITE,
    Saying,
    ask,
    codes,
    request,
    started,
    watch,
)

from veilleur.detection.calls.parameters import PERMITS_MAX
from veilleur.words import events as ev
from veilleur.words.decisions import DecisionKind
from veilleur.words.site import Limits

ALLOW, REFUSE = DecisionKind.ALLOW, DecisionKind.REFUSE
UNLIMITED = replace(SITE, limits=Limits(None, None, None, national_alarm_day=None), trunk_channels=0)


def test_a_retry_within_a_minute_gets_the_same_answer_and_a_later_one_a_permit_of_its_own() -> None:
    guard = watch()
    first = ask(guard, request(NIGHT, "a", CUBA))
    assert ask(guard, request(NIGHT + 59, "a", CUBA)) == first
    late = ask(guard, request(NIGHT + 61, "a", CUBA))
    assert (late.kind, late.id != first.id) == (ALLOW, True)
    assert guard.step(started(NIGHT + 62, "a", CUBA)) == []


def test_a_refusal_is_judged_again_after_a_minute() -> None:
    judge = Saying(proven=False)
    guard = watch(judge)
    assert ask(guard, request(NIGHT, "a", CUBA)).kind is REFUSE
    judge.kind = ALLOW
    assert ask(guard, request(NIGHT + 30, "a", CUBA)).kind is REFUSE
    assert ask(guard, request(NIGHT + 61, "a", CUBA)).kind is ALLOW


def test_permits_are_bounded_and_the_rest_is_refused_until_they_run_out() -> None:
    guard = watch(site=UNLIMITED)
    for n in range(PERMITS_MAX):
        assert ask(guard, request(NIGHT, f"r{n}", CUBA)).kind is ALLOW
    assert codes([ask(guard, request(NIGHT, "one", CUBA))]) == ["too_many_calls"]
    assert ask(guard, request(NIGHT, "home", PARIS)).kind is ALLOW
    assert ask(guard, request(NIGHT, "help", AMBULANCE)).kind is ALLOW
    assert ask(guard, request(NIGHT + 61, "two", CUBA)).kind is ALLOW


def test_a_pause_lets_the_judge_stand_aside_until_it_ends_or_is_ended() -> None:
    guard = watch(Saying())
    guard.step(ev.Paused(NIGHT, NIGHT, NIGHT + 600))
    assert ask(guard, request(NIGHT + 1, "a", CUBA)).kind is ALLOW
    assert guard.step(ev.CallStarted(NIGHT + 2, NIGHT + 2, "click", LATVIA)) == []
    assert guard.step(ev.ForwardSet(NIGHT + 3, NIGHT + 3, "104", "CF", CUBA)) == []
    assert ask(guard, request(NIGHT + 600, "b", CUBA)).kind is REFUSE
    guard.step(ev.Paused(NIGHT + 700, NIGHT + 700, NIGHT + 9000))
    guard.step(ev.Resumed(NIGHT + 800, NIGHT + 800))
    assert ask(guard, request(NIGHT + 801, "c", CUBA)).kind is REFUSE


def test_while_a_feed_is_blind_dear_calls_wait_and_others_go_on() -> None:
    guard = watch()
    guard.step(ev.FeedLost(NIGHT, NIGHT, "ami"))
    assert codes([ask(guard, request(NIGHT + 1, "a", CUBA))]) == ["feed_blind"]
    assert ask(guard, request(NIGHT + 1, "b", PARIS)).kind is ALLOW
    assert ask(guard, request(NIGHT + 1, "c", AMBULANCE)).kind is ALLOW
    guard.step(ev.FeedRestored(NIGHT + 2, NIGHT + 2, "ami"))
    assert ask(guard, request(NIGHT + 3, "d", CUBA)).kind is ALLOW
