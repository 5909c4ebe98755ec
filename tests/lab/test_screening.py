"""The screening server of contrib/kamailio, real: what a switch that route-advances is answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from lab.addresses import free_network
from lab.gate import RealGate
from lab.sip_peer import WAITS_S, Message, Pbx
from lab.trunk import gate_plan
from tests.pbx.http.calling import Caller, served

from veilleur.pbx.adapter import Answer

pytestmark = [pytest.mark.lab, pytest.mark.slow]

CONFIG = Path(__file__).parents[2] / "contrib" / "kamailio" / "screening.cfg"
ABROAD, HOSTILE, NATIONAL = "00493012345", "0037129990000", "0199001234"


async def _is_there(switch: Pbx) -> None:
    """Wait until the server answers; it takes no call before."""
    async with asyncio.timeout(WAITS_S):
        while not switch.seen:
            options = switch.invite("")
            start = options.start.replace("INVITE", "OPTIONS", 1)
            headers = [(name, value.replace("INVITE", "OPTIONS")) for name, value in options.headers]
            switch.send(Message(start, headers), switch.gate)
            await asyncio.sleep(0.05)


@asynccontextmanager
async def screened(folder: Path, **values: str) -> AsyncIterator[tuple[Pbx, Caller]]:
    """A switch whose first route is the screening server; values: of the file, by name."""
    network = free_network()
    async with served(folder, lambda event: Answer("refuse" if "371" in event.number else "allow")) as http:
        values = {
            "LISTEN": f"udp:{network}.9:5060",
            "AUTHORISE": f'"http://127.0.0.1:{http.port}/v1/authorise"',
            "LOGIN": f'"Authorization: Bearer {http.secret}"',
            "SENDERS": f'"^({network.replace(".", "[.]")}[.]1)$"',
            **{name: value if name == "GO_ON" else f'"{value}"' for name, value in values.items()},
        }
        lines = CONFIG.read_text().splitlines()
        for name, value in values.items():
            place = next(i for i, line in enumerate(lines) if line.startswith(f"#!define {name} "))
            lines[place] = f"#!define {name} {value}"
        config = folder / "screening.cfg"
        config.write_text("\n".join(lines) + "\n")
        switch = Pbx(f"{network}.1", (f"{network}.9", 5060), "op.example")
        switch.routed = False
        with RealGate(gate_plan(network), config):
            await switch.start()
            await _is_there(switch)
            yield switch, http
            switch.stop()


@pytest.mark.parametrize(("goes_on", "status"), [("503", 503), ("404", 404), ("302", 302)])
async def test_a_switch_goes_on_or_stops(tmp_path: Path, goes_on: str, status: int) -> None:
    async with screened(tmp_path, GO_ON=goes_on) as (switch, http):
        allowed = await switch.dial(ABROAD)
        assert allowed.status == status
        assert ("<sip:" in allowed.get("Contact")) is (status == 302)
        refused = await switch.dial(HOSTILE)
        assert (refused.status, refused.get("Reason")) == (603, 'SIP;cause=603;text="Veilleur: refused"')
        assert (await switch.dial("112")).status == status
        assert [question.number for question in http.questions] == [ABROAD, HOSTILE]


async def test_a_sender_that_is_not_known_is_answered_403(tmp_path: Path) -> None:
    async with screened(tmp_path, SENDERS="^192[.]0[.]2[.]1$") as (switch, http):
        assert (await switch.dial(ABROAD)).status == 403
        assert http.questions == []


async def test_a_number_that_is_another_one_behind_its_parameters_stops(tmp_path: Path) -> None:
    async with screened(tmp_path) as (switch, http):
        for user in ("29990000;phone-context=+371", "0199001234;rn=+37129990000", "1%22,%22number%22:%221"):
            assert (await switch.dial(user)).status == 603
        assert http.questions == []


async def test_with_nobody_to_ask_emergency_and_national_calls_go_on(tmp_path: Path) -> None:
    for values in ({"AUTHORISE": "http://127.0.0.1:9/v1/authorise"}, {"LOGIN": "Authorization: Bearer x"}):
        folder = tmp_path / next(iter(values))
        folder.mkdir()
        async with screened(folder, **values) as (switch, _http):
            assert (await switch.dial("112")).status == 503
            assert (await switch.dial(NATIONAL)).status == 503
            refused = await switch.dial(ABROAD)
            assert (refused.status, refused.get("Reason")) == (603, 'SIP;cause=603;text="Veilleur: absent"')
