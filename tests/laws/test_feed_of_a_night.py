"""What the real parser and translator make of a night agrees with what truly happened on the switch."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veilleur.simulation.pbx.fault_injection import FeedFault, broken_feed
from veilleur.words import events
from veilleur.words.calls import Origin

_spec = importlib.util.spec_from_file_location("laws_harness", Path(__file__).with_name("harness.py"))
assert _spec is not None
assert _spec.loader is not None
harness = importlib.util.module_from_spec(_spec)
sys.modules["laws_harness"] = harness
_spec.loader.exec_module(harness)


def of(kind, found):
    return [event for event in found if isinstance(event, kind)]


@given(seed=st.integers(0, 2**32))
@settings(max_examples=8, deadline=None)
def test_each_out_leg_is_seen_to_start_be_answered_and_end_once(seed: int):
    pbx, decisions = harness.sent_in_a_night(seed)
    found = harness.events_of(decisions)
    legs = sorted(call.out_leg for call in pbx.facts if call.out_leg)
    assert sorted(event.call for event in of(events.CallStarted, found)) == legs
    assert sorted(event.call for event in of(events.CallAnswered, found)) == legs
    assert sorted(event.call for event in of(events.CallEnded, found)) == legs


def test_money_counted_from_the_events_is_the_money_of_the_switch():
    pbx, decisions = harness.sent_in_a_night(1)
    found = harness.events_of(decisions)
    answered = {event.call: event.seen_at for event in of(events.CallAnswered, found)}
    ended = {event.call: event.seen_at for event in of(events.CallEnded, found)}
    for call in pbx.facts:
        if call.out_leg:
            price = pbx.company.price(call.number)
            assert price.cost(ended[call.out_leg] - answered[call.out_leg]) == call.cost


def test_the_break_in_and_the_origin_of_each_call_are_recognised():
    pbx, decisions = harness.sent_in_a_night(1)
    found = harness.events_of(decisions)
    assert len(of(events.MailboxEntered, found)) >= 16
    assert {event.mailbox for event in of(events.PinChanged, found)} == {"104@default"}
    origins = {event.call: (event.origin, event.extension) for event in of(events.CallStarted, found)}
    for call in pbx.facts:
        if call.out_leg and call.origin is not Origin.UNKNOWN:
            assert origins[call.out_leg] == (call.origin, call.extension)
        elif call.out_leg:
            assert origins[call.out_leg][0] is Origin.UNKNOWN


@pytest.mark.parametrize("piece", [1, 7, 64])
def test_bytes_cut_anywhere_give_the_same_events(piece: int):
    _pbx, decisions = harness.sent_in_a_night(2)
    decisions = decisions[:600]
    assert harness.events_of(decisions, piece) == harness.events_of(decisions)


@given(seed=st.integers(0, 2**32))
@settings(max_examples=8, deadline=None)
def test_a_feed_that_doubles_messages_changes_no_call(seed: int):
    _pbx, decisions = harness.sent_in_a_night(3)
    head, body = decisions[:2], decisions[2:]
    doubled = broken_feed([data for _at, data in body], FeedFault.DOUBLED, seed)
    when = {data: at for at, data in body}
    found = harness.events_of([*head, *((when[data], data) for data in doubled)])
    plain = harness.events_of(decisions)
    for kind in (events.CallStarted, events.CallAnswered, events.CallEnded):
        assert sorted(event.call for event in of(kind, found)) == sorted(
            event.call for event in of(kind, plain)
        )


def test_no_keyed_pin_reaches_an_event():
    pbx, decisions = harness.sent_in_a_night(1)
    assert pbx.pins["104"] not in {
        value for event in harness.events_of(decisions) for value in event if isinstance(value, str)
    }
