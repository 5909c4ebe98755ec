"""A stranger's dialplan is read from its files as a real Asterisk, 22 and 16, loads it.

The shapes are those of `tests/pbx/asterisk/dialplan/shapes`, where each line says what is right of it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from lab.switch import RealAsterisk
from tests.pbx.asterisk.dialplan.test_shapes import SHAPES, right_of

from veilleur.pbx.asterisk.dialplan import Model, Step, from_events, joined, read_directory

pytestmark = [pytest.mark.lab, pytest.mark.slow]
# In one folder, and without a program or a file that is not there: such a plan is not loaded at all.
FLAT = sorted(
    path.name
    for path in SHAPES.iterdir()
    if all(one.is_file() for one in path.iterdir()) and "#exec" not in (path / "extensions.conf").read_text()
)
# would need a database, cards, the net; or place calls
NOT_OURS = frozenset({"extconfig.conf", "chan_dahdi.conf", "calendar.conf", "cli.conf"})


def _step(step: Step) -> tuple[str, str, int, str, str]:
    # "Dial (" keeps its blank there, and no application of that name is found when it is dialled.
    return step.context, step.pattern, step.priority, step.application.lower().strip(), step.data


@pytest.mark.parametrize("version", ["22", "16"])
@pytest.mark.parametrize("name", FLAT)
def test_the_same_steps_and_the_same_verdicts(name: str, version: str) -> None:
    files = {path.name: path.read_text() for path in sorted((SHAPES / name).iterdir())}
    loaded = {key: text for key, text in files.items() if key not in NOT_OURS}
    with RealAsterisk(version, loaded) as switch:
        running = from_events(switch.dialplan())
    read = read_directory(SHAPES / name)
    plain = {one.context for one in read.plan.steps() if one.path and one.path.suffix == ".conf"}
    ran = {_step(one) for one in running.steps() if one.context in plain}
    assert {_step(one) for one in read.plan.steps() if one.context in plain} == ran

    found: dict[tuple[str, int], set[str]] = {}
    for way in Model(joined(running, read.plan).plan, read.around).ways:
        if way.priority:
            path = way.place.path or Path()
            found.setdefault((path.name, way.place.line), set()).add(way.verdict.value)
    steps = {(one.path.name, one.line) for one in read.plan.steps() if one.path}
    right = {place: what - {"door"} for place, what in right_of(SHAPES / name).items() if place in steps}
    assert found == {place: what for place, what in right.items() if what}
