"""A whole night on the embedded PBX, in virtual time and without sockets, by seed and with faults."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from veilleur.simulation.nights.demo_night import BEGINS_AT, ENDS_AFTER_S, night
from veilleur.simulation.pbx import EmbeddedPbx, Outcome
from veilleur.simulation.pbx.fault_injection import (
    AgiFault,
    FeedFault,
    SteppingClock,
    answer_badly,
    broken_feed,
)

UNTIL = BEGINS_AT + ENDS_AFTER_S


def lived(seed: int, *, asks: bool, fault: AgiFault | None = None) -> tuple[EmbeddedPbx, bytes]:
    pbx, _acts = night(seed, asks=asks)
    session = pbx.ami.connect()
    pbx.ami.receive(session, b"Action: Login\r\nUsername: veilleur\r\nSecret: \r\n\r\n")
    while (upcoming := pbx.next_at) is not None and upcoming <= UNTIL:
        pbx.step()
        for ask in pbx.drain_asks():
            answer_badly(ask, fault or AgiFault.UNANSWERED, seed)
        pbx.settle()
    return pbx, session.take_output()


def test_the_same_seed_lives_the_same_night_byte_for_byte():
    assert lived(3, asks=False)[1] == lived(3, asks=False)[1]
    assert lived(3, asks=False)[1] != lived(4, asks=False)[1]


@given(seed=st.integers(0, 2**32))
@settings(max_examples=15, deadline=None)
def test_unwatched_the_attack_gets_through_and_costs_money(seed: int):
    pbx, _sent = lived(seed, asks=False)
    hostile = [call for call in pbx.facts if call.hostile]
    assert any(call.answered_at is not None for call in hostile if call.extension)
    assert any(call.answered_at is not None for call in hostile if not call.extension)
    assert sum(call.cost for call in hostile) > 100_000_000


@given(seed=st.integers(0, 2**32), fault=st.sampled_from(AgiFault))
@settings(max_examples=20, deadline=None)
def test_with_the_guard_broken_the_pieces_hold_the_forward_and_pass_the_honest(seed: int, fault: AgiFault):
    pbx, _sent = lived(seed, asks=True, fault=fault)
    for call in pbx.facts:
        if call.hostile and call.extension:
            assert call.outcome is Outcome.HELD  # law 9
            assert call.cost == 0
        elif not call.hostile:
            assert call.answered_at is not None or call.outcome is Outcome.CONGESTED
        if call.emergency:
            assert call.answered_at is not None  # law 1


@given(seed=st.integers(0, 2**32))
@settings(max_examples=15, deadline=None)
def test_each_leg_that_began_has_ended_once(seed: int):
    pbx, decisions = lived(seed, asks=False)
    pbx.advance(UNTIL + 7200)
    assert pbx.channels == {}
    messages = [one for one in decisions.split(b"\r\n\r\n") if b"Event: Hangup" in one]
    assert len(messages) == len(set(messages))


@given(seed=st.integers(0, 2**32), fault=st.sampled_from(FeedFault))
@settings(max_examples=40, deadline=None)
def test_a_broken_feed_invents_nothing(seed: int, fault: FeedFault):
    sent = [b"Event: E%d\r\n\r\n" % place for place in range(60)]
    got = broken_feed(sent, fault, seed)
    assert got == broken_feed(sent, fault, seed)
    if fault is FeedFault.CUT_IN_LINE:
        assert got[:-1] == sent[: len(got) - 1]
        assert sent[len(got) - 1].startswith(got[-1])
        assert not got[-1].endswith(b"\r\n\r\n")
    else:
        assert set(got) == set(sent)


def test_a_stepping_clock_steps_and_is_the_same_for_a_seed():
    looks = [SteppingClock(1).wall(0.0) for _ in range(2)]
    first, second = SteppingClock(5), SteppingClock(5)
    walls = [first.wall(float(at)) for at in range(500)]
    assert walls == [second.wall(float(at)) for at in range(500)]
    assert first.offset_s != 0.0
    assert looks[0] == looks[1]
