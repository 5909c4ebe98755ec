"""All attackers, by id. A new one: a module with a `plugin`, named in `MODULES`."""

from __future__ import annotations

from importlib import import_module

from veilleur.simulation.attacks.base import Attack, Plugin
from veilleur.simulation.companies.company import Company
from veilleur.words.errors import InputError

MODULES = (
    "clinic_pump", "long_weekend", "network_forwarding", "short_nights", "few_long", "cheap_europe",
    "test_then_pump", "premium", "voicemail_forward", "slow_drip", "prefix_scan", "stolen_account",
    "weekday", "slow_poison",
)  # fmt: skip

ATTACKS: dict[str, Plugin] = {
    plugin.id: plugin
    for plugin in (import_module(f"veilleur.simulation.attacks.{name}").plugin for name in MODULES)
}


def make(attack: str, seed: int, company: Company, start: float, adaptive: bool = False) -> Attack:
    """The attack with an id and a seed on a company, from `start` (seconds since 1970 UTC) on.

    Raises:
        InputError: when no such attack exists.
    """
    if attack not in ATTACKS:
        message = f"There is no attack called {attack!r}; choose one of {', '.join(ATTACKS)}."
        raise InputError(message)
    return Attack(ATTACKS[attack], company, start, seed, adaptive)
