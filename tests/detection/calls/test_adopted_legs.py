"""Legs that began unseen, unasked legs, and legs whose end was lost."""

from __future__ import annotations

from dataclasses import replace

from tests.detection.stories import (
    AMBULANCE,
    CUBA,
    DAY_S,
    LATVIA,
    NIGHT,
    PARIS,
    SITE,
    Hearing,
    Saying,
    answered,
    ask,
    call,
    codes,
    ended,
    kinds,
    request,
    started,
    ticks,
    watch,
)

from veilleur.words import events as ev
from veilleur.words.decisions import Decision, DecisionKind
from veilleur.words.money import micro_euros
from veilleur.words.site import Limits

ALLOW, CUT = DecisionKind.ALLOW, DecisionKind.CUT
UNLIMITED = replace(SITE, limits=Limits(None, None, None, national_alarm_day=None), trunk_channels=0)


def cuts(given: list[Decision]) -> list[str]:
    return [d.target for d in given if d.kind is CUT]


def test_a_call_that_ran_while_we_were_blind_is_paid_from_when_it_was_answered() -> None:
    site = replace(SITE, limits=Limits(None, micro_euros(10), None))
    guard = watch(site=site)
    guard.step(ev.GuardStarted(NIGHT, NIGHT))
    leg = ev.LiveCall("x", CUBA, "104", answered_at=NIGHT - 570)  # nine and a half minutes
    given = guard.step(ev.Snapshot(NIGHT + 1, NIGHT + 1, "ami", (leg,)))
    assert codes(given) == ["passed_unwatched", "limit_reached"]
    given = ticks(guard, NIGHT + 60)
    assert [d.at for d in given if d.kind is CUT] == [NIGHT + 29 - 0.001]


def test_a_snapshot_ends_what_is_gone_and_alerts_only_dear_calls_that_nobody_asked_about() -> None:
    guard = watch(site=UNLIMITED)
    call(guard, NIGHT, "gone", CUBA)
    asked = ask(guard, request(NIGHT, "kept", CUBA))
    guard.step(ev.FeedLost(NIGHT + 1, NIGHT + 1, "ami"))
    legs = (
        ev.LiveCall("leg-kept", CUBA, "104", request="kept", answered_at=NIGHT + 60),
        ev.LiveCall("home", PARIS, "104", answered_at=NIGHT + 60),
        ev.LiveCall("strange", LATVIA, "105", answered_at=NIGHT + 60),
    )
    given = guard.step(ev.Snapshot(NIGHT + 300, NIGHT + 300, "ami", legs))
    assert asked.kind is ALLOW
    assert [(d.kind, d.target) for d in given] == [(DecisionKind.ALERT, "strange")]
    again = guard.step(ev.Snapshot(NIGHT + 301, NIGHT + 301, "ami", legs))
    assert again == []
    guard.step(ev.Snapshot(NIGHT + 302, NIGHT + 302, "ami", ()))
    assert guard.wake_at is None


def test_legs_that_began_while_the_guard_was_dead_are_judged_not_cut_blindly() -> None:
    guard = watch(Saying(kind=ALLOW, proven=False))
    guard.step(ev.GuardStarted(NIGHT, NIGHT))
    leg = ev.LiveCall("x", CUBA, "104", answered_at=NIGHT - 60)
    given = guard.step(ev.Snapshot(NIGHT + 1, NIGHT + 1, "ami", (leg,)))
    assert CUT not in kinds(given)
    assert cuts(guard.step(ev.CallStarted(NIGHT + 2, NIGHT + 2, "y", CUBA))) == ["y"]


def test_an_unasked_leg_is_cut_even_while_the_judge_only_observes_unless_the_owner_accepted_it() -> None:
    observing = replace(SITE, mode=SITE.mode.OBSERVE)
    judge = Hearing()
    guard = watch(judge, site=observing)
    (cut, _alert) = guard.step(ev.CallStarted(NIGHT, NIGHT, "x", CUBA))
    assert (cut.kind, cut.observed) == (CUT, False)
    assert not judge.asked[0].has_permit
    accepting = watch(Saying(kind=ALLOW, proven=False, code="owner_accepted"))
    assert accepting.step(ev.CallStarted(NIGHT, NIGHT, "x", CUBA)) == []


def test_a_leg_of_an_old_permit_for_a_second_try_on_another_trunk_is_not_unasked() -> None:
    guard = watch()
    ask(guard, request(NIGHT, "a", CUBA))
    guard.step(started(NIGHT + 1, "a", CUBA))
    guard.step(ended(NIGHT + 20, "a", "34"))
    second = ev.CallStarted(NIGHT + 70, NIGHT + 70, "leg-a2", CUBA, request="a", extension="104")
    assert guard.step(second) == []


def test_a_national_leg_whose_end_was_lost_is_forgotten_after_a_day_and_fills_no_trunk() -> None:
    guard = watch()
    guard.step(started(NIGHT, "ghost", PARIS))
    later = NIGHT + DAY_S + 1
    call(guard, later, "a", PARIS)
    assert cuts(guard.step(request(later + 1, "help", AMBULANCE))) == []


def test_the_same_number_asked_with_and_running_without_the_outside_digit_is_counted_as_one() -> None:
    judge = Hearing()
    guard = watch(judge, site=UNLIMITED)
    ask(guard, request(NIGHT, "a", CUBA))
    guard.step(started(NIGHT, "a", CUBA.removeprefix("0"))._replace(outside_line_removed=True))
    guard.step(answered(NIGHT + 1, "a"))
    ask(guard, request(NIGHT + 2, "b", CUBA))
    assert judge.asked[-1].running_same == 1
