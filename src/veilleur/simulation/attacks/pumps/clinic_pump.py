"""Attacker A: clinic pump: a call every nine seconds to many numbers in many countries.

Source: TransNexus, Anatomy of a toll-fraud attack, 2019: 111 calls, 89 numbers, 37 countries, gaps of
8.8 s on average and 102 s at most. How they came in is not known: by the seed.
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
    countries = ("1876", "216", "231", "248", "252", "263", "371", "381", "960", "232", "224", "53")
    numbers = scene.numbers(countries, rng.randint(40, 120))
    gap = exponential(scene, 8.8 * rng.uniform(0.5, 2), 102.0)
    yield from pump(
        scene, way, numbers=numbers, gap_s=gap, duration_s=until_cut(scene), calls=rng.randint(60, 200)
    )


plugin = Plugin("A", "clinic pump", "TransNexus, Anatomy of a toll-fraud attack, 2019", steps)
