"""Attacker I: voicemail, forward, inbound trigger. Every parameter varies with the seed.

Source: French cases by mailbox, Pessac.
"""

from __future__ import annotations

from veilleur.simulation.attacks.base import Plugin, Scene, guess_pin, pump, set_forward
from veilleur.simulation.plan import Steps
from veilleur.words.calls import Origin


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    scene.wait_for_hour(0, 5)
    extension = rng.choice(scene.company.extensions)
    numbers = scene.numbers(("53", "252", "263", "226"), rng.randint(1, 10))
    yield from guess_pin(scene, extension)
    for number in numbers:
        yield from set_forward(scene, extension, number)
        yield from pump(
            scene, (number,), lambda: rng.uniform(3, 40), lambda: rng.lognormvariate(6.5, 0.7),
            rng.randint(10, 60), Origin.FORWARD, extension,
        )  # fmt: skip


plugin = Plugin("I", "voicemail, forward, inbound trigger", "French cases by mailbox, Pessac", steps)
