"""The guard's part in calls to people: it compares the code, and ends a call that comes back."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from veilleur.config import Settings
from veilleur.config.alerts_section import AlertSettings, Person, Telephone
from veilleur.guard.alerting.alert_calls import CODE_NAME, LOOP_S, WRONG_CODES_S, AlertCalls
from veilleur.guard.passcodes import Passcodes
from veilleur.words.decisions import Decision, DecisionKind, Reason, Subject
from veilleur.words.events import AlertCallPlaced, Event, IncomingCall

CODE = "582137"
OWN = "0199001200"
PEOPLE = (Person("Paul", telephone="0639980001"), Person("Nadia", telephone="0639980002"))
CUT_FOR_A_LINE = Decision(
    id="d1",
    at=0.0,
    kind=DecisionKind.CUT,
    subject=Subject.CALL,
    target="leg",
    reasons=(Reason("alert_needs_line"),),
)


class Time:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.at = 1_000.0

    def now(self) -> float:
        return self.at

    wall = now

    def wait_s(self, until: float) -> float:
        return max(0.0, until - self.at)


class Switch:
    """Keeps which channels were hung up."""

    def __init__(self) -> None:
        self.ended: list[str] = []

    async def hang_up_channel(self, channel: str) -> None:
        self.ended.append(channel)


class Story:
    """One guard's alert calls."""

    def __init__(self, folder: Path) -> None:
        self.time, self.switch = Time(), Switch()
        self.notes: list[dict[str, Any]] = []
        self.codes = Passcodes(folder / "codes.json")
        self.calls = AlertCalls(
            AlertSettings(people=PEOPLE, telephone=Telephone("PJSIP/{number}@carrier", caller=OWN)),
            self.codes,
            Settings().numbering(),
            self.switch,  # type: ignore[arg-type]
            self.time,
            self.notes.append,
        )

    async def comes_in(self, caller: str, channel: str = "c1") -> list[str]:
        self.calls.take(IncomingCall(self.time.at, self.time.at, channel, caller))
        await asyncio.gather(*self.calls._ending)
        return self.switch.ended


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return Story(tmp_path)


@pytest.mark.parametrize("caller", [OWN, "+33199001200", "0033199001200"])
async def test_a_call_from_our_own_number_while_one_rings_is_ended(story: Story, caller: str) -> None:
    story.calls.announced("Paul")
    assert await story.comes_in(caller) == ["c1"]
    assert [note["note"] for note in story.notes] == ["alert_call", "alert_call_came_back"]


async def test_other_callers_and_other_times_are_left_alone(story: Story) -> None:
    assert await story.comes_in(OWN) == []
    story.calls.announced("Paul")
    assert await story.comes_in("0612345678") == []
    story.time.at += LOOP_S + 60
    assert await story.comes_in(OWN) == []


def test_one_call_is_cut_for_an_alert_call_and_no_second(story: Story) -> None:
    """Where one was cut before it rang, the PBX that finds no line ends nobody else's call."""
    ordered: list[AlertCallPlaced] = []

    def order(event: Event) -> list[Decision]:
        assert isinstance(event, AlertCallPlaced)
        ordered.append(event)
        return [CUT_FOR_A_LINE]

    story.calls.make_room("Paul", order, running={})
    story.calls.make_room("Paul", order, running={}, is_full=True)
    story.calls.make_room("Nadia", order, running={}, is_full=True)
    story.calls.make_room("Paul", order, running={})  # the next turn's call
    assert [(event.person, event.trunk_full) for event in ordered] == [
        ("Paul", False),
        ("Nadia", True),
        ("Paul", False),
    ]


def test_a_call_for_which_none_was_cut_may_have_room_once_the_pbx_finds_no_line(story: Story) -> None:
    ordered: list[Event] = []

    def order(event: Event) -> list[Decision]:
        ordered.append(event)
        return []

    story.calls.make_room("Paul", order, running={})
    story.calls.make_room("Paul", order, running={}, is_full=True)
    assert len(ordered) == 2


def test_a_call_to_somebody_who_is_alerted_now_is_named_so_that_it_is_not_cut(story: Story) -> None:
    ordered: list[Event] = []

    def order(event: Event) -> list[Decision]:
        ordered.append(event)
        return []

    def named() -> tuple[str, ...]:
        running = {"to-paul": "+33639980001", "to-nadia": "+33639980002", "other": "+33199001234", "odd": ""}
        story.calls.make_room("Nadia", order, running=running)
        event = ordered[-1]
        assert isinstance(event, AlertCallPlaced)
        return event.alert_legs

    assert named() == ()  # nobody is alerted: whoever calls them is anybody
    story.calls.announced("Paul")
    assert named() == ("to-paul",)
    story.calls.announced("Nadia")
    assert named() == ("to-paul", "to-nadia")
    story.time.at += LOOP_S + 60
    assert named() == ()


async def test_without_a_code_nobody_lets_through(story: Story) -> None:
    assert not story.calls.has_code
    assert not await story.calls.is_right("")
    assert not await story.calls.is_right(CODE)


async def test_the_right_code_is_right_and_three_wrong_ones_close_the_hour(story: Story) -> None:
    story.codes.set(CODE_NAME, CODE)
    assert await story.calls.is_right(CODE)
    for _wrong in range(3):
        assert not await story.calls.is_right("1111")
    assert story.calls.tries_left == 0
    assert not await story.calls.is_right(CODE)
    story.time.at += WRONG_CODES_S
    assert await story.calls.is_right(CODE)


async def test_many_wrong_codes_at_once_have_no_more_tries(story: Story) -> None:
    story.codes.set(CODE_NAME, CODE)
    found = await asyncio.gather(
        *(story.calls.is_right(str(1_000 + n)) for n in range(20)), story.calls.is_right(CODE)
    )
    assert not any(found)
