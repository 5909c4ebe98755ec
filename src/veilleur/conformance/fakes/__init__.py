"""Made switches, one for each adapter: they speak its protocol on loopback and do what a step says."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from veilleur.conformance.made_switch import MadeSwitch

# Adapter -> the made switch that stands for its kind.
MADE: dict[str, tuple[str, str]] = {
    "asterisk": ("veilleur.conformance.fakes.asterisk", "MadeAsterisk"),
    "freeswitch": ("veilleur.conformance.fakes.freeswitch", "MadeFreeSwitch"),
    "gate": ("veilleur.conformance.fakes.gate", "MadeGate"),
    "gate+asterisk": ("veilleur.conformance.fakes.gated_asterisk", "MadeGatedAsterisk"),
    "gate+freeswitch": ("veilleur.conformance.fakes.gated_freeswitch", "MadeGatedFreeSwitch"),
    "http": ("veilleur.conformance.fakes.http", "MadeHttpSwitch"),
    "smdr": ("veilleur.conformance.fakes.smdr", "MadePabx"),
}


def maker_of(adapter: str) -> Callable[[], MadeSwitch]:
    """What makes a switch for an adapter; imported now."""
    module, name = MADE[adapter]
    made: Callable[[], MadeSwitch] = getattr(importlib.import_module(module), name)
    return made
