"""Attacker H: a domestic premium number, again and again.

Source: French premium ranges 089x and their tariff ceilings (arrêté of 26 December 2017).
"""

from __future__ import annotations

from veilleur.simulation.attacks.attacker import Plugin, Scene, exponential, pump
from veilleur.simulation.attacks.intrusions import any_way
from veilleur.simulation.engine.steps import Steps


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    way = yield from any_way(scene)
    if way is None:
        return
    number = scene.company.dialled(
        rng.choice(("0897", "0899", "0895", "0891")) + f"{rng.randrange(10**6):06d}"
    )
    yield from pump(
        scene,
        way,
        numbers=(number,),
        gap_s=exponential(scene, rng.uniform(5, 60)),
        duration_s=lambda: rng.uniform(300, 1800),
        calls=rng.randint(40, 200),
        channels=rng.randint(1, 4),
    )


plugin = Plugin("H", "domestic premium number", "French premium ranges 089x", steps)
