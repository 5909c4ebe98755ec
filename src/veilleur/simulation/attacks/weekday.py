"""Attacker M: three weekdays, eleven countries. Every parameter varies with the seed.

Source: Orange against a customer, France, 4 to 6 May 2015.
"""

from __future__ import annotations

from veilleur.simulation.attacks.base import Plugin, Scene, pump
from veilleur.simulation.plan import Steps


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    numbers = scene.numbers(
        ("994", "291", "1345", "53", "1", "225", "48", "220", "355", "243", "375"), rng.randint(20, 80)
    )
    for _ in range(3):
        scene.wait_for_hour(8, 20, (0, 1, 2))
        yield from pump(
            scene,
            numbers,
            lambda: rng.expovariate(1 / 60),
            lambda: rng.lognormvariate(6.0, 0.8),
            rng.randint(50, 300),
        )
        scene.now += 12 * 3600


plugin = Plugin(
    "M", "three weekdays, eleven countries", "Orange against a customer, France, 4 to 6 May 2015", steps
)
