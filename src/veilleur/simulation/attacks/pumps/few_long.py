"""Attacker E: few long calls over a weekend, two to four at once.

Source: IMC association, France: 155 calls in 38 h, 14.7 min each, EUR 4 000.
"""

from __future__ import annotations

from veilleur.simulation.attacks.attacker import Plugin, Scene, exponential, log_normal, pump
from veilleur.simulation.attacks.intrusions import any_way
from veilleur.simulation.engine.steps import Steps


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    scene.wait_for_hour(19, 24, (4, 5))
    way = yield from any_way(scene)
    if way is None:
        return
    numbers = scene.numbers(("263", "252", "27", "675"), rng.randint(4, 12))
    yield from pump(
        scene,
        way,
        numbers=numbers,
        gap_s=exponential(scene, rng.uniform(200, 600)),
        duration_s=log_normal(scene, 882 * rng.uniform(0.5, 1.5)),
        calls=rng.randint(100, 250),
        channels=rng.randint(2, 4),
    )


plugin = Plugin("E", "few long calls", "IMC association, France: 155 calls in 38 h, EUR 4 000", steps, False)
