"""All attackers, by id. A new one of ours: a module with a `plugin` in a folder beside, named in `MODULES`.

One of yours needs no change here: `load("your_module")` or `--attacker your_module` imports any module
with an object `plugin`, and registers it.
"""

from __future__ import annotations

from importlib import import_module

from veilleur.simulation.attacks.attacker import PLAIN, Attack, Cunning, Plugin
from veilleur.simulation.companies.company import Company
from veilleur.words.errors import InputError

MODULES = tuple(
    """
    pumps.clinic_pump pumps.long_weekend ways_in.network_forwarding pumps.short_nights pumps.few_long
    pumps.cheap_europe pumps.test_then_pump pumps.premium ways_in.voicemail_forward evasive.slow_drip
    ways_in.prefix_scan ways_in.stolen_account pumps.weekday ways_in.rogue_module evasive.slow_poison
    evasive.patient_reader evasive.own_country evasive.inside_campaign ways_in.through_dial
    """.split()
)

ATTACKS: dict[str, Plugin] = {
    plugin.id: plugin
    for plugin in (import_module(f"veilleur.simulation.attacks.{name}").plugin for name in MODULES)
}


def load(module: str) -> Plugin:
    """Import a module from outside and register its `plugin`.

    Raises:
        InputError: when it cannot be imported, has no plugin, or takes an id that is in use.
    """
    try:
        plugin = import_module(module).plugin
    except (ImportError, AttributeError) as error:
        raise InputError(
            "Attacker {module!r} cannot be loaded ({why}); name a module with an object `plugin`.",
            module=module,
            why=error,
        ) from error
    if not isinstance(plugin, Plugin):
        raise InputError(
            "Attacker {module!r} has a `plugin` that is no Plugin; see docs/benchmark.md.", module=module
        )
    if ATTACKS.get(plugin.id, plugin) is not plugin:
        raise InputError(
            "Attacker {module!r} takes the id {id!r}, which is in use; choose another one.",
            module=module,
            id=plugin.id,
        )
    ATTACKS[plugin.id] = plugin
    return plugin


def make(attack: str, seed: int, company: Company, start: float, cunning: Cunning = PLAIN) -> Attack:
    """The attack with an id and a seed on a company, from `start` (seconds since 1970 UTC) on.

    Raises:
        InputError: when no such attack exists.
    """
    if attack not in ATTACKS:
        raise InputError(
            "There is no attack called {word!r}; choose one of {known}.",
            word=attack,
            known=", ".join(ATTACKS),
        )
    return Attack(ATTACKS[attack], company, start, seed, cunning)
