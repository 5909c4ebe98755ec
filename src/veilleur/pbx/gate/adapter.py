"""The adapter of the gate on the trunk: any SIP PBX that has the field "outbound proxy"."""

from __future__ import annotations

from collections.abc import Callable

from veilleur.config import Settings
from veilleur.language import Sentence
from veilleur.pbx.adapter import Adapter, GuardHooks, Switch
from veilleur.pbx.gate.section import SECTION
from veilleur.pbx.gate.settings import NAME
from veilleur.pbx.gate.setup.wizard import GateSetup


def _build(settings: Settings, guard: GuardHooks) -> Switch:
    from veilleur.pbx.gate.switch import build

    return build(settings, guard)


def _join(settings: Settings, guard: GuardHooks, pbx: Callable[[GuardHooks], Switch]) -> Switch:
    from veilleur.pbx.gate.gate_with_pbx import join

    return join(settings, guard, pbx)


ADAPTER = Adapter(
    name=NAME,
    title="Gate",
    login=Sentence("la ligne de la porte", "the line to the gate"),
    section=SECTION,
    build=_build,
    setup=GateSetup(),
    join=_join,
)
