"""Attacker S: a pump inside a busy campaign of calls, where one call more is nothing.

Source: issue 13 of the project.
"""

from __future__ import annotations

from veilleur.simulation.attacks.attacker import Plugin, Scene, exponential, log_normal, pump
from veilleur.simulation.attacks.intrusions import by_account, by_telephone
from veilleur.simulation.engine.steps import Steps


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    scene.wait_for_hour(9, 17, (0, 1, 2, 3, 4))
    way = yield from (by_telephone(scene) if rng.random() < 0.6 else by_account(scene, noisy=False))
    if way is None:
        return
    scene.wait_for_hour(9, 17, (0, 1, 2, 3, 4))
    numbers = scene.numbers(("32", "39", "216", "371", "220"), rng.randint(5, 60))
    yield from pump(
        scene,
        way,
        numbers=numbers,
        gap_s=exponential(scene, rng.uniform(10, 60)),
        duration_s=log_normal(scene, rng.uniform(200, 900)),
        calls=rng.randint(60, 200),
    )


plugin = Plugin(
    id="S",
    name="a pump inside a busy campaign",
    source="issue 13 of the project",
    steps=steps,
    fast=True,
    kinds=("campaign",),
)
