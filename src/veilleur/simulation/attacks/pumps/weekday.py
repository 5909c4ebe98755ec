"""Attacker M: three weekdays in working hours, eleven countries.

Source: Orange against a customer, France, Monday 4 to Wednesday 6 May 2015, EUR 13 000.
"""

from __future__ import annotations

from veilleur.simulation.attacks.attacker import Plugin, Scene, exponential, log_normal, pump
from veilleur.simulation.attacks.intrusions import any_way
from veilleur.simulation.engine.steps import Steps

COUNTRIES = ("994", "291", "1345", "53", "1", "225", "48", "220", "355", "243", "375")


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    scene.wait_for_hour(8, 20, (0, 1, 2))
    way = yield from any_way(scene)
    if way is None:
        return
    numbers = scene.numbers(COUNTRIES, rng.randint(20, 80))
    for _ in range(3):
        scene.wait_for_hour(8, 20, (0, 1, 2))
        yield from pump(
            scene,
            way,
            numbers=numbers,
            gap_s=exponential(scene, rng.uniform(30, 120)),
            duration_s=log_normal(scene, rng.uniform(300, 700), 0.8),
            calls=rng.randint(50, 300),
        )
        scene.now += 12 * 3600


plugin = Plugin(
    "M", "three weekdays, eleven countries", "Orange against a customer, 4 to 6 May 2015", steps, False
)
