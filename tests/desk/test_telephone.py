"""The desk calls a person: which keys it offers, where an answer goes, and what it never decides."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from veilleur.alerts.channels.message import Button, ChannelError, Outgoing
from veilleur.alerts.composer import Text
from veilleur.alerts.escalation import Attempt
from veilleur.config.alerts_section import Person, Telephone
from veilleur.desk.telephone import Settled, TelephoneChannel
from veilleur.pbx.telephone_port import Answered, MakeMenu, Menu, Outcome, Reply, name_sound
from veilleur.words.errors import SwitchError

PAUL = Person("Paul", telephone="0639980001")


class Line:
    """A telephone line: somebody picks up and answers what the test wants."""

    def __init__(self, *answers: tuple[str, str]) -> None:
        self.answers = answers
        self.menus: list[Menu] = []
        self.replies: list[Reply] = []
        self.fails = False
        self.full = 0  # calls for which no line is free

    async def run(self) -> None:
        await asyncio.Event().wait()

    async def call(self, number: str, menu: MakeMenu, answered: Answered) -> Outcome:
        assert number == PAUL.telephone
        if self.fails:
            raise SwitchError("no line was free, or the number cannot be reached")
        if self.full:
            self.full -= 1
            return Outcome.NO_LINE
        self.menus = [menu() for _round in range(30)]
        for answer, code in self.answers:
            self.replies.append(await answered(answer, code))
        return Outcome.ANSWERED


class Guard:
    """The guard, as the desk's line to it speaks: it alone compares the code."""

    def __init__(self, code: str = "") -> None:
        self.code = code
        self.asked: list[tuple[str, str, str]] = []
        self.room: list[tuple[bool, bool]] = []

    async def calls(self, _person: str, *, makes_room: bool, trunk_full: bool = False) -> bool:
        self.room.append((makes_room, trunk_full))
        return bool(self.code)

    async def allow(self, territory: str, code: str, by: str) -> bool:
        self.asked.append((territory, code, by))
        return code == self.code


def message(*answers: str, territory: str = "LV") -> Outgoing:
    return Outgoing(
        attempt=Attempt("i1", "first", "Paul", "telephone"),
        text=Text("", "", ()),
        at=0.0,
        is_urgent=True,
        thread="i1",
        is_first_of_thread=True,
        buttons=tuple(Button(answer, answer, f"token of {answer}") for answer in answers),
        spoken=("telephone-who", "telephone-calls-stopped"),
        territory=territory,
    )


def channel(line: Line, guard: Guard, pressed: list[str], **telephone: Any) -> TelephoneChannel:
    async def press(token: str, by: str) -> bool:
        pressed.append(f"{token} by {by}")
        return len(pressed) == 1

    return TelephoneChannel(
        Telephone("PJSIP/{number}@carrier", **telephone),
        line,
        guard,  # type: ignore[arg-type]
        press,
        lambda: 0.0,
        pause_s=0.0,
    )


async def send(found: TelephoneChannel, outgoing: Outgoing) -> object:
    call = found.connect(PAUL)
    assert call is not None
    return await call(outgoing)


async def test_a_key_goes_where_a_pressed_button_goes() -> None:
    pressed: list[str] = []
    line = Line(("keep", ""), ("keep", ""))
    assert await send(channel(line, Guard(), pressed), message("keep", "unknown")) == "answered"
    assert pressed == ["token of keep by telephone"] * 2
    assert [reply.sounds for reply in line.replies] == [("telephone-kept",), ("telephone-settled",)]


async def test_the_keys_are_different_ones_and_others_in_each_round() -> None:
    line = Line()
    await send(channel(line, Guard("58213"), []), message("keep", "unknown"))
    for menu in line.menus:
        keys = [option.digit for option in menu.options]
        assert len(set(keys)) == len(keys) == 3
        assert set(keys) <= set("123456789")
    assert len({menu.options[0].digit for menu in line.menus}) > 1


async def test_letting_through_is_offered_only_where_a_code_is_set_and_one_country_is_named() -> None:
    for guard, territory, offered in (
        (Guard(), "LV", False),
        (Guard("58213"), "", False),
        (Guard("5"), "LV", True),
    ):
        line = Line()
        await send(channel(line, guard, []), message("keep", "unknown", territory=territory))
        assert any(option.answer == "allow" for option in line.menus[0].options) is offered


async def test_a_drill_lets_nothing_through() -> None:
    line = Line()
    await send(channel(line, Guard("58213"), []), message("seen"))
    assert [option.answer for option in line.menus[0].options] == ["seen"]


async def test_the_guard_compares_the_code_and_the_desk_passes_it_on() -> None:
    guard, line = Guard("58213"), Line(("allow", ""), ("allow", "11111"), ("allow", "58213"))
    await send(channel(line, guard, []), message("keep", "unknown"))
    assert guard.asked == [("LV", "11111", "Paul (telephone)"), ("LV", "58213", "Paul (telephone)")]
    assert [reply.asks_code for reply in line.replies] == [True, True, False]


async def test_the_calls_of_a_day_are_bounded() -> None:
    found = channel(Line(), Guard(), [], calls_a_day=2)
    for _call in range(2):
        await send(found, message("keep"))
    with pytest.raises(ChannelError, match="2 calls today"):
        await send(found, message("keep"))


async def test_without_a_line_the_next_way_is_used() -> None:
    line = Line()
    line.fails = True
    with pytest.raises(ChannelError, match="no line was free"):
        await send(channel(line, Guard(), []), message("keep"))


async def test_who_picks_up_when_it_is_settled_hears_by_whom_and_is_asked_nothing() -> None:
    line = Line()
    found = channel(line, Guard("58213"), [])
    found._settled = {"i1": Settled("Nadia", "keep")}.get
    await send(found, message("keep", "unknown"))
    who = name_sound("Nadia")
    opening = ("telephone-who", "telephone-settled", "telephone-settled-by", who, "telephone-settled-keep")
    assert line.menus[0] == Menu(opening, ())


@pytest.mark.parametrize("by", ["Nadia", ""])
@pytest.mark.parametrize("answer", ["keep", "allow", "seen"])
def test_what_is_settled_begins_with_the_sound_that_every_installation_has(by: str, answer: str) -> None:
    """Set-up was not run again since an upgrade: whoever picks up hears that it is settled, not silence."""
    assert Settled(by, answer).sounds[0] == "telephone-settled"


async def test_a_key_that_came_too_late_is_answered_by_who_settled_it() -> None:
    pressed: list[str] = []
    line = Line(("keep", ""), ("keep", ""))
    found = channel(line, Guard(), pressed)
    settled: dict[str, Settled] = {}
    found._settled = lambda one: settled.get(one) if len(pressed) > 1 else None
    settled["i1"] = Settled("", "allow")  # by somebody of no alert, such as on the command line
    await send(found, message("keep"))
    assert line.replies[1].sounds == ("telephone-settled", "telephone-settled-allow")


async def test_a_full_trunk_makes_room_and_the_call_goes_out() -> None:
    line, guard = Line(), Guard()
    line.full = 1
    assert await send(channel(line, guard, []), message("keep")) == "answered"
    assert guard.room == [(True, False), (True, True)]


async def test_a_trunk_that_stays_full_hands_over_to_the_next_way_and_no_second_call_is_cut() -> None:
    line, guard = Line(), Guard()
    line.full = 100
    with pytest.raises(ChannelError, match="no line was free"):
        await send(channel(line, guard, []), message("keep"))
    assert line.full == 98
    assert guard.room == [(True, False), (True, True)]


async def test_nobody_makes_room_for_a_drill() -> None:
    line, guard = Line(), Guard()
    line.full = 1
    drill = message("seen")._replace(attempt=Attempt("drill 1", "drill", "Paul", "telephone"))
    with pytest.raises(ChannelError, match="no line was free"):
        await send(channel(line, guard, []), drill)
    assert guard.room == [(False, False)]


async def test_who_has_no_telephone_is_not_called() -> None:
    assert channel(Line(), Guard(), []).connect(Person("Nadia", mail="nadia@example.org")) is None
