"""Calls that are sent on: reported as Asterisk reports it, asked like any other, no channel left over."""

import pytest
from tests.laws.harness import SITE

from veilleur.pbx.asterisk.ami.protocol import Parser
from veilleur.pbx.asterisk.events.translator import Translator
from veilleur.simulation.nights.demo_night import BEGINS_AT
from veilleur.simulation.pbx import EmbeddedPbx, Outcome
from veilleur.words.calls import Origin
from veilleur.words.events import CallEnded, CallStarted, CallTransferred, Event, ForwardSet

NIGHT = BEGINS_AT + 8 * 3600
LATVIA = "0037129000000"
OUTSIDER = "+2637700000000"


class Watched:
    """A switch with a manager on it whose bytes the real parser and translator read."""

    def __init__(self, asks: bool = False) -> None:
        self.pbx = EmbeddedPbx(NIGHT, asks=asks)
        self._session = self.pbx.ami.connect()
        self.pbx.ami.receive(self._session, b"Action: Login\r\nUsername: veilleur\r\nSecret: \r\n\r\n")
        self._translator = Translator(SITE)
        self._parser = Parser(self._translator.wanted)

    def events(self, until_s: float) -> list[Event]:
        """What is reported until `until_s` seconds have passed; questions are allowed."""
        found: list[Event] = []
        while (upcoming := self.pbx.next_at) is not None and upcoming <= NIGHT + until_s:
            self.pbx.step()
            for ask in self.pbx.drain_asks():
                ask.receive(b'SET VARIABLE VEILLEUR "allow"\n')
            self.pbx.settle()
            for message in self._parser.feed(self._session.take_output()):
                found += self._translator.step(message, self.pbx.now)
        return found


def of_kind(events: list[Event], kind: type) -> list:
    return [event for event in events if isinstance(event, kind)]


@pytest.mark.parametrize("asks", [False, True])
def test_a_blind_transfer_leaves_with_its_outside_caller(asks: bool) -> None:
    switch = Watched(asks)
    switch.pbx.transferred("104", OUTSIDER, LATVIA, 120)
    events = switch.events(300)
    (moved,) = of_kind(events, CallTransferred)
    assert (moved.extension, moved.number, moved.attended) == ("104", LATVIA, False)
    (leg,) = of_kind(events, CallStarted)
    assert (leg.origin, leg.extension, leg.outside_caller) == (Origin.TRANSFER, "104", OUTSIDER)
    assert events.index(moved) < events.index(leg)
    (fact,) = switch.pbx.facts
    assert fact.outcome is Outcome.ENDED
    assert fact.ended_at - fact.answered_at == pytest.approx(120)
    assert switch.pbx.channels == {}


def test_an_attended_transfer_joins_a_leg_that_already_runs() -> None:
    switch = Watched()
    switch.pbx.transferred("104", OUTSIDER, LATVIA, 120, attended=True)
    events = switch.events(300)
    (leg,) = of_kind(events, CallStarted)
    assert (leg.origin, leg.extension) == (Origin.EXTENSION, "104")
    (moved,) = of_kind(events, CallTransferred)
    assert (moved.attended, moved.call, moved.outside_caller) == (True, leg.call, OUTSIDER)
    (end,) = of_kind(events, CallEnded)
    assert events.index(leg) < events.index(moved) < events.index(end)
    assert end.call == leg.call
    (fact,) = switch.pbx.facts
    assert fact.origin is Origin.TRANSFER
    assert switch.pbx.channels == {}


def test_a_telephone_that_answers_with_302_leaves_as_a_forward() -> None:
    switch = Watched()
    switch.pbx.moved("104", OUTSIDER, LATVIA, 120)
    events = switch.events(300)
    (forward,) = of_kind(events, ForwardSet)
    assert (forward.extension, forward.kind, forward.number) == ("104", "phone", LATVIA)
    (leg,) = of_kind(events, CallStarted)
    assert (leg.origin, leg.extension, leg.outside_caller) == (Origin.FORWARD, "104", OUTSIDER)
    assert switch.pbx.channels == {}


@pytest.mark.parametrize("way", ["blind", "moved"])
def test_what_the_guard_refuses_reaches_no_trunk_and_leaves_no_channel(way: str) -> None:
    pbx = EmbeddedPbx(NIGHT)
    if way == "blind":
        pbx.transferred("104", OUTSIDER, LATVIA, 120)
    else:
        pbx.moved("104", OUTSIDER, LATVIA, 120)
    asks = []
    while (upcoming := pbx.next_at) is not None and upcoming < NIGHT + 60:
        pbx.step()
        for ask in pbx.drain_asks():
            asks.append(ask)
            ask.receive(b'SET VARIABLE VEILLEUR "refuse"\n')
        pbx.settle()
    assert len(asks) == 1
    (fact,) = pbx.facts
    assert (fact.outcome, fact.cost, fact.out_leg) == (Outcome.REFUSED, 0, "")
    assert pbx.channels == {}
