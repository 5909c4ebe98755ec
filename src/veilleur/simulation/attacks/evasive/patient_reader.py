"""Attacker Q: the reader of our source: waits, spreads, stays under any count, dials where the company dials.

Source: issue 13 of the project: the attacker adapts. It calls at noon, eight times a day at most, from
several telephones, to the company's own favourite countries.
"""

from __future__ import annotations

from veilleur.simulation.attacks.attacker import CUNNING, Plugin, Scene, log_normal, pump
from veilleur.simulation.attacks.intrusions import any_way
from veilleur.simulation.engine.steps import Steps


def steps(scene: Scene) -> Steps:
    """The attacker's steps."""
    rng = scene.rng
    scene.wait_for_hour(11, 14)
    way = yield from any_way(scene)
    if way is None:
        return
    numbers = scene.numbers((), rng.randint(3, 20))
    yield from pump(
        scene,
        way,
        numbers=numbers,
        gap_s=lambda: rng.uniform(300, 2400),
        duration_s=log_normal(scene, rng.uniform(300, 900)),
        calls=rng.randint(40, 120),
    )


plugin = Plugin(
    id="Q",
    name="the reader of our source",
    source="issue 13 of the project: the attacker adapts",
    steps=steps,
    fast=False,
    kinds=(),
    cunning=CUNNING,
)
