"""Attacker L: stolen SIP account. Every parameter varies with the seed.

Source: Hoffstadt and Aziz 2014: scan, crack, use from different addresses.
"""

from __future__ import annotations

from veilleur.simulation.attacks.base import Plugin, Scene, pump
from veilleur.simulation.plan import Steps
from veilleur.words.events import Registered, RegistrationRefused


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    extension = rng.choice(scene.company.extensions)
    scanner, address = f"192.0.2.{rng.randint(1, 254)}", f"198.51.100.{rng.randint(1, 254)}"
    for _ in range(rng.randint(5, 60)):
        scene.now += rng.uniform(1, 30)
        yield RegistrationRefused(
            scene.now, scene.now, extension, scanner, "friendly-scanner", tries=rng.randint(1, 50)
        )
    scene.now += rng.uniform(60, 86400)
    yield Registered(scene.now, scene.now, extension, address, "eyeBeam")
    numbers = scene.numbers(("220", "252", "371", "960", "216", "1876"), rng.randint(10, 90))
    yield from pump(
        scene, numbers, lambda: rng.expovariate(1 / 8.8), lambda: rng.gauss(1200, 200), rng.randint(60, 200),
        extension=extension, address=address, agent="eyeBeam",
    )  # fmt: skip


plugin = Plugin(
    "L", "stolen SIP account", "Hoffstadt and Aziz 2014: scan, crack, use from different addresses", steps
)
