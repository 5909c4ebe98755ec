"""Attacker C: a forward that the network carries out: hundreds of long calls at once on four lines.

Source: Foreman Seeley Fountain, New York Times 2014: voicemail password, call forwarding, one call per
2.67 s of one to four hours, 568 at once. The switch still sees each call that it deflects.
"""

from __future__ import annotations

from veilleur.simulation.attacks.attacker import Plugin, Scene, Way, exponential, pump
from veilleur.simulation.attacks.intrusions import guess_pin, set_forward
from veilleur.simulation.engine.steps import Steps
from veilleur.words.calls import Origin


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    scene.wait_for_hour(19, 24, (4, 5, 6))
    extension = yield from guess_pin(scene)
    if not extension:
        return
    for number in scene.numbers(("220", "221", "252", "960"), rng.randint(2, 6)):
        yield from set_forward(scene, extension, number)
        way = Way(extension, Origin.FORWARD, scene.outside_caller(), deflected=True)
        gap = exponential(scene, 2.67 * rng.uniform(0.7, 2))
        yield from pump(
            scene,
            way,
            numbers=(number,),
            gap_s=gap,
            duration_s=lambda: rng.uniform(3600, 4 * 3600),
            calls=rng.randint(50, 300),
        )


plugin = Plugin("C", "forwarding in the network", "Foreman Seeley Fountain, New York Times 2014", steps)
