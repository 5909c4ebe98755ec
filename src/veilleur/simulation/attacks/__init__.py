"""Floor 4, part of simulation: attackers A to M and slow poisoning, one module each, reactive."""

from veilleur.simulation.attacks.base import Attack, Plugin, Scene, guess_pin, pump, set_forward
from veilleur.simulation.attacks.registry import ATTACKS, make

__all__ = ["ATTACKS", "Attack", "Plugin", "Scene", "guess_pin", "make", "pump", "set_forward"]
