"""Attacker R: a pump to the country the company calls every day, in opening hours.

Source: issue 13 of the project; TransNexus: a list of bad countries sees nothing here.
"""

from __future__ import annotations

from veilleur.simulation.attacks.attacker import Cunning, Plugin, Scene, exponential, pump, until_cut
from veilleur.simulation.attacks.intrusions import any_way
from veilleur.simulation.engine.steps import Steps

HOME_ABROAD = (
    "exporter",
    "reunion_branch",
    "latvian_family",
    "charity",
    "engineers",
    "shipping_agent",
)


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    scene.wait_for_hour(9, 17, (0, 1, 2, 3, 4))
    way = yield from any_way(scene)
    if way is None:
        return
    scene.wait_for_hour(9, 17, (0, 1, 2, 3, 4))
    numbers = scene.numbers((), rng.randint(3, 30))
    yield from pump(
        scene,
        way,
        numbers=numbers,
        gap_s=exponential(scene, rng.uniform(5, 60)),
        duration_s=until_cut(scene),
        calls=rng.randint(60, 200),
    )


plugin = Plugin(
    id="R",
    name="the exporter's own country",
    source="issue 13 of the project",
    steps=steps,
    fast=True,
    kinds=HOME_ABROAD,
    cunning=Cunning(own_countries=True),
)
