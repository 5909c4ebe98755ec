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
