"""Attacker D: steady nights to one country. Every parameter varies with the seed.

Source: Gerfran Bouteilles, France: 3 000 calls in 146 h, mean 175 s.
"""

from __future__ import annotations

from veilleur.simulation.attacks.base import Plugin, Scene, pump
from veilleur.simulation.plan import Steps


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    numbers = scene.numbers(("263",), rng.randint(1, 5))
    per_hour = rng.uniform(20, 60)
    for _ in range(rng.randint(2, 6)):
        scene.wait_for_hour(22, 24)
        yield from pump(
            scene, numbers, lambda: rng.expovariate(per_hour / 3600), lambda: rng.lognormvariate(4.9, 0.7),
            int(per_hour * 6),
        )  # fmt: skip


plugin = Plugin(
    "D", "steady nights to one country", "Gerfran Bouteilles, France: 3 000 calls in 146 h, mean 175 s", steps
)
