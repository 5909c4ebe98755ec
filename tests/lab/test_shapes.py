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


# A start of a switch each: those that say nothing of one version alone take turns.
IN_TURN = frozenset(
    """ael-custom ael-macros answers-looked-at ari-assistant ari-old-names ari-queue asked-by-hand
    asked-in-ael carriers-accounts codes-before dial-groups dial-options exec-nested exits-and-errors
    fax-and-alarm freepbx-rings functions-and-groups guests-iax guests-pjsip guests-sip hot-desk
    international-forms ivr-menus jumps-past-the-question late-lines lua-comments lua-mixed
    mikopbx-custom more-technologies notify-programs number-changes old-and-odd-lines old-files
    parking-out places-of-asking queue-hooks realtime-static routines-that-ask same-number
    shared-variables sip-uris static-contacts status-tables twenty-ael twenty-lines twenty-lua users-gui
    users-gui-failover users-gui-plans voicemail-exits""".split()
)
RUNS = [
    (name, version)
    for number, name in enumerate(FLAT)
    for version in ("22", "16")
    if name not in IN_TURN or version == ("22", "16")[number % 2]
]


@pytest.mark.parametrize(("name", "version"), RUNS)
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
