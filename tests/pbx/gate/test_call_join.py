"""One call seen by gate and PBX is one call (law 4), in whatever order the two report it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veilleur.pbx.gate.call_join import AROUND_AFTER_S, CALLS_KEPT_MAX, HOLD_S, CallJoin
from veilleur.words.calls import Origin
from veilleur.words.events import (
    CallAnswered,
    CallEnded,
    CallRequested,
    CallStarted,
    CallTransferred,
    Event,
    FeedLost,
    FeedRestored,
    IncomingCall,
    LiveCall,
    Snapshot,
)

GATE, PBX = "gate", "asterisk"


def number_of(call: int) -> str:
    return f"00493012{call:05d}"


def leg(call: int, at: float = 0.0) -> CallStarted:
    """A leg as the PBX reports it."""
    return CallStarted(
        at=at,
        seen_at=at,
        call=f"p{call}",
        number=number_of(call),
        request=f"r{call}",
        extension="203",
        origin=Origin.EXTENSION,
        address="192.0.2.3",
        trunk="carrier",
    )


def at_gate(call: int, at: float = 0.0) -> CallStarted:
    """The same call as the gate reports it."""
    return CallStarted(at=at, seen_at=at, call=f"g{call}", number=number_of(call), request=f"g{call}")


def question(call: int) -> CallRequested:
    return CallRequested(0.0, 0.0, f"g{call}", "", number_of(call), origin=Origin.UNKNOWN)


def seeing(*, asks: bool = False) -> CallJoin:
    """A join whose PBX is seen, with an empty list of calls."""
    join = CallJoin(lambda name: f"id{name[1:]}", asks=asks)
    join.from_pbx(Snapshot(0.0, 0.0, PBX), 0.0)
    join.from_pbx(FeedRestored(0.0, 0.0, PBX), 0.0)
    return join


# --- one call ---


def test_who_placed_the_call_is_known_when_the_gate_asks() -> None:
    join = seeing()
    assert not join.knows("id1")
    assert join.from_pbx(leg(1), 0.0) == []
    join.named("p1", "id1")
    assert join.knows("id1")
    _before, asked = join.request(question(1), "id1")
    assert (asked.request, asked.extension, asked.origin) == ("r1", "203", Origin.EXTENSION)
    assert (asked.number, asked.address) == (number_of(1), "192.0.2.3")


def test_the_call_has_the_gates_name_and_the_request_of_the_pbx() -> None:
    """So that leave which the dialplan was given is leave at the gate."""
    join = seeing()
    join.from_pbx(leg(1), 0.0)
    join.named("p1", "id1")
    join.request(question(1), "id1")
    (started,) = join.from_gate(at_gate(1), "id1")
    assert isinstance(started, CallStarted)
    assert (started.call, started.request, started.extension) == ("g1", "r1", "203")
    assert join.from_pbx(CallAnswered(0.0, 0.0, "p1"), 0.0) == []
    assert join.from_pbx(CallEnded(0.0, 0.0, "p1"), 0.0) == []
    assert join.due(HOLD_S * 9) == []


def test_a_transfer_of_the_leg_is_one_of_the_call() -> None:
    join = seeing()
    join.from_pbx(leg(1), 0.0)
    join.named("p1", "id1")
    join.request(question(1), "id1")
    sent_on = CallTransferred(0.0, 0.0, "r1", "203", "", attended=True, call="p1")
    assert join.from_pbx(sent_on, 0.0) == [sent_on._replace(call="g1")]


def test_what_the_pbx_does_not_know_is_asked_about_as_the_gate_shows_it() -> None:
    join = seeing()
    assert join.request(question(1), "id1") == ([], question(1))
    assert join.from_gate(at_gate(1), "id1") == [at_gate(1)]


def test_a_blind_view_of_the_pbx_is_not_waited_for() -> None:
    join = seeing()
    lost = FeedLost(1.0, 1.0, PBX, "gone")
    assert join.from_pbx(lost, 1.0) == [lost._replace(calls_are_seen=True)], "the gate sees the calls"
    assert join.knows("id1")


def test_what_the_dialplan_does_not_ask_is_asked_by_the_gate() -> None:
    unasked = FeedLost(1.0, 1.0, "asterisk-questions", "no gate", calls_are_seen=True, is_asked=False)
    assert seeing().from_pbx(unasked, 1.0) == []


def test_a_call_from_outside_is_reported_once_by_who_knows_where_it_goes() -> None:
    join, incoming = seeing(), IncomingCall(0.0, 0.0, "x", "0612345678")
    assert join.from_gate(incoming, "x") == []
    assert join.from_pbx(incoming, 0.0) == [incoming]
    join.from_pbx(FeedLost(1.0, 1.0, PBX, "gone"), 1.0)
    assert join.from_gate(incoming, "x") == [incoming]


# --- legs beside the gate ---


@pytest.mark.parametrize("asks", [True, False])
def test_a_leg_over_another_trunk_is_a_call_of_its_own(asks: bool) -> None:
    join = seeing(asks=asks)
    join.from_pbx(leg(1), 0.0)
    join.named("p1", "id1")
    assert join.from_pbx(CallAnswered(0.5, 0.5, "p1"), 0.5) == []
    assert join.due(HOLD_S / 2) == []
    expected = leg(1) if asks else leg(1)._replace(let_pass=True)
    assert join.due(HOLD_S) == [expected, CallAnswered(0.5, 0.5, "p1")]
    assert join.from_pbx(CallEnded(9.0, 9.0, "p1"), 9.0) == [CallEnded(9.0, 9.0, "p1")]


def test_a_leg_of_isdn_does_not_wait() -> None:
    join = seeing()
    join.from_pbx(leg(1), 0.0)
    assert [type(event) for event in join.named("p1", "")] == [CallStarted]


def test_a_leg_that_was_refused_before_it_had_a_name_is_nothing() -> None:
    join = seeing()
    join.from_pbx(leg(1), 0.0)
    assert join.from_pbx(CallEnded(0.0, 0.0, "p1"), 0.0) == []
    assert join.due(HOLD_S) == []


def test_a_leg_that_the_gate_saw_too_late_ends_where_the_gates_call_begins() -> None:
    join = seeing()
    join.from_pbx(leg(1), 0.0)
    join.named("p1", "id1")
    join.due(HOLD_S)
    before, _asked = join.request(question(1), "id1")
    assert [(type(event), event.call) for event in before] == [(CallEnded, "p1")]  # type: ignore[union-attr]


def test_a_leg_whose_name_comes_after_the_gates_call_is_that_call() -> None:
    join = seeing()
    (started,) = join.from_gate(at_gate(1), "id1")
    assert join.from_pbx(leg(1), 0.0) == []
    assert join.named("p1", "id1") == []
    assert join.due(HOLD_S * 9) == []
    assert join.from_pbx(CallAnswered(0.0, 0.0, "p1"), 0.0) == []
    assert join.from_pbx(CallEnded(0.0, 0.0, "p1"), 0.0) == []
    assert started == at_gate(1)


# --- lists ---


def test_the_gates_list_closes_no_leg_beside_it() -> None:
    join = seeing()
    join.from_pbx(leg(1), 0.0)
    join.due(HOLD_S)
    (passed,) = join.from_gate(Snapshot(2.0, 2.0, GATE, (LiveCall("g2", number_of(2)),)), "")
    assert isinstance(passed, Snapshot)
    assert [one.call for one in passed.calls] == ["g2", "p1"]


def test_after_a_start_the_same_call_in_both_lists_is_one() -> None:
    join = CallJoin(lambda name: f"id{name[1:]}", asks=False)
    listed = LiveCall("p1", number_of(1), "203", Origin.EXTENSION, answered_at=0.0, request="r1")
    assert join.from_pbx(Snapshot(5.0, 5.0, PBX, (listed,)), 5.0) == []
    join.named("p1", "id1")
    (passed,) = join.from_gate(Snapshot(5.0, 5.0, GATE, (LiveCall("g1", number_of(1)),)), "")
    assert isinstance(passed, Snapshot)
    assert [(one.call, one.extension, one.request) for one in passed.calls] == [("g1", "203", "r1")]
    assert join.due(99.0) == []


def test_a_listed_leg_that_is_not_at_the_gate_comes_with_the_gates_next_list() -> None:
    join = CallJoin(lambda name: f"id{name[1:]}", asks=False)
    listed = LiveCall("p1", number_of(1), answered_at=1.0)
    join.from_pbx(Snapshot(5.0, 5.0, PBX, (listed,)), 5.0)
    join.named("p1", "id1")
    assert join.due(5.0 + HOLD_S) == []
    assert join.wants_list
    (passed,) = join.from_gate(Snapshot(7.0, 7.0, GATE), "")
    assert isinstance(passed, Snapshot)
    assert [(one.call, one.answered_at) for one in passed.calls] == [("p1", 1.0)]
    gone = join.from_pbx(Snapshot(9.0, 9.0, PBX), 9.0)
    assert [type(event) for event in gone] == [CallEnded]


def test_it_is_bounded() -> None:
    join = seeing()
    for call in range(CALLS_KEPT_MAX + 5):
        join.from_pbx(leg(call), 0.0)
        join.named(f"p{call}", f"id{call}")
        join.request(question(call + 20_000), f"id{call + 20_000}")
        join.from_gate(at_gate(call + 20_000), f"id{call + 20_000}")
    sizes = [len(value) for value in vars(join).values() if isinstance(value, dict)]
    assert max(sizes) == CALLS_KEPT_MAX


# --- any order ---


@dataclass(frozen=True)
class Step:
    """source: pbx, name or gate. what: begins, answers, ends, or is asked about."""

    call: int
    source: str
    what: str


def steps_of(call: int, kind: str, is_answered: bool) -> list[list[Step]]:
    """What each source reports of a call, in its own order."""
    life = ["begins", "answers", "ends"] if is_answered else ["begins", "ends"]
    pbx = [Step(call, "pbx", what) for what in life]
    gate = [Step(call, "gate", what) for what in ("asks", *life)]
    if kind == "refused":
        return [[pbx[0], Step(call, "name", "is"), pbx[-1]], gate[:1]]
    if kind == "program":
        return [gate]
    if kind == "beside":
        return [[pbx[0], Step(call, "name", "is"), *pbx[1:]]]
    return [pbx if kind == "unnamed" else [pbx[0], Step(call, "name", "is"), *pbx[1:]], gate]


@st.composite
def stories(draw: st.DrawFn) -> list[tuple[float, Step]]:
    """Some calls, what is reported of them mixed in any order that each source keeps."""
    kinds = draw(
        st.lists(
            st.tuples(st.sampled_from(["both", "refused", "program", "beside", "unnamed"]), st.booleans()),
            min_size=1,
            max_size=4,
        )
    )
    rows = [row for call, kind in enumerate(kinds) for row in steps_of(call, *kind)]
    story, at = [], 0.0
    while rows:
        row = rows[draw(st.integers(0, len(rows) - 1))]
        at += draw(st.sampled_from([0.0, 0.01, HOLD_S * 1.5]))
        story.append((at, row.pop(0)))
        rows = [one for one in rows if one]
    return story


def passed_on(join: CallJoin, at: float, step: Step) -> list[Event]:
    """What the watch gets of one step."""
    call_id, call = f"id{step.call}", step.call
    if step.source == "name":
        return join.named(f"p{call}", call_id)
    name = f"{'p' if step.source == 'pbx' else 'g'}{call}"
    if step.what == "asks":
        before, asked = join.request(question(call), call_id)
        return [*before, asked]
    event: Event = leg(call, at) if step.source == "pbx" else at_gate(call, at)
    if step.what == "answers":
        event = CallAnswered(at, at, name)
    elif step.what == "ends":
        event = CallEnded(at, at, name)
    return join.from_pbx(event, at) if step.source == "pbx" else join.from_gate(event, call_id)


@given(stories())
def test_in_whatever_order_no_call_runs_twice_and_none_is_left(story: list[tuple[float, Step]]) -> None:
    join = seeing()
    events: list[Event] = []
    alive: dict[str, int] = {}
    for at, step in [*story, (story[-1][0] + 9 * HOLD_S, Step(99, "name", "is"))]:
        found = [*join.due(at), *passed_on(join, at, step)]
        for event in found:
            if isinstance(event, CallStarted):
                assert event.call not in alive
                alive[event.call] = int(event.call[1:])
            elif isinstance(event, CallEnded):
                alive.pop(event.call, None)
            assert len(set(alive.values())) == len(alive), "a call that runs under two names"
        events += found
    assert alive == {}
    asked = [event.number for event in events if isinstance(event, CallRequested)]
    assert len(asked) == len(set(asked))
    at_the_gate = {step.call for _at, step in story if step.source == "gate" and step.what == "begins"}
    started = {event.call for event in events if isinstance(event, CallStarted)}
    assert {f"g{call}" for call in at_the_gate} <= started


# --- around the gate ---


def test_a_leg_that_the_gate_never_saw_went_around_it_and_is_named_once() -> None:
    join = seeing()
    join.from_pbx(leg(1), 0.0)
    join.named("p1", "id1")
    join.from_pbx(CallAnswered(0.5, 0.5, "p1"), 0.5)
    join.due(HOLD_S)
    assert join.went_around(HOLD_S + AROUND_AFTER_S - 0.1) == []
    assert join.went_around(HOLD_S + AROUND_AFTER_S) == [leg(1)]
    assert join.went_around(99.0) == []


@pytest.mark.parametrize("call_id", ["id1", ""])
def test_a_leg_that_nobody_answered_went_around_nothing(call_id: str) -> None:
    join = seeing()  # refused at the gate (403, 503) before the guard was asked, at once or after a while
    for ended_at, of in ((0.5, 1), (HOLD_S + 1, 2)):
        join.from_pbx(leg(of), 0.0)
        join.named(f"p{of}", call_id and f"id{of}")
        if ended_at > HOLD_S:
            join.due(HOLD_S)
        join.from_pbx(CallEnded(ended_at, ended_at, f"p{of}"), ended_at)
    join.from_pbx(leg(3), 0.0)  # one that still rings
    join.due(9.0)
    assert join.went_around(99.0) == []


def test_a_leg_that_is_answered_later_went_around_from_then_on_even_when_it_is_over() -> None:
    join = seeing()
    join.from_pbx(leg(1), 0.0)
    join.named("p1", "id1")
    join.due(HOLD_S)
    join.from_pbx(CallAnswered(20.0, 20.0, "p1"), 20.0)
    join.from_pbx(CallEnded(21.0, 21.0, "p1"), 21.0)
    assert join.went_around(20.0 + AROUND_AFTER_S - 0.1) == []
    assert join.went_around(20.0 + AROUND_AFTER_S) == [leg(1)]


def test_a_leg_that_the_gate_sees_late_went_by_it() -> None:
    join = seeing()
    join.from_pbx(leg(1), 0.0)
    join.named("p1", "id1")
    join.from_pbx(CallAnswered(0.5, 0.5, "p1"), 0.5)
    join.due(HOLD_S)
    join.from_gate(at_gate(1, HOLD_S + 1), "id1")
    assert join.went_around(99.0) == []
