"""A talk with whoever picked up, against a switch that answers as the real one does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from veilleur.pbx.asterisk.telephone.talk import Patience, Talk
from veilleur.pbx.telephone_port import Menu, Option, Reply

KEEP, UNKNOWN = "7", "4"
MENU = Menu(
    ("telephone-who", "telephone-calls-stopped"),
    (Option("keep", ("telephone-keep",), KEEP), Option("unknown", ("telephone-unknown",), UNKNOWN)),
)
HUNG_UP = "200 result=-1 endpos=0"
Answers = Callable[[str], str]


def silence(_command: str) -> str:
    return "200 result=0 endpos=2400"


def key(digit: str) -> str:
    return f"200 result={ord(digit)} endpos=100"


class Switch:
    """Takes AGI commands, answers each by a function, and keeps them. No socket."""

    def __init__(self, answers: Answers) -> None:
        self.commands: list[str] = []
        self._answers = answers
        self.reader = asyncio.StreamReader()

    def write(self, data: bytes) -> None:
        command = data.decode().strip()
        self.commands.append(command)
        self.reader.feed_data(self._answers(command).encode() + b"\n")


async def hold(answers: Answers, *, code: str = "", menus: Sequence[Menu] = (MENU,)) -> tuple[str, Switch]:
    switch = Switch(answers)
    left = list(menus)

    async def answered(answer: str, keyed: str) -> Reply:
        if answer == "allow":
            return Reply(("telephone-allowed",)) if keyed == code else Reply(asks_code=True)
        return Reply(("telephone-kept",))

    talk = Talk(switch.reader, switch, "veilleur", patience=Patience(rounds=2))  # type: ignore[arg-type]
    return await talk.hold(lambda: left.pop(0) if len(left) > 1 else left[0], answered), switch


def after(place: str, *replies: str) -> Answers:
    """Silence, and these replies one after another from the first command that holds `place`."""
    left, is_there = list(replies), False

    def answer(command: str) -> str:
        nonlocal is_there
        is_there = is_there or place in command
        return left.pop(0) if is_there and left else silence(command)

    return answer


async def test_a_key_after_the_menu_is_an_answer() -> None:
    found, switch = await hold(after("WAIT FOR DIGIT", key(KEEP)))
    assert found == "keep"
    assert switch.commands[-1].startswith("STREAM FILE veilleur/telephone-kept")


async def test_what_is_said_before_the_first_key_listens_to_nothing() -> None:
    _found, switch = await hold(silence)
    opening = switch.commands[:3]
    assert [command.split()[-1] for command in opening] == ['""', '""', '""']
    assert "telephone-key-7" in switch.commands[3]
    assert switch.commands[3].endswith('"0123456789*#"')


async def test_silence_is_no_answer_and_ends_politely() -> None:
    found, switch = await hold(silence)
    assert found == ""
    assert "telephone-unheard" in switch.commands[-1]


async def test_a_run_of_different_keys_is_a_machine_and_the_same_key_twice_a_person() -> None:
    assert (await hold(after("WAIT FOR DIGIT", key("4"), key("7"))))[0] == ""
    assert (await hold(after("WAIT FOR DIGIT", key("7"), key("7"))))[0] == "keep"


async def test_a_wrong_key_is_asked_again_with_other_keys() -> None:
    other = Menu((), (Option("keep", ("telephone-keep",), "1"),))
    found, switch = await hold(after("WAIT FOR DIGIT", key("7")), menus=(other, MENU))
    assert found == ""
    assert any("telephone-again" in command for command in switch.commands)
    assert any("telephone-key-1" in command for command in switch.commands)


async def test_who_hangs_up_has_not_answered() -> None:
    for place in ("telephone-who", "telephone-key-7", "WAIT FOR DIGIT"):
        assert (await hold(after(place, *[HUNG_UP] * 9)))[0] == ""


async def test_a_prompt_that_is_missing_is_passed_over() -> None:
    found, _switch = await hold(
        lambda command: (
            HUNG_UP
            if "telephone-who" in command
            else "200 result=6"
            if command == "CHANNEL STATUS"
            else key(KEEP)
            if command.startswith("WAIT")
            else silence(command)
        )
    )
    assert found == "keep"


async def test_letting_through_needs_the_code_and_three_wrong_ones_change_nothing() -> None:
    menu = Menu((), (Option("allow", ("telephone-allow",), "2"),))

    def keyed(*codes: str) -> Answers:
        left = list(codes)

        def answer(command: str) -> str:
            if command.startswith("GET DATA"):
                return f"200 result={left.pop(0)}"
            return key("2") if command.startswith("WAIT") and "5000" in command else silence(command)

        return answer

    assert (await hold(keyed("1111", "5821"), code="5821", menus=(menu,)))[0] == "allow"
    found, switch = await hold(keyed("1", "2", "3"), code="5821", menus=(menu,))
    assert found == ""
    assert sum(command.startswith("GET DATA") for command in switch.commands) == 3


SETTLED = Menu(("telephone-who", "telephone-settled-by"), ())


async def test_what_is_settled_is_said_and_nothing_is_asked() -> None:
    found, switch = await hold(silence, menus=(SETTLED,))
    assert found == ""
    said = [command.split("/")[1].split(" ")[0] for command in switch.commands]
    assert said == ["telephone-who", "telephone-settled-by"]


async def test_what_was_settled_while_the_menu_was_heard_is_said_instead_of_the_menu_again() -> None:
    _found, switch = await hold(silence, menus=(MENU, SETTLED))
    last = switch.commands[-1]
    assert "telephone-settled-by" in last
    assert not any("telephone-unheard" in command for command in switch.commands)
