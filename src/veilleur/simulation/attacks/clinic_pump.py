"""Attacker A: clinic pump. Every parameter varies with the seed.

Source: TransNexus, Anatomy of a toll-fraud attack, 2019.
"""

from __future__ import annotations

from veilleur.simulation.attacks.base import Plugin, Scene, pump
from veilleur.simulation.plan import Steps


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    numbers = scene.numbers(
        ("1876", "216", "231", "248", "252", "263", "371", "381", "960"), rng.randint(40, 120)
    )
    mean = 8.8 * rng.uniform(0.5, 2)
    yield from pump(
        scene,
        numbers,
        lambda: min(102.0, rng.expovariate(1 / mean)),
        lambda: rng.gauss(1200, 200),
        rng.randint(60, 200),
    )


plugin = Plugin("A", "clinic pump", "TransNexus, Anatomy of a toll-fraud attack, 2019", steps)
