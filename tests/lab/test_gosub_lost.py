"""`app_stack` vanishes from a real Asterisk after set-up: 112 passes again once the guard has looked."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from lab.addresses import free_port
from lab.switch import MODULES, RealAsterisk
from tests.lab.test_gate_needs import verdict
from tests.lab.test_strangers import Stranger

from veilleur.pbx.asterisk.health import Health
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.pbx.asterisk.setup import AsteriskPlan, apply, dialplan
from veilleur.pbx.asterisk.setup.routes import look
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


ROUTES = """\
[postes]
exten => _9X.,1,Dial(PJSIP/${EXTEN:1}@relais)
exten => _8X.,1,NoOp()
same => n,Dial(PJSIP/${EXTEN:1}@relais&PJSIP/00${EXTEN:1}@relais)
same => n,Hangup()
exten => 112,1,ExecIf($[1]?Dial(PJSIP/112@relais))
"""


def test_what_set_up_wrote_lets_calls_pass_where_nothing_knows_gosub(version: str, tmp_path: Path) -> None:
    """The switch starts without the module after set-up, and no guard is there to have it loaded."""
    (tmp_path / "extensions.conf").write_text(ROUTES)
    plan = AsteriskPlan(agi_port=free_port(), waits_without_us="always", version=int(version))
    apply(tmp_path, plan, gates=True)
    model = look(tmp_path).model
    assert model.is_all_asked
    dial = {way.extension: str(way.priority) for way in model.ways}
    files = {"extensions.conf": (tmp_path / "extensions.conf").read_text()}
    calls = (("9112", "postes"), ("8112", "postes"), ("112", "postes"))
    for modules, number_goes in ((MODULES, False), (MODULES + "noload => app_stack.so\n", True)):
        with RealAsterisk(version, {**files, "modules.conf": modules}) as switch:
            caller = Stranger(switch, plan, [], {})
            for extension, steps in zip(("_9X.", "_8X.", "112"), caller.steps(*calls), strict=True):
                # 00112 is no emergency number: where the question can be put, it is.
                is_asked = extension == "_8X." and not number_goes
                assert (("postes", dial[extension]) in steps) is not is_asked, (extension, number_goes)
