"""Attacker K: enumeration of dial prefixes. Every parameter varies with the seed.

Source: honeypot studies: one number with 0, 00, 9, 900, 000, 011 before it.
"""

from __future__ import annotations

from veilleur.simulation.attacks.base import Plugin, Scene, pump
from veilleur.simulation.plan import Steps


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    target = f"972{rng.randrange(10**8):08d}"
    for prefix in ("", "0", "00", "9", "900", "000", "011", "9011", "+", "0000", "810", "1", "99", "88")[
        : rng.randint(5, 14)
    ]:
        yield from pump(
            scene, (prefix + target,), lambda: rng.uniform(0.3, 5), lambda: 0.0, rng.randint(1, 4)
        )


plugin = Plugin(
    "K",
    "enumeration of dial prefixes",
    "honeypot studies: one number with 0, 00, 9, 900, 000, 011 before it",
    steps,
)
