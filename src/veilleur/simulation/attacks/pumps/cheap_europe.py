"""Attacker F: cheap-looking Europe in working hours.

Source: iconx: Belgium, Italy and the United Kingdom led the advertised test numbers of late 2021.
"""

from __future__ import annotations

from veilleur.simulation.attacks.attacker import Plugin, Scene, exponential, log_normal, pump
from veilleur.simulation.attacks.intrusions import any_way
from veilleur.simulation.engine.steps import Steps


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    scene.wait_for_hour(9, 12, (0, 1, 2, 3, 4))
    way = yield from any_way(scene)
    if way is None:
        return
    scene.wait_for_hour(9, 12, (0, 1, 2, 3, 4))
    numbers = scene.numbers(("32", "39", "44", "371", "370", "372"), rng.randint(5, 30))
    yield from pump(
        scene,
        way,
        numbers=numbers,
        gap_s=exponential(scene, rng.uniform(120, 600)),
        duration_s=log_normal(scene, rng.uniform(300, 600), 0.6),
        calls=rng.randint(20, 80),
    )


plugin = Plugin("F", "cheap-looking Europe in working hours", "iconx, fourth quarter of 2021", steps, False)
