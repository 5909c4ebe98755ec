"""A removed forward gives FreePBX's device states back, on the real switches, with the login of set-up."""

from __future__ import annotations

import pytest
from lab.switch import RealAsterisk

from veilleur.pbx.asterisk.actuator import AsteriskActuator
from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.pbx.asterisk.setup import AsteriskPlan, render

pytestmark = [pytest.mark.lab, pytest.mark.slow]


@pytest.mark.parametrize("version", ["22", "16"])
async def test_the_lamp_goes_out_with_the_forward(version: str) -> None:
    plan = AsteriskPlan(version=int(version))
    with RealAsterisk(version, {}, render(plan)["manager.conf"]) as switch:
        for command in ("database put CF 204 0612345678", "devstate change Custom:CF204 BUSY"):
            switch.ask("Command", Command=command)
        with switch.second_login(plan.ami_user, plan.secret) as login:

            async def act(name: str, fields: dict[str, str]) -> list[Message]:
                answer = login(name, "".join(f"{key}: {value}\r\n" for key, value in fields.items()))
                text = "\r\n".join(f"{key}: {value}" for key, value in answer.items())
                return [Message("", text.encode())]

            await AsteriskActuator(act, lambda _call: "").clear_forward("204", "CF")
            state = login("Getvar", "Variable: DEVICE_STATE(Custom:CF204)\r\n")
            assert state["Value"] == "NOT_INUSE"
