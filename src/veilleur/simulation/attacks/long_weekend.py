"""Attacker B: long-weekend pump. Every parameter varies with the seed.

Source: PSL and XINTEC, third quarter of 2013.
"""

from __future__ import annotations

from veilleur.simulation.attacks.base import Plugin, Scene, pump
from veilleur.simulation.plan import Steps


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    scene.wait_for_hour(18, 24, (4,))
    numbers = scene.numbers(("220", "387", "381", "371", "670"), 750)
    minutes = rng.uniform(3, 7)
    per_minute = 10 * rng.uniform(0.5, 2)
    yield from pump(
        scene, numbers, lambda: rng.expovariate(per_minute / 60),
        lambda: rng.lognormvariate(3.61 + minutes / 5, 0.9), rng.randint(300, 2000),
    )  # fmt: skip


plugin = Plugin("B", "long-weekend pump", "PSL and XINTEC, third quarter of 2013", steps)
