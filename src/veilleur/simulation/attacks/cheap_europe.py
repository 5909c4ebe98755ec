"""Attacker F: cheap-looking Europe in working hours. Every parameter varies with the seed.

Source: iconx, fourth quarter of 2021.
"""

from __future__ import annotations

from veilleur.simulation.attacks.base import Plugin, Scene, pump
from veilleur.simulation.plan import Steps


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    scene.wait_for_hour(9, 12, (0, 1, 2, 3, 4))
    numbers = scene.numbers(("32", "39", "44", "371", "370", "372"), rng.randint(5, 30))
    gap = rng.uniform(120, 600)
    yield from pump(
        scene,
        numbers,
        lambda: rng.expovariate(1 / gap),
        lambda: rng.lognormvariate(5.9, 0.6),
        rng.randint(20, 80),
    )


plugin = Plugin("F", "cheap-looking Europe in working hours", "iconx, fourth quarter of 2021", steps)
