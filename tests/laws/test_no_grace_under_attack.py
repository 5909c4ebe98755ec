"""After an alert no suspicious call of the touched account outlives one reaction, in any stream of events."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st
from tests.detection.stories import Numbers
from tests.laws.streams import pump, stream
from tests.laws.test_any_stream import DECOYED, FEW, judge_of

from veilleur.detection import Watch
from veilleur.detection.calls.parameters import VOUCHED_BELOW
from veilleur.detection.judge_port import Entity
from veilleur.detection.state.incident_tracker import Level
from veilleur.words import events as ev
from veilleur.words.calls import Vantage


def outlives(guard: Watch) -> list[str]:
    """Capped calls, on grace or let go, whose account is part of a reported break-in, that nobody vouched for
    and that nobody has ordered to be cut."""
    rooms = guard.rooms
    found = []
    for name, call in rooms.calls.capped():
        if call.is_vouched or (call.probability < VOUCHED_BELOW and name not in rooms.enforcement.grace.open):
            continue
        if rooms.decisions.unconfirmed.is_open("call", name) or rooms.context.is_paused:
            continue
        account = {(entity.value, who) for entity, who in call.touched if entity is not Entity.DESTINATION}
        for incident in guard.incidents:
            names = {(Entity.EXTENSION.value, one) for one in incident.extensions}
            names |= {(Entity.CALLER.value, one) for one in incident.callers}
            names |= {(Entity.ADDRESS.value, one) for one in incident.addresses}
            if incident.is_announced and incident.is_open and account & names:
                level = rooms.tracker.level_of(call.touched)
                found += [name] if level >= Level.ENTERED else []
    return found


def check(events: Iterable[ev.Event], judge: str) -> None:
    guard = Watch(DECOYED, Numbers(), judge_of(judge, DECOYED), Vantage.LIVE)
    for event in events:
        guard.step(event)
        assert outlives(guard) == []


@FEW
@given(stream(), st.sampled_from(["real", "refusing"]))
def test_in_any_stream(events: list[ev.Event], judge: str) -> None:
    check(events, judge)


@FEW
@given(pump())
def test_in_a_pump(events: list[ev.Event]) -> None:
    check(events, "real")
