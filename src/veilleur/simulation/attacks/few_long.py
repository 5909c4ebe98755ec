"""Attacker E: few long calls. Every parameter varies with the seed.

Source: IMC association, France: 155 calls in 38 h, EUR 4 000.
"""

from __future__ import annotations

from veilleur.simulation.attacks.base import Plugin, Scene, pump
from veilleur.simulation.plan import Steps


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    scene.wait_for_hour(19, 24, (4, 5))
    numbers = scene.numbers(("263", "252", "27", "675"), rng.randint(4, 12))
    yield from pump(
        scene, numbers, lambda: rng.expovariate(1 / 400), lambda: rng.lognormvariate(6.5, 0.7),
        rng.randint(100, 250), channels=rng.randint(2, 4),
    )  # fmt: skip


plugin = Plugin("E", "few long calls", "IMC association, France: 155 calls in 38 h, EUR 4 000", steps)
