"""The life of calls: answers, retries, legs nobody asked about, snapshots, blindness, transfers, records."""

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
    THIEF,
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

from veilleur.detection.calls.parameters import PERMITS_MAX
from veilleur.words import events as ev
from veilleur.words.calls import Origin, Vantage
from veilleur.words.decisions import Decision, DecisionKind, Subject
from veilleur.words.money import micro_euros
from veilleur.words.site import Limits

ALLOW, CUT, REFUSE = DecisionKind.ALLOW, DecisionKind.CUT, DecisionKind.REFUSE
UNLIMITED = replace(SITE, limits=Limits(None, None, None, national_alarm_day=None), trunk_channels=0)


def cuts(told: list[Decision]) -> list[str]:
    return [d.target for d in told if d.kind is CUT]


# --- answers and permits ------------------------------------------------------------------------


def test_a_retry_within_a_minute_gets_the_same_answer_and_a_later_one_a_permit_of_its_own() -> None:
    guard = watch()
    first = ask(guard, request(NIGHT, "a", CUBA))
    assert ask(guard, request(NIGHT + 59, "a", CUBA)) == first
    late = ask(guard, request(NIGHT + 61, "a", CUBA))
    assert (late.kind, late.id != first.id) == (ALLOW, True)
    assert guard.step(started(NIGHT + 62, "a", CUBA)) == []


def test_a_refusal_is_judged_anew_after_a_minute() -> None:
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


# --- blindness --------------------------------------------------------------------------------


def test_while_a_feed_is_blind_dear_calls_wait_and_others_go_on() -> None:
    guard = watch()
    guard.step(ev.FeedLost(NIGHT, NIGHT, "ami"))
    assert codes([ask(guard, request(NIGHT + 1, "a", CUBA))]) == ["feed_blind"]
    assert ask(guard, request(NIGHT + 1, "b", PARIS)).kind is ALLOW
    assert ask(guard, request(NIGHT + 1, "c", AMBULANCE)).kind is ALLOW
    guard.step(ev.FeedRestored(NIGHT + 2, NIGHT + 2, "ami"))
    assert ask(guard, request(NIGHT + 3, "d", CUBA)).kind is ALLOW


def test_a_call_that_ran_while_we_were_blind_is_paid_from_when_it_was_answered() -> None:
    site = replace(SITE, limits=Limits(None, micro_euros(10), None))
    guard = watch(site=site)
    guard.step(ev.GuardStarted(NIGHT, NIGHT))
    leg = ev.LiveCall("x", CUBA, "104", answered_at=NIGHT - 570)  # nine and a half minutes
    told = guard.step(ev.Snapshot(NIGHT + 1, NIGHT + 1, "ami", (leg,)))
    assert codes(told) == ["passed_unwatched"]
    told = ticks(guard, NIGHT + 60)
    assert [d.at for d in told if d.kind is CUT] == [NIGHT + 29 - 0.001]


def test_a_snapshot_ends_what_is_gone_and_tells_only_of_dear_calls_that_nobody_asked_about() -> None:
    guard = watch(site=UNLIMITED)
    call(guard, NIGHT, "gone", CUBA)
    asked = ask(guard, request(NIGHT, "kept", CUBA))
    guard.step(ev.FeedLost(NIGHT + 1, NIGHT + 1, "ami"))
    legs = (
        ev.LiveCall("leg-kept", CUBA, "104", request="kept", answered_at=NIGHT + 60),
        ev.LiveCall("home", PARIS, "104", answered_at=NIGHT + 60),
        ev.LiveCall("strange", LATVIA, "105", answered_at=NIGHT + 60),
    )
    told = guard.step(ev.Snapshot(NIGHT + 300, NIGHT + 300, "ami", legs))
    assert asked.kind is ALLOW
    assert [(d.kind, d.target) for d in told] == [(DecisionKind.ALERT, "strange")]
    again = guard.step(ev.Snapshot(NIGHT + 301, NIGHT + 301, "ami", legs))
    assert again == []
    guard.step(ev.Snapshot(NIGHT + 302, NIGHT + 302, "ami", ()))
    assert guard.wake_at is None


def test_legs_that_began_while_the_guard_was_dead_are_judged_not_cut_blindly() -> None:
    guard = watch(Saying(kind=ALLOW, proven=False))
    guard.step(ev.GuardStarted(NIGHT, NIGHT))
    leg = ev.LiveCall("x", CUBA, "104", answered_at=NIGHT - 60)
    told = guard.step(ev.Snapshot(NIGHT + 1, NIGHT + 1, "ami", (leg,)))
    assert CUT not in kinds(told)
    assert cuts(guard.step(ev.CallStarted(NIGHT + 2, NIGHT + 2, "y", CUBA))) == ["y"]


# --- legs nobody asked about ------------------------------------------------------------------


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


# --- cuts -------------------------------------------------------------------------------------


def test_a_cut_is_not_repeated_in_the_step_that_brings_its_end() -> None:
    guard = watch()
    guard.step(ev.CallStarted(NIGHT, NIGHT, "x", CUBA))
    assert guard.step(ev.CallEnded(NIGHT + 5, NIGHT + 5, "x")) == []


def test_an_order_the_switch_did_not_take_is_given_again_soon_but_not_without_a_pause() -> None:
    guard = watch()
    (cut, _alert) = guard.step(ev.CallStarted(NIGHT, NIGHT, "x", CUBA))
    at, orders = NIGHT, 1
    while at < NIGHT + 60:
        guard.step(ev.ActionFailed(at, at, cut.id, "no"))
        assert guard.wake_at is not None
        at = max(at, guard.wake_at)
        repeated = [d for d in guard.step(ev.Tick(at, at)) if d.kind is CUT]
        orders += len(repeated)
        cut = repeated[0] if repeated else cut
    assert 5 < orders < 15


def test_a_voicemail_caller_whose_end_is_never_told_is_given_up_a_call_never() -> None:
    guard = watch(Hearing())
    for n in range(6):
        guard.step(ev.PinRefused(NIGHT + n, NIGHT + n, "104@default", "v", THIEF, True))
    guard.step(ev.CallStarted(NIGHT + 6, NIGHT + 6, "x", CUBA))
    told = ticks(guard, NIGHT + 7200, confirmed_after=None)
    last = {subject: max(d.at for d in told if d.kind is CUT and d.subject is subject) for subject in
            (Subject.CHANNEL, Subject.CALL)}  # fmt: skip
    assert last[Subject.CHANNEL] < NIGHT + 1200
    assert last[Subject.CALL] > NIGHT + 7000


def test_the_owners_no_cuts_what_runs_of_that_kind_and_nothing_else() -> None:
    for scope, value in (("number", "+5312345678"), ("territory", "CU"), ("extension", "104")):
        guard = watch(site=replace(UNLIMITED, mode=SITE.mode.OBSERVE))
        call(guard, NIGHT, "hostile", CUBA)
        call(guard, NIGHT, "other", LATVIA, "105")
        call(guard, NIGHT, "home", PARIS)
        told = guard.step(ev.OwnerAnswered(NIGHT + 9, NIGHT + 9, False, scope, value))
        assert [(d.target, d.observed, codes([d])) for d in told] == [
            ("leg-hostile", False, ["owner_refused"])
        ]
        assert guard.step(ev.OwnerAnswered(NIGHT + 9.5, NIGHT + 9.5, False, "number", "")) == []


# --- transfers --------------------------------------------------------------------------------


def test_a_call_that_was_sent_on_leaves_as_a_transfer_whoever_seems_to_dial() -> None:
    judge = Hearing()
    guard = watch(judge)
    guard.step(ev.CallTransferred(NIGHT, NIGHT, "in-1", "104", CUBA))
    asked = request(NIGHT + 1, "in-1", CUBA)._replace(can_key_digits=True)
    guard.step(asked)
    assert (judge.asked[0].origin, judge.asked[0].can_key_digits) == (Origin.TRANSFER, False)
    live = watch(judge, Vantage.LIVE)
    live.step(ev.CallTransferred(NIGHT, NIGHT, "in-2", "104", CUBA))
    live.step(ev.CallStarted(NIGHT + 1, NIGHT + 1, "x", CUBA, request="in-2"))
    assert (judge.asked[1].origin, judge.asked[1].extension) == (Origin.TRANSFER, "104")


def test_an_outside_caller_joined_to_a_running_call_abroad_makes_it_be_judged_anew() -> None:
    judge = Saying(kind=ALLOW, proven=False)
    guard = watch(judge)
    call(guard, NIGHT, "a", CUBA)
    call(guard, NIGHT, "b", LATVIA)
    judge.kind = REFUSE
    joined = ev.CallTransferred(NIGHT + 60, NIGHT + 60, "in", "104", "", True, "leg-a", THIEF)
    assert cuts(guard.step(joined)) == ["leg-a"]
    assert judge.asked[-1].outside_caller == THIEF


# --- probing ----------------------------------------------------------------------------------


def test_short_calls_into_many_ranges_are_probing_and_one_customer_who_hangs_up_is_not() -> None:
    judge = Hearing()
    guard = watch(judge, site=UNLIMITED)
    for n in range(6):
        name = f"c{n}"
        call(guard, NIGHT + 60 * n, name, CUBA)
        guard.step(ended(NIGHT + 60 * n + 3, name))
    assert "prefix_enumeration" not in judge.signals()
    for n in range(5):
        name, number = f"p{n}", f"00037{n}12345678"
        guard.step(request(NIGHT + 600 + 60 * n, name, number))
        guard.step(started(NIGHT + 600 + 60 * n, name, number))
        guard.step(ended(NIGHT + 603 + 60 * n, name))
    assert judge.signals().count("prefix_enumeration") == 1
    assert judge.signals().count("short_test_call") == 6


# --- emergencies ------------------------------------------------------------------------------


def test_the_riskiest_call_makes_room_as_the_judge_saw_it_when_it_was_asked() -> None:
    judge = Saying(kind=ALLOW, proven=False, probability=0.4)
    guard = watch(judge)
    call(guard, NIGHT, "risky", CUBA)
    judge.probability = 0.01
    call(guard, NIGHT + 1, "fine", LATVIA)
    told = guard.step(request(NIGHT + 2, "help", AMBULANCE))
    assert cuts(told) == ["leg-risky"]
    assert cuts(guard.step(request(NIGHT + 2.1, "help2", AMBULANCE))) == []  # a line is being freed
    guard.step(ended(NIGHT + 2.2, "risky"))
    guard.step(ev.CallStarted(NIGHT + 2.3, NIGHT + 2.3, "leg-help", AMBULANCE, "help"))
    assert cuts(guard.step(request(NIGHT + 3, "help3", AMBULANCE))) == ["leg-fine"]


def test_national_calls_make_room_when_there_is_nothing_else() -> None:
    guard = watch()
    call(guard, NIGHT, "a", PARIS)
    call(guard, NIGHT + 1, "b", PARIS)
    assert cuts(guard.step(request(NIGHT + 2, "help", AMBULANCE))) == ["leg-b"]


def test_where_the_lines_are_not_counted_congestion_of_the_emergency_call_itself_makes_room() -> None:
    guard = watch(site=UNLIMITED)
    call(guard, NIGHT, "a", CUBA)
    call(guard, NIGHT, "b", PARIS)
    assert cuts(guard.step(request(NIGHT + 1, "help", AMBULANCE))) == []
    guard.step(started(NIGHT + 1, "help", AMBULANCE))
    assert cuts(guard.step(ended(NIGHT + 1.5, "help", "34"))) == ["leg-a"]


def test_after_congestion_of_any_call_an_emergency_finds_a_dear_call_cut_but_never_a_national_one() -> None:
    guard = watch(site=UNLIMITED)
    call(guard, NIGHT, "a", CUBA)
    call(guard, NIGHT, "b", PARIS)
    guard.step(request(NIGHT + 1, "c", PARIS))
    guard.step(started(NIGHT + 1, "c", PARIS))
    guard.step(ended(NIGHT + 1, "c", "34"))
    assert cuts(guard.step(request(NIGHT + 2, "help", AMBULANCE))) == ["leg-a"]
    guard.step(ended(NIGHT + 2, "a"))
    assert cuts(guard.step(request(NIGHT + 3, "help2", AMBULANCE))) == []


# --- bounds -----------------------------------------------------------------------------------


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
