"""The laws on the embedded PBX: a whole night, closed loop, with what goes wrong in life."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.laws.checkers import (
    CutBelievedWhenConfirmed,
    EmergencyNeverStopped,
    GoesOnAfterRestart,
    NoSecrets,
    StateBounded,
)
from tests.laws.watched_night import PLAN, SITE, WatchedNight

from veilleur.detection import Watch
from veilleur.simulation.nights.demo_night import story
from veilleur.simulation.pbx import Outcome
from veilleur.simulation.pbx.fault_injection import AgiFault, FeedFault
from veilleur.words.calls import Vantage
from veilleur.words.decisions import DecisionKind
from veilleur.words.money import micro_euros

SEEDS = st.integers(0, 2**32)
FEW = settings(max_examples=6, deadline=None)


def hostile_money(lived: WatchedNight) -> int:
    return sum(call.cost for call in lived.pbx.facts if call.hostile)


def laws(seed: int) -> list:
    return [
        EmergencyNeverStopped(PLAN),
        CutBelievedWhenConfirmed(PLAN),
        StateBounded(200_000, every=100),
        NoSecrets(story(seed)[1].values()),
    ]


@FEW
@given(SEEDS)
def test_asked_first_the_attacker_gets_no_answered_call_and_honest_people_all_of_theirs(seed: int) -> None:
    lived = WatchedNight(seed, laws(seed))
    lived.live()
    for call in lived.pbx.facts:
        if call.hostile:
            assert call.cost <= micro_euros("0.1"), call  # an unasked leg is cut as it is answered
        elif call.emergency:
            assert call.answered_at is not None
        else:
            assert call.outcome is not Outcome.REFUSED, call
    (incident,) = (one for one in lived.watch.incidents if one.is_announced)
    assert incident.mailboxes[0] == "104@default"
    assert incident.evidence[0].reason.code == "wrong_pin"
    assert incident.calls_stopped > 0
    assert "104" not in {key.split("/")[-1] for key in lived.pbx.database if key.startswith("/CF")}
    locked = [d.target for d in lived.decisions if d.kind is DecisionKind.LOCK]
    assert "104@default" in locked


@settings(max_examples=12, deadline=None)
@given(SEEDS, st.sampled_from(FeedFault), st.booleans())
def test_whatever_goes_wrong_on_the_feed_the_laws_hold_and_the_night_costs_no_more_than_its_cap(
    seed: int, fault: FeedFault, asks: bool
) -> None:
    lived = WatchedNight(seed, laws(seed), asks=asks, feed=fault)
    lived.live()
    assert hostile_money(lived) <= micro_euros(10)
    for call in lived.pbx.facts:
        assert not call.emergency or call.answered_at is not None


@FEW
@given(SEEDS, st.sampled_from(AgiFault))
def test_while_no_answer_reaches_the_switch_what_leaves_all_the_same_is_cut(
    seed: int, fault: AgiFault
) -> None:
    lived = WatchedNight(seed, laws(seed), agi=fault)
    lived.live()
    assert hostile_money(lived) <= micro_euros(10)


@FEW
@given(SEEDS, st.sets(st.integers(0, 3_000), min_size=1, max_size=5))
def test_a_guard_killed_at_any_moment_decides_as_if_it_had_not_been(seed: int, moments: set[int]) -> None:
    def reload(data: dict) -> Watch:
        return Watch.load(SITE, PLAN, data)

    twin = Watch(SITE, PLAN, vantage=Vantage.ASKED)
    lived = WatchedNight(seed, [GoesOnAfterRestart(twin, reload, moments)])
    lived.live()


@pytest.mark.parametrize("fault", list(FeedFault))
def test_after_the_night_nothing_is_held_for_calls_that_are_gone(fault: FeedFault) -> None:
    lived = WatchedNight(11, feed=fault)
    lived.live()
    lived.live(lived.pbx.now + 7_200.0)
    alive = {channel.unique for channel in lived.pbx.channels.values()}
    assert set(lived.watch.rooms.calls.alive) <= alive
    assert set(lived.watch.rooms.ledger.accounts) <= alive
