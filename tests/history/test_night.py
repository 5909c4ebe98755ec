"""One night second by second: which calls ran, what they had cost, what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from veilleur.history import night as module
from veilleur.history.night import Night, read_night
from veilleur.journal.reader import Entry
from veilleur.numbering import DialPlan
from veilleur.words.codec import encode_decision, encode_event
from veilleur.words.decisions import Decision, DecisionKind, Subject
from veilleur.words.events import CallAnswered, CallEnded, CallStarted, Event
from veilleur.words.site import Site

NIGHT = 1_795_224_000.0
SATELLITE, FRENCH = "000881612345678", "00199001234"


@pytest.fixture(scope="module")
def numbering() -> DialPlan:
    return DialPlan(Site())


def entries(*said: Event | Decision) -> Iterator[Entry]:
    for seq, one in enumerate(said, 1):
        is_decision = isinstance(one, Decision)
        data: dict[str, Any] = encode_decision(one) if isinstance(one, Decision) else encode_event(one)
        yield Entry(seq, "site", one.at, "decision" if is_decision else "event", data, False)


def call(name: str, number: str, at: float, answered: float, ended: float) -> tuple[Event, ...]:
    return (
        CallStarted(at=NIGHT + at, seen_at=NIGHT + at, call=name, number=number, extension="104"),
        CallAnswered(at=NIGHT + answered, seen_at=NIGHT + answered, call=name),
        CallEnded(at=NIGHT + ended, seen_at=NIGHT + ended, call=name),
    )


def read(numbering: DialPlan, *said: Event | Decision) -> Night:
    return read_night(entries(*said), numbering, NIGHT, NIGHT + 3_600)


def test_each_second_knows_its_calls_and_their_money(numbering: DialPlan) -> None:
    night = read(numbering, *call("a", SATELLITE, 10, 20, 80))
    price = numbering.destination(SATELLITE).price
    assert night.moment(NIGHT + 5).running == ()
    rings = night.moment(NIGHT + 15)
    assert (len(rings.running), rings.spent) == (1, 0)
    runs = night.moment(NIGHT + 50)
    assert runs.spent == price.cost(30) > 0
    over = night.moment(NIGHT + 3_000)
    assert (over.running, over.spent) == ((), price.cost(60))


def test_what_caps_do_not_count_costs_nothing_here(numbering: DialPlan) -> None:
    night = read(numbering, *call("a", FRENCH, 10, 20, 80))
    assert night.moment(NIGHT + 50).spent == 0
    assert len(night.moment(NIGHT + 50).running) == 1


def test_a_decision_is_shown_for_a_minute(numbering: DialPlan) -> None:
    cut = Decision(id="d1", at=NIGHT + 100, kind=DecisionKind.CUT, subject=Subject.CALL, target="a")
    allowed = Decision(id="d2", at=NIGHT + 100, kind=DecisionKind.ALLOW, subject=Subject.REQUEST, target="b")
    night = read(numbering, cut, allowed)
    assert night.moment(NIGHT + 99).decisions == ()
    assert night.moment(NIGHT + 130).decisions == (cut,)
    assert night.moment(NIGHT + 161).decisions == ()


def test_a_time_outside_is_the_nearest_inside(numbering: DialPlan) -> None:
    night = read(numbering)
    assert night.moment(0.0).at == NIGHT
    assert night.moment(9e9).at == NIGHT + 3_600


def test_the_curve_never_falls(numbering: DialPlan) -> None:
    night = read(numbering, *call("a", SATELLITE, 10, 20, 800), *call("b", SATELLITE, 400, 410, 900))
    spent = [amount for _at, amount, _calls in night.curve(50)]
    assert spent == sorted(spent)
    assert spent[-1] == night.moment(NIGHT + 3_600).spent


def test_a_flood_is_bounded_and_says_so(numbering: DialPlan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEGS_MOST", 3)
    flood = [event for number in range(9) for event in call(f"c{number}", SATELLITE, number, 100, 200)]
    night = read(numbering, *flood)
    assert len(night.legs) == 3
    assert night.is_cut_short


def test_what_was_tampered_with_is_passed_over(numbering: DialPlan) -> None:
    bad = Entry(1, "site", NIGHT, "event", {"event": "CallStarted", "nonsense": 1}, False)
    assert read_night([bad], numbering, NIGHT, NIGHT + 60).legs == []
