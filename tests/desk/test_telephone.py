"""The desk calls a person: which keys it offers, where an answer goes, and what it never decides."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from veilleur.alerts.channels.message import Button, ChannelError, Outgoing
from veilleur.alerts.composer import Text
from veilleur.alerts.escalation import Attempt
from veilleur.config.alerts_section import Person, Telephone
from veilleur.desk.telephone import TelephoneChannel
from veilleur.pbx.telephone_port import Answered, MakeMenu, Menu, Outcome, Reply
from veilleur.words.errors import SwitchError

PAUL = Person("Paul", telephone="0639980001")


class Line:
    """A telephone line: somebody picks up and answers what the test wants."""

    def __init__(self, *answers: tuple[str, str]) -> None:
        self.answers = answers
        self.menus: list[Menu] = []
        self.replies: list[Reply] = []
        self.fails = False

    async def run(self) -> None:
        await asyncio.Event().wait()

    async def call(self, number: str, menu: MakeMenu, answered: Answered) -> Outcome:
        assert number == PAUL.telephone
        if self.fails:
            raise SwitchError("no line was free, or the number cannot be reached")
        self.menus = [menu() for _round in range(30)]
        for answer, code in self.answers:
            self.replies.append(await answered(answer, code))
        return Outcome.ANSWERED


class Guard:
    """The guard, as the desk's line to it speaks: it alone compares the code."""

    def __init__(self, code: str = "") -> None:
        self.code = code
        self.asked: list[tuple[str, str, str]] = []

    async def calls(self, _person: str) -> bool:
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


async def test_who_has_no_telephone_is_not_called() -> None:
    assert channel(Line(), Guard(), []).connect(Person("Nadia", mail="nadia@example.org")) is None
