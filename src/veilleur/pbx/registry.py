"""The adapters there are: each folder of `pbx/` whose `adapter.py` holds one `ADAPTER`.

In: a name, or a configuration. Out: the adapter. Pitfall: whoever loads a configuration needs all of their
sections, so finding them is quick and loads nothing of a switch but its declaration.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from dataclasses import replace
from functools import cache

from veilleur import pbx
from veilleur.config import Settings
from veilleur.config.switch_section import SwitchSection
from veilleur.pbx.adapter import Adapter, GuardHooks, Switch
from veilleur.pbx.setup_port import Setup
from veilleur.pbx.telephone_port import TelephoneLine
from veilleur.words.errors import ConfigError


@cache
def adapters() -> tuple[Adapter, ...]:
    """Every adapter there is, by name."""
    found = []
    for folder in pkgutil.iter_modules(pbx.__path__):
        name = f"{pbx.__name__}.{folder.name}.adapter"
        if folder.ispkg and importlib.util.find_spec(name) is not None:
            found.append(importlib.import_module(name).ADAPTER)
    return tuple(sorted(found, key=lambda one: one.name))


def sections() -> tuple[SwitchSection, ...]:
    """The sections of veilleur.toml that the adapters declare."""
    return tuple(one.section for one in adapters())


def named_adapters(settings: Settings) -> tuple[Adapter, ...]:
    """The adapters of all switches that a configuration names: a gate first, then the PBX behind it."""
    named = {switch.adapter for switch in settings.switches}
    found = [one for one in adapters() if one.name in named]
    return tuple(sorted(found, key=lambda one: one.join is None))


def adapter_of(settings: Settings) -> Adapter:
    """The adapter of the switch that a configuration names; of a gate and the PBX behind it, the gate's.

    Raises:
        ConfigError: when it names none, or several of which none is a gate before the other.
    """
    source = settings.source or "veilleur.toml"
    found = named_adapters(settings)
    if len(found) > 1 and not _is_gate_before(*found):
        first, second, *_more = (one.adapter for one in settings.switches)
        raise ConfigError(
            "{path}: it names [{first}] and [{second}] and a guard watches one PBX; keep one of them here.",
            path=source,
            first=first,
            second=second,
        )
    if not found:
        known = ", ".join(f"[{one.name}]" for one in adapters())
        raise ConfigError(
            "{path}: no PBX is named; add the section of one: {sections}.", path=source, sections=known
        )
    return found[0]


def _is_gate_before(first: Adapter, second: Adapter, *more: Adapter) -> bool:
    return not more and first.join is not None and second.names_calls


def build(settings: Settings, guard: GuardHooks) -> Switch:
    """The switch of a configuration; a gate and the PBX behind it are one.

    Raises:
        ConfigError: see `adapter_of`.
    """
    adapter = adapter_of(settings)
    _first, *behind = named_adapters(settings)
    own = _alone(settings, adapter)
    if not behind or adapter.join is None:
        return adapter.build(own, guard)
    (pbx,) = behind
    return adapter.join(own, guard, lambda hooks: pbx.build(_alone(settings, pbx), hooks))


def _alone(settings: Settings, adapter: Adapter) -> Settings:
    """The configuration as if it named this switch only."""
    return replace(settings, switches=tuple(one for one in settings.switches if one.adapter == adapter.name))


def telephone_line(settings: Settings) -> TelephoneLine | None:
    """The line by which the PBX of a configuration calls people; None where it has none."""
    if settings.switch is None:
        return None
    adapter_of(settings)
    for adapter in named_adapters(settings):
        if adapter.telephone is not None:
            return adapter.telephone(_alone(settings, adapter))
    return None


def setups() -> tuple[tuple[Adapter, Setup], ...]:
    """The adapters of switches that can be set up, and how."""
    return tuple((one, one.setup) for one in adapters() if one.setup is not None)


def speaking_of(settings: Settings | None) -> Adapter:
    """Whose words serve to speak of this configuration: its own adapter, else one that can be set up."""
    named = settings.switch.adapter if settings is not None and settings.switch is not None else ""
    return min(adapters(), key=lambda one: (one.name != named, one.setup is None, one.name))
