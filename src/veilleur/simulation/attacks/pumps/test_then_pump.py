"""Attacker G: test calls, silence, pump.

Source: Yates, PRISM: calls to advertised test numbers 30 min to 24 h before most attacks.
"""

from __future__ import annotations

from veilleur.simulation.attacks.attacker import Plugin, Scene, exponential, pump, until_cut
from veilleur.simulation.attacks.intrusions import any_way
from veilleur.simulation.engine.steps import Steps


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    way = yield from any_way(scene)
    if way is None:
        return
    numbers = scene.numbers(("220", "252", "371", "960", "216"), rng.randint(10, 60))
    yield from pump(
        scene,
        way,
        numbers=numbers,
        gap_s=lambda: rng.uniform(20, 200),
        duration_s=lambda: rng.uniform(2, 30),
        calls=rng.randint(1, 5),
    )
    scene.now += rng.uniform(1800, 86400)
    yield from pump(
        scene,
        way,
        numbers=numbers,
        gap_s=exponential(scene, 8.0 * rng.uniform(0.5, 2)),
        duration_s=until_cut(scene),
        calls=rng.randint(60, 200),
    )


plugin = Plugin("G", "test calls, silence, pump", "Yates, PRISM: test calls 30 min to 24 h before", steps)
