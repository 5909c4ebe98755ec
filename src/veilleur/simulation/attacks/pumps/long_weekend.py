"""Attacker B: long-weekend pump: test calls, then ten calls a minute from Friday evening on.

Source: PSL and XINTEC, third quarter of 2013: 18 000 calls in 30 h to 750 numbers in five countries;
261 of the numbers stood in the base of test numbers, called before.
"""

from __future__ import annotations

from veilleur.simulation.attacks.attacker import Plugin, Scene, exponential, log_normal, pump
from veilleur.simulation.attacks.intrusions import any_way
from veilleur.simulation.engine.steps import Steps


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    scene.wait_for_hour(18, 24, (4,))
    way = yield from any_way(scene)
    if way is None:
        return
    numbers = scene.numbers(("220", "387", "381", "371", "670"), rng.randint(200, 750))
    yield from pump(
        scene,
        way,
        numbers=numbers,
        gap_s=exponential(scene, 120),
        duration_s=lambda: rng.uniform(2, 30),
        calls=rng.randint(0, 6),
    )
    gap = exponential(scene, 6.0 * rng.uniform(0.5, 2))
    yield from pump(
        scene,
        way,
        numbers=numbers,
        gap_s=gap,
        duration_s=log_normal(scene, rng.uniform(180, 420), 0.9),
        calls=rng.randint(300, 2000),
    )


plugin = Plugin("B", "long-weekend pump", "PSL and XINTEC, third quarter of 2013", steps)
