"""Attacker P: slow poisoning for eight weeks, then a pump. Every parameter varies with the seed.

Source: issue 13 of the project: one more cheap foreign call each night.
"""

from __future__ import annotations

from veilleur.simulation.attacks.base import Plugin, Scene, pump
from veilleur.simulation.plan import Steps


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    numbers = scene.numbers(("32", "39", "371"), 3)
    extension = rng.choice(scene.company.extensions)
    for night in range(56):
        scene.wait_for_hour(20, 24)
        yield from pump(
            scene,
            numbers,
            lambda: rng.uniform(60, 400),
            lambda: rng.uniform(60, 300),
            1 + night // 7,
            extension=extension,
        )
        scene.now += 12 * 3600
    yield from pump(
        scene,
        numbers,
        lambda: rng.expovariate(1 / 8.8),
        lambda: rng.gauss(1200, 200),
        150,
        extension=extension,
    )


plugin = Plugin(
    "P",
    "slow poisoning for eight weeks, then a pump",
    "issue 13 of the project: one more cheap foreign call each night",
    steps,
)
