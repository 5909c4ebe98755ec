"""An attacker from outside the project: one module, one registered object, no other file touched."""

from veilleur.simulation.attacks import Plugin, Scene, Way, pump
from veilleur.simulation.engine.steps import Steps


def steps(scene: Scene) -> Steps:
    scene.wait_for_hour(3, 4)
    way = Way(scene.company.extensions[0])
    yield from pump(
        scene, way, numbers=scene.numbers(("960",), 2), gap_s=lambda: 30.0, duration_s=lambda: 600.0, calls=20
    )


plugin = Plugin("X-outside", "three in the morning", "tests of the project", steps)
