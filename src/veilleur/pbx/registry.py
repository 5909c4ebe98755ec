"""The adapters there are: each folder of `pbx/` whose `adapter.py` holds one `ADAPTER`.

In: a name, or a configuration. Out: the adapter. Pitfall: whoever loads a configuration needs all of their
sections, so finding them is quick and loads nothing of a switch but its declaration.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from functools import cache

from veilleur import pbx
from veilleur.config import Settings
from veilleur.config.switch_section import SwitchSection
from veilleur.pbx.adapter import Adapter
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


def adapter_of(settings: Settings) -> Adapter:
    """The adapter of the one switch that a configuration names.

    Raises:
        ConfigError: when it names none, or several.
    """
    source = settings.source or "veilleur.toml"
    if len(settings.switches) > 1:
        first, second, *_more = (one.adapter for one in settings.switches)
        raise ConfigError(
            "{path}: it names [{first}] and [{second}] and a guard watches one PBX; keep one of them here.",
            path=source,
            first=first,
            second=second,
        )
    if settings.switch is None:
        known = ", ".join(f"[{one.name}]" for one in adapters())
        raise ConfigError(
            "{path}: no PBX is named; add the section of one: {sections}.", path=source, sections=known
        )
    return next(one for one in adapters() if one.name == settings.switches[0].adapter)


def telephone_line(settings: Settings) -> TelephoneLine | None:
    """The line by which the PBX of a configuration calls people; None where it has none."""
    if settings.switch is None:
        return None
    adapter = adapter_of(settings)
    return adapter.telephone(settings) if adapter.telephone is not None else None


def setups() -> tuple[tuple[Adapter, Setup], ...]:
    """The adapters of switches that can be set up, and how."""
    return tuple((one, one.setup) for one in adapters() if one.setup is not None)


def speaking_of(settings: Settings | None) -> Adapter:
    """Whose words serve to speak of this configuration: its own adapter, else one that can be set up."""
    named = settings.switch.adapter if settings is not None and settings.switch is not None else ""
    return min(adapters(), key=lambda one: (one.name != named, one.setup is None, one.name))
