"""Attacker L: stolen SIP account: scan, crack, register from elsewhere, pump.

Source: Hoffstadt and Aziz 2014: stages from different addresses.
"""

from __future__ import annotations

from veilleur.simulation.attacks.attacker import Plugin, Scene, exponential, pump, until_cut
from veilleur.simulation.attacks.intrusions import by_account
from veilleur.simulation.engine.steps import Steps


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    way = yield from by_account(scene)
    if way is None:
        return
    numbers = scene.numbers(("220", "252", "371", "960", "216", "1876"), rng.randint(10, 90))
    yield from pump(
        scene,
        way,
        numbers=numbers,
        gap_s=exponential(scene, 8.8 * rng.uniform(0.5, 3)),
        duration_s=until_cut(scene),
        calls=rng.randint(60, 200),
    )


plugin = Plugin("L", "stolen SIP account", "Hoffstadt and Aziz 2014: scan, crack, use", steps)
