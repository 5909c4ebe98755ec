"""Orders to Asterisk, and what follows them."""

from __future__ import annotations

import pytest

from veilleur.pbx.asterisk.actuator import AsteriskActuator
from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.words.errors import SwitchError


def actuator(answer: bytes, changed: list[str]) -> AsteriskActuator:
    async def act(_name: str, _fields: dict[str, str]) -> list[Message]:
        return [Message("", answer)]

    return AsteriskActuator(act, lambda _call: "", lambda: changed.append("read"))


async def test_forwards_are_read_at_once_after_one_was_removed() -> None:
    changed: list[str] = []
    await actuator(b"Response: Success", changed).clear_forward("204", "CF")
    assert changed == ["read"]


async def test_a_forward_that_is_gone_already_is_found_out_by_reading() -> None:
    changed: list[str] = []
    gone = b"Response: Error\r\nMessage: Database entry could not be deleted"
    with pytest.raises(SwitchError):
        await actuator(gone, changed).clear_forward("204", "CF")
    assert changed == ["read"]


class Manager:
    """A manager that knows device states, and keeps what was ordered."""

    def __init__(self, states: dict[str, str]) -> None:
        self.states = states
        self.done: list[str] = []

    async def act(self, name: str, fields: dict[str, str]) -> list[Message]:
        self.done.append(name)
        lamp = fields.get("Variable", "").removeprefix("DEVICE_STATE(").removesuffix(")")
        if name == "Setvar":
            self.states[lamp] = fields["Value"]
        value = self.states.get(lamp, "UNKNOWN")
        return [Message("", f"Response: Success\r\nVariable: x\r\nValue: {value}".encode())]


async def test_a_forward_that_is_removed_gives_its_lamps_back() -> None:
    manager = Manager({"Custom:CF204": "BUSY", "Custom:DEVCF204": "BUSY", "Custom:FOLLOWME204": "BUSY"})
    orders = AsteriskActuator(manager.act, lambda _call: "")
    await orders.clear_forward("204", "CF")
    assert manager.states == {
        "Custom:CF204": "NOT_INUSE",
        "Custom:DEVCF204": "NOT_INUSE",
        "Custom:FOLLOWME204": "BUSY",
    }
    await orders.restore_forward("204", "CF", "0612345678")
    assert manager.states["Custom:CF204"] == "BUSY"


async def test_a_pbx_without_such_lamps_gets_none() -> None:
    manager = Manager({})
    await AsteriskActuator(manager.act, lambda _call: "").clear_forward("204", "CF")
    assert (manager.states, manager.done) == ({}, ["DBDel", "Getvar", "Getvar"])
