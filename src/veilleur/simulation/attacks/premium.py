"""Attacker H: domestic premium number. Every parameter varies with the seed.

Source: profile of the simulator; price of the French 089x ranges.
"""

from __future__ import annotations

from veilleur.simulation.attacks.base import Plugin, Scene, pump
from veilleur.simulation.plan import Steps


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    number = scene.company.site.outside_line + rng.choice(("0897000000", "0899000000", "0895000000"))
    yield from pump(
        scene,
        (number,),
        lambda: rng.expovariate(1 / 20),
        lambda: rng.uniform(300, 1800),
        rng.randint(40, 200),
        channels=rng.randint(1, 4),
    )


plugin = Plugin(
    "H", "domestic premium number", "profile of the simulator; price of the French 089x ranges", steps
)
