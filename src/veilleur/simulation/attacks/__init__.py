"""Attackers A to T, one module each, with their whole chain, reactive."""

from veilleur.simulation.attacks.attacker import CUNNING, PLAIN, Attack, Cunning, Plugin, Scene, Way, pump
from veilleur.simulation.attacks.intrusions import guess_pin, set_forward
from veilleur.simulation.attacks.registry import ATTACKS, load, make

__all__ = [
    "ATTACKS",
    "CUNNING",
    "PLAIN",
    "Attack",
    "Cunning",
    "Plugin",
    "Scene",
    "Way",
    "guess_pin",
    "load",
    "make",
    "pump",
    "set_forward",
]
