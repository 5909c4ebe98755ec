"""Attacker C: forwarding in the network. Every parameter varies with the seed.

Source: Foreman Seeley Fountain, New York Times 2014.
"""

from __future__ import annotations

from veilleur.simulation.attacks.base import Plugin, Scene, guess_pin, pump, set_forward
from veilleur.simulation.plan import Steps
from veilleur.words.calls import Origin


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    scene.wait_for_hour(19, 24, (4, 5, 6))
    extension = rng.choice(scene.company.extensions)
    numbers = scene.numbers(("220", "221", "252", "960"), rng.randint(4, 30))
    yield from guess_pin(scene, extension)
    yield from set_forward(scene, extension, numbers[0])
    gap = 2.67 * rng.uniform(0.7, 2)
    yield from pump(
        scene, numbers[:1], lambda: rng.expovariate(1 / gap), lambda: rng.uniform(3600, 4 * 3600),
        rng.randint(200, 1500), Origin.FORWARD, extension,
    )  # fmt: skip


plugin = Plugin("C", "forwarding in the network", "Foreman Seeley Fountain, New York Times 2014", steps)
