"""The life of a leg: every state meets every event, in order, late, twice; and caps that cut at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.detection.stories import CUBA, NIGHT, SITE, Hearing, Saying, codes, kinds, watch

from veilleur.detection import Watch
from veilleur.detection.calls.leg_table import LEG_TABLE, Action, LegEvent, LegState
from veilleur.detection.calls.parameters import ENDED_FORGOTTEN_S
from veilleur.words import events as ev
from veilleur.words.calls import Direction, Vantage
from veilleur.words.decisions import DecisionKind
from veilleur.words.money import micro_euros
from veilleur.words.site import Limits

LEG = "leg-a"
NOW = NIGHT + 1000.0
WIDE = replace(SITE, limits=Limits(closed_hours=micro_euros(500), day=None, month=None))
PAIRS = [(state, event) for state in LegState for event in LegEvent]


def reported(event: LegEvent, at: float) -> ev.Event:
    """The event of that row, about the one leg."""
    if event in (LegEvent.STARTED, LegEvent.STARTED_PRICED):
        priced = event is LegEvent.STARTED_PRICED
        return ev.CallStarted(
            at=at, seen_at=at, call=LEG, number=CUBA, extension="104", priced_from_dialling=priced
        )
    if event is LegEvent.ANSWERED:
        return ev.CallAnswered(at, at, LEG)
    if event is LegEvent.ENDED:
        return ev.CallEnded(at, at, LEG)
    if event is LegEvent.RECORDED:
        return ev.CallRecorded(
            at=at - 100,
            seen_at=at,
            call=LEG,
            direction=Direction.OUT,
            extension="104",
            number=CUBA,
            duration_s=95,
            billed_s=90,
            answered=True,
        )
    answered_at = at - 30 if event is LegEvent.LISTED_ANSWERED else None
    leg = ev.LiveCall(call=LEG, number=CUBA, extension="104", answered_at=answered_at)
    return ev.Snapshot(at, at, "ami", () if event is LegEvent.UNLISTED else (leg,))


WAYS: dict[LegState, list[tuple[LegEvent, float]]] = {
    LegState.UNKNOWN: [],
    LegState.EARLY: [(LegEvent.ANSWERED, NOW)],
    LegState.DIALLING: [(LegEvent.STARTED, NOW)],
    LegState.ANSWERED: [(LegEvent.STARTED, NOW - 60), (LegEvent.ANSWERED, NOW - 30)],
    LegState.ENDED: [(LegEvent.STARTED, NOW - 60), (LegEvent.ENDED, NOW)],
    LegState.ENDED_LONG_AGO: [(LegEvent.STARTED, NIGHT), (LegEvent.ENDED, NOW - ENDED_FORGOTTEN_S - 1)],
}


def brought_to(state: LegState) -> tuple[Watch, Hearing]:
    judge = Hearing()
    guard = watch(judge, Vantage.LIVE, WIDE)
    for event, at in WAYS[state]:
        guard.step(reported(event, at))
    guard.step(ev.Tick(NOW, NOW))
    assert guard.rooms.legs.state_of(LEG) is state
    judge.asked.clear()
    return guard, judge


def test_the_table_has_a_row_for_every_event_in_every_state() -> None:
    assert {(state, event) for state, row in LEG_TABLE.items() for event in row} == set(PAIRS)


@pytest.mark.parametrize(("state", "event"), PAIRS)
def test_each_event_in_each_state_leads_where_the_table_says(state: LegState, event: LegEvent) -> None:
    guard, judge = brought_to(state)
    before = guard.save()
    guard.step(reported(event, NOW))
    after, action = LEG_TABLE[state][event]
    assert guard.rooms.legs.state_of(LEG) is after
    begins = action in (Action.BEGIN, Action.BEGIN_ANSWERED, Action.ADOPT, Action.ADOPT_ANSWERED)
    assert len(judge.asked) == (1 if begins or action is Action.BOOK else 0)
    is_alive = after in (LegState.DIALLING, LegState.ANSWERED)
    assert list(guard.rooms.ledger.accounts) == ([LEG] if is_alive else [])
    assert list(guard.rooms.calls.alive) == ([LEG] if is_alive else [])
    if is_alive:
        answered_at = guard.rooms.ledger.accounts[LEG].answered_at
        assert (answered_at is not None) == (after is LegState.ANSWERED)
    if action is Action.IGNORE:
        assert guard.save() == before


@pytest.mark.parametrize(("state", "event"), PAIRS)
def test_an_event_that_comes_twice_changes_nothing_the_second_time(state: LegState, event: LegEvent) -> None:
    guard, judge = brought_to(state)
    guard.step(reported(event, NOW))
    judge.asked.clear()
    once = guard.save()
    assert guard.step(reported(event, NOW)) == []
    assert guard.save() == once
    assert judge.asked == []


@pytest.mark.parametrize("state", LegState)
def test_whatever_was_reported_a_leg_that_is_gone_leaves_no_money_behind(state: LegState) -> None:
    guard, _judge = brought_to(state)
    for event in (LegEvent.ANSWERED, LegEvent.STARTED, LegEvent.ENDED):
        guard.step(reported(event, NOW))
    assert guard.rooms.ledger.accounts == {}
    assert guard.rooms.calls.running_to == {}
    assert guard.rooms.legs.state_of(LEG) is LegState.ENDED


def test_an_answer_before_its_dial_makes_money_run_from_the_dial() -> None:
    guard, _judge = brought_to(LegState.EARLY)
    guard.step(reported(LegEvent.STARTED, NOW + 2))
    assert guard.rooms.ledger.accounts[LEG].answered_at == NOW + 2


def test_an_adopted_leg_costs_since_it_was_answered() -> None:
    guard, _judge = brought_to(LegState.UNKNOWN)
    guard.step(reported(LegEvent.LISTED_ANSWERED, NOW))
    guard.step(reported(LegEvent.ENDED, NOW + 40))  # 70 seconds in all: two minutes at a euro
    assert guard.rooms.ledger.spent(NOW + 40)[1] == micro_euros(2)


def test_a_record_of_a_leg_that_still_runs_settles_it_and_is_not_booked_beside_it() -> None:
    guard, judge = brought_to(LegState.ANSWERED)
    guard.step(reported(LegEvent.RECORDED, NOW + 10))  # 40 seconds answered
    assert guard.rooms.ledger.spent(NOW + 10)[1] == micro_euros(1)
    assert judge.asked == []


@pytest.mark.parametrize("vantage", [Vantage.ASKED, Vantage.LIVE])
def test_a_leg_that_a_cap_has_just_cut_is_neither_judged_nor_alerted_once_more(vantage: Vantage) -> None:
    judge = Saying(kind=DecisionKind.REFUSE)
    guard = watch(judge, vantage, replace(SITE, limits=Limits(closed_hours=0, day=None, month=None)))
    given = guard.step(reported(LegEvent.STARTED, NOW))
    assert kinds(given) == [DecisionKind.ALERT, DecisionKind.CUT]
    assert codes(given) == ["cap_closed_hours", "cap_closed_hours"]
    assert judge.asked == []
    assert guard.incidents == []
