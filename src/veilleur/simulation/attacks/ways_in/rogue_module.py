"""Attacker O: legs that nobody dialled: a module or call file put into the switch originates them.

Source: Humbug 2010: old FreePBX entered over the web, rogue module, hundreds of calls to Mali in 14 min.
"""

from __future__ import annotations

from veilleur.simulation.attacks.attacker import Plugin, Scene, Way, exponential, pump, until_cut
from veilleur.simulation.engine.steps import Steps


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    numbers = scene.numbers(("223",), rng.randint(1, 40))
    way = Way(rng.choice(("", rng.choice(scene.company.extensions))), unasked=True)
    yield from pump(
        scene,
        way,
        numbers=numbers,
        gap_s=exponential(scene, 3.0 * rng.uniform(0.5, 4)),
        duration_s=until_cut(scene, 600),
        calls=rng.randint(100, 400),
    )


plugin = Plugin("O", "calls originated within the switch", "Humbug 2010: FreePBX, Mali, 14 minutes", steps)
