"""Attacker I: voicemail, forward, then incoming calls that each leave again.

Source: French cases by mailbox (Pessac, August, EUR 15 000); FCC on voicemail fraud.
"""

from __future__ import annotations

from veilleur.simulation.attacks.attacker import Plugin, Scene, Way, log_normal, pump
from veilleur.simulation.attacks.intrusions import guess_pin, set_forward
from veilleur.simulation.engine.steps import Steps
from veilleur.words.calls import Origin


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    scene.wait_for_hour(0, 5)
    extension = yield from guess_pin(scene)
    if not extension:
        return
    if rng.random() < 0.3:
        scene.now += rng.uniform(3600, 5 * 86400)  # the box is sold on, and used days later
        scene.wait_for_hour(0, 5)
    for number in scene.numbers(("53", "252", "263", "226"), rng.randint(1, 10)):
        yield from set_forward(scene, extension, number)
        way = Way(extension, Origin.FORWARD, scene.outside_caller())
        yield from pump(
            scene,
            way,
            numbers=(number,),
            gap_s=lambda: rng.uniform(3, 40),
            duration_s=log_normal(scene, rng.uniform(400, 1200)),
            calls=rng.randint(10, 60),
        )


plugin = Plugin("I", "voicemail, forward, inbound trigger", "French cases by mailbox, Pessac", steps)
