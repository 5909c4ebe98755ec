"""Attacker P: slow poisoning for eight weeks, then a pump: it wants to be learned as normal.

Source: issue 13 of the project: one more cheap foreign call each night.
"""

from __future__ import annotations

from veilleur.simulation.attacks.attacker import Plugin, Scene, exponential, pump, until_cut
from veilleur.simulation.attacks.intrusions import any_way
from veilleur.simulation.engine.steps import Steps

NIGHTS = 56


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    way = yield from any_way(scene)
    if way is None:
        return
    numbers = scene.numbers(("32", "39", "371"), rng.randint(1, 3))
    first_hour = rng.choice((10, 17, 20, 22))
    more_after = rng.choice((7, 14, 56))  # nights until one more call is made each night
    for night in range(NIGHTS):
        scene.wait_for_hour(first_hour, first_hour + 2)
        yield from pump(
            scene,
            way,
            numbers=numbers,
            gap_s=lambda: rng.uniform(60, 400),
            duration_s=lambda: rng.uniform(60, 300),
            calls=1 + night // more_after,
        )
        scene.now += 12 * 3600
    yield from pump(
        scene, way, numbers=numbers, gap_s=exponential(scene, 8.8), duration_s=until_cut(scene), calls=150
    )


plugin = Plugin("P", "slow poisoning for eight weeks, then a pump", "issue 13 of the project", steps, False)
