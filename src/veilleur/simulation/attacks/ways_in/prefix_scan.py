"""Attacker K: enumeration of dial prefixes until one works, then a pump.

Source: honeypot studies: one number with 0, 00, 9, 900, 000, 011 before it, in growing order.
"""

from __future__ import annotations

from veilleur.simulation.attacks.attacker import Plugin, Scene, exponential, pump, until_cut
from veilleur.simulation.attacks.intrusions import by_account, by_telephone
from veilleur.simulation.engine.steps import Steps

PREFIXES = ("", "0", "9", "900", "000", "011", "9011", "+", "0000", "810", "1", "99", "88", "00")


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    way = yield from (by_account(scene) if rng.random() < 0.7 else by_telephone(scene))
    if way is None:
        return
    target = f"972{rng.randrange(10**8):08d}"
    for prefix in PREFIXES[: rng.randint(5, len(PREFIXES))]:
        yield from pump(
            scene,
            way,
            numbers=(prefix + target,),
            gap_s=lambda: rng.uniform(0.3, 5),
            duration_s=lambda: 0.0,
            calls=rng.randint(1, 4),
        )
    if rng.random() < 0.5:  # the other half only sells what it has found
        numbers = scene.numbers(("972", "970", "252"), rng.randint(5, 40))
        scene.now += rng.uniform(60, 86400)
        yield from pump(
            scene,
            way,
            numbers=numbers,
            gap_s=exponential(scene, rng.uniform(5, 20)),
            duration_s=until_cut(scene),
            calls=rng.randint(40, 150),
        )


plugin = Plugin("K", "enumeration of dial prefixes", "honeypot studies of dial prefixes", steps)
