"""Attacker G: test calls, silence, pump. Every parameter varies with the seed.

Source: Yates, PRISM: test calls 30 min to 24 h before.
"""

from __future__ import annotations

from veilleur.simulation.attacks.base import Plugin, Scene, pump
from veilleur.simulation.plan import Steps


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    numbers = scene.numbers(("220", "252", "371", "960", "216"), rng.randint(10, 60))
    extension = rng.choice(scene.company.extensions)
    yield from pump(
        scene,
        numbers,
        lambda: rng.uniform(20, 200),
        lambda: rng.uniform(2, 30),
        rng.randint(1, 5),
        extension=extension,
    )
    scene.now += rng.uniform(1800, 86400)
    yield from pump(
        scene, numbers, lambda: rng.expovariate(1 / 8.0), lambda: rng.gauss(1200, 200), rng.randint(60, 200),
        extension=extension,
    )  # fmt: skip


plugin = Plugin("G", "test calls, silence, pump", "Yates, PRISM: test calls 30 min to 24 h before", steps)
