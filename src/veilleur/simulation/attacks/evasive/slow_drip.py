"""Attacker J: slow drip under thresholds: one to three calls a night.

Source: profile of the simulator, after complaints of bills that grew for months unseen.
"""

from __future__ import annotations

from veilleur.simulation.attacks.attacker import Plugin, Scene, pump
from veilleur.simulation.attacks.intrusions import any_way
from veilleur.simulation.engine.steps import Steps


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    scene.wait_for_hour(1, 5)
    way = yield from any_way(scene)
    if way is None:
        return
    numbers = scene.numbers(("252", "263", "371"), rng.randint(1, 2))
    for _ in range(rng.randint(7, 30)):
        scene.wait_for_hour(1, 5)
        yield from pump(
            scene,
            way,
            numbers=numbers,
            gap_s=lambda: rng.uniform(60, 2400),
            duration_s=lambda: rng.uniform(300, 1200),
            calls=rng.randint(1, 3),
        )
        scene.now += 12 * 3600


plugin = Plugin(
    "J", "slow drip under thresholds", "profile of the simulator: 1 to 3 calls a night", steps, False
)
