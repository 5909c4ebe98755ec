"""`app_stack` vanishes from a real Asterisk after set-up: 112 passes again once the guard has looked."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from lab.addresses import free_port
from lab.switch import RealAsterisk
from tests.lab.test_gate_needs import verdict

from veilleur.pbx.asterisk.health import Health
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.pbx.asterisk.setup import AsteriskPlan, dialplan
from veilleur.words.site import Site

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]

# A line of the owner's own, as docs/dialplan.md shows it.
OWNERS = """\
[lab-out]
exten => _[+0-9]X!,1,Gosub(veilleur-gate,s,1(${EXTEN},carrier,,))
same => n,NoOp(verdict ${VEILLEUR_GO})
same => n,Hangup()
"""


def test_a_module_that_was_unloaded_is_loaded_again_and_named(version: str) -> None:
    plan = AsteriskPlan(agi_port=free_port(), version=int(version))
    with RealAsterisk(version, {"extensions.conf": dialplan.core(plan) + OWNERS}) as switch:
        assert verdict(switch, "112") == "yes"
        switch.ask("ModuleLoad", Module="app_stack.so", LoadType="unload")
        settings = AsteriskSettings(
            port=switch.ami_port, username="lab", secret="lab-only", agi_port=plan.agi_port
        )
        said: list[Any] = []
        health = Health(settings, Site(), said.append, lambda _note: None)
        asyncio.run(health.first())
        assert any("has had it loaded" in str(one) for one in said), said
        assert health.pieces is not None
        assert health.pieces["needs"]
        assert verdict(switch, "112") == "yes"
