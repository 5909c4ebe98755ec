"""The watch as a whole, in stories: requests, permits, caps, locks, confirmation, a restart."""

from __future__ import annotations

import json
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.detection.stories import (
    AMBULANCE,
    CUBA,
    DEAR,
    NIGHT,
    PARIS,
    SITE,
    Numbers,
    Saying,
    answered,
    ended,
    kinds,
    request,
    started,
    ticks,
    watch,
)

from veilleur.detection import Watch
from veilleur.detection.watch import AllowingJudge
from veilleur.words import events as ev
from veilleur.words.decisions import DecisionKind, Subject


def test_a_permitted_call_runs_and_a_retry_gets_the_same_answer() -> None:
    guard = watch()
    first = guard.step(request(NIGHT, "a", CUBA))
    assert kinds(first) == [DecisionKind.ALLOW]
    assert guard.step(request(NIGHT + 1, "a", CUBA)) == first
    assert guard.step(started(NIGHT + 2, "a", CUBA)) == []


def test_a_leg_nobody_asked_about_is_cut_but_a_national_one_runs() -> None:
    guard = watch()
    assert kinds(guard.step(started(NIGHT, "a", CUBA))) == [DecisionKind.CUT, DecisionKind.ALERT]
    assert guard.step(started(NIGHT, "b", PARIS)) == []


def test_another_number_than_permitted_is_cut() -> None:
    guard = watch()
    guard.step(request(NIGHT, "a", CUBA))
    assert DecisionKind.CUT in kinds(guard.step(started(NIGHT, "a", CUBA + "9")))


def test_the_trunk_gets_the_number_without_the_digit_that_was_dialled_to_get_out() -> None:
    guard = watch()
    guard.step(request(NIGHT, "a", CUBA))
    assert guard.step(started(NIGHT, "a", CUBA.removeprefix("0"))) == []


def test_a_cut_without_confirmation_is_repeated_then_alarmed_and_ends_with_the_call() -> None:
    guard = watch()
    guard.step(started(NIGHT, "a", CUBA))
    given = [d for s in range(1, 20) for d in guard.step(ev.Tick(NIGHT + s, NIGHT + s))]
    assert [d.attempt for d in given if d.kind is DecisionKind.CUT] == [2, 3, 4, 5]
    assert [d.reasons[0].code for d in given if d.kind is DecisionKind.ALERT] == ["cut_unconfirmed"]
    guard.step(ended(NIGHT + 20, "a"))
    assert guard.wake_at is None


def test_emergency_passes_a_full_trunk_and_the_riskiest_call_makes_room() -> None:
    guard = watch()
    for name, number in (("a", CUBA), ("b", PARIS)):
        guard.step(request(NIGHT, name, number))
        guard.step(started(NIGHT, name, number))
    given = guard.step(request(NIGHT + 1, "c", AMBULANCE))
    assert {(d.kind, d.target) for d in given} == {(DecisionKind.CUT, "leg-a"), (DecisionKind.ALLOW, "c")}


def test_guessing_over_calls_with_withheld_number_locks_the_mailbox_for_outsiders_only() -> None:
    guard = watch()
    given = [
        decision
        for n in range(6)
        for decision in guard.step(
            ev.PinRefused(NIGHT + n, NIGHT + n, "104@default", f"c{n // 3}", outside=True)
        )
    ]
    assert DecisionKind.LOCK in kinds(given)
    assert guard.step(ev.MailboxLeft(NIGHT + 5, NIGHT + 5, "c1")) == []
    at = NIGHT + 60
    outside = guard.step(ev.MailboxRequested(at, at, "x", "104@default", "", True))
    inside = guard.step(ev.MailboxRequested(at, at, "y", "104@default", "", False))
    assert kinds(outside + inside) == [DecisionKind.REFUSE, DecisionKind.ALLOW]


def test_a_call_cancelled_before_answer_leaves_no_money_behind() -> None:
    guard = watch()
    for n in range(40):  # 40 reservations of 1 euro would pass the cap of 10 if any stayed
        name = f"r{n}"
        assert guard.step(request(NIGHT + n, name, CUBA))[0].kind is DecisionKind.ALLOW
        guard.step(started(NIGHT + n, name, CUBA))
        guard.step(ended(NIGHT + n, name))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(0.1, 400), st.integers(0, 2)), min_size=1, max_size=40))
def test_law_2_calls_at_once_never_bill_more_than_the_cap_of_the_closed_period(
    steps: list[tuple[float, int]],
) -> None:
    guard = watch()
    answered_at: dict[str, float] = {}
    billed = 0

    def end(name: str, at: float) -> None:
        nonlocal billed
        billed += DEAR.cost(at - answered_at.pop(name)) if name in answered_at else 0

    now, count = NIGHT, 0
    for wait, action in steps:
        now += wait
        while (wake := guard.wake_at) is not None and wake <= now:
            for decision in guard.step(ev.Tick(wake, wake)):
                if decision.kind is DecisionKind.CUT:
                    end(decision.target, wake)
                    guard.step(ev.CallEnded(wake, wake, decision.target))
        if action < 2:
            count += 1
            name = f"n{count}"
            if any(d.kind is DecisionKind.ALLOW for d in guard.step(request(now, name, CUBA))):
                guard.step(started(now, name, CUBA))
                guard.step(answered(now, name))
                answered_at["leg-" + name] = now
        elif answered_at:
            name = next(iter(answered_at))
            end(name, now)
            guard.step(ev.CallEnded(now, now, name))
    for decision in ticks(guard, now + 20_000, confirmed_after=0.0):
        if decision.kind is DecisionKind.CUT:
            end(decision.target, decision.at)
    closed = SITE.limits.closed_hours
    assert closed is not None
    assert billed <= closed, Decimal(billed)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5)), max_size=30), st.integers(0, 30))
def test_law_7_a_restart_at_any_point_changes_no_decision(steps: list[tuple[int, int]], cut: int) -> None:
    def event(n: int, kind: int, who: int) -> ev.Event:
        at, name = NIGHT + 7 * n, f"c{who}"
        return (
            request(at, name, CUBA),
            started(at, name, CUBA),
            answered(at, name),
            ended(at, name),
            ev.PinRefused(at, at, "104@default", name, outside=True),
        )[kind]

    whole = guard = watch()
    other = watch()
    for n, (kind, who) in enumerate(steps):
        if n == cut:
            other = Watch.load(SITE, Numbers(), json.loads(json.dumps(other.save())), AllowingJudge())
        happened = event(n, kind, who)
        assert other.step(happened) == guard.step(happened)
        assert other.wake_at == whole.wake_at


def test_the_subject_of_an_answer_is_the_request() -> None:
    assert watch().step(request(NIGHT, "a", PARIS))[0].subject is Subject.REQUEST


def test_a_hostile_forward_is_undone_repeated_confirmed_and_can_be_restored() -> None:
    guard = watch(Saying())
    forward = ev.ForwardSet(NIGHT, NIGHT, "104", "CF", CUBA)
    undo = guard.step(forward)[0]
    assert (undo.kind, undo.target, undo.number) == (DecisionKind.UNDO, "104/CF", CUBA)
    assert [d.attempt for d in guard.step(ev.Tick(NIGHT + 1, NIGHT + 1))] == [2]
    guard.step(ev.ForwardCleared(NIGHT + 2, NIGHT + 2, "104", "CF"))
    assert guard.wake_at is None
    assert kinds(guard.step(ev.UndoRequested(NIGHT + 3, NIGHT + 3, undo.id))) == [DecisionKind.RESTORE]
    assert guard.step(forward._replace(seen_at=NIGHT + 3.5)) == []
    assert guard.wake_at is None
