"""Attacker T: through-dial: in by DISA or a transfer, out again; the company pays the second leg.

Source: pbxdom, CDR patterns that reveal toll fraud; Commsrisk LTT-02 on chains of switches.
"""

from __future__ import annotations

from veilleur.simulation.attacks.attacker import Plugin, Scene, Way, exponential, log_normal, pump
from veilleur.simulation.engine.steps import Steps
from veilleur.words.calls import Origin


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    scene.wait_for_hour(18, 24)
    origin = rng.choice((Origin.DISA, Origin.TRANSFER))
    way = Way(rng.choice(scene.company.extensions), origin, scene.outside_caller())
    numbers = scene.numbers(("252", "53", "220", "387"), rng.randint(1, 20))
    yield from pump(
        scene,
        way,
        numbers=numbers,
        gap_s=exponential(scene, rng.uniform(10, 120)),
        duration_s=log_normal(scene, rng.uniform(300, 1500)),
        calls=rng.randint(40, 150),
        channels=rng.randint(1, 6),
    )


plugin = Plugin("T", "through-dial by DISA or transfer", "pbxdom; Commsrisk LTT-02", steps)
