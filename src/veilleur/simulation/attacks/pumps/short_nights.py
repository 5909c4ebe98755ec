"""Attacker D: steady nights to one country, call after call of three minutes.

Source: Gerfran Bouteilles, France: 3 000 calls in 146 h to Zimbabwe, mean 175 s, EUR 6 500.
"""

from __future__ import annotations

from veilleur.simulation.attacks.attacker import Plugin, Scene, exponential, log_normal, pump
from veilleur.simulation.attacks.intrusions import any_way
from veilleur.simulation.engine.steps import Steps


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    scene.wait_for_hour(22, 24)
    way = yield from any_way(scene)
    if way is None:
        return
    numbers = scene.numbers(("263",), rng.randint(1, 5))
    per_hour = rng.uniform(20, 60)
    for _ in range(rng.randint(2, 6)):
        scene.wait_for_hour(22, 24)
        yield from pump(
            scene,
            way,
            numbers=numbers,
            gap_s=exponential(scene, 3600 / per_hour),
            duration_s=log_normal(scene, rng.uniform(100, 250)),
            calls=int(per_hour * 6),
        )


plugin = Plugin(
    "D", "steady nights to one country", "Gerfran Bouteilles, France: 3 000 calls in 146 h", steps
)
