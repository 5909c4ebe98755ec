"""The open cases of strangers' plans, gated and dialled on a real Asterisk 22 and 16.

What is asked is asked; 112 passes by every way with the guard absent, present and frozen; an honest customer
reaches the main number at night. The plans are the shapes `open-*` of `tests/pbx/asterisk/dialplan/shapes`.
"""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from lab.addresses import free_port
from lab.fake_guard import FakeGuard
from lab.switch import RealAsterisk
from lab.waiting import LIMIT_S
from tests.pbx.asterisk.dialplan.test_shapes import SHAPES

from veilleur.pbx.asterisk.dialplan import Way
from veilleur.pbx.asterisk.setup import AsteriskPlan, apply
from veilleur.pbx.asterisk.setup.emergency_prefixes import sent_emergency_numbers
from veilleur.pbx.asterisk.setup.routes import look
from veilleur.words.site import Hours, Site

pytestmark = [pytest.mark.lab, pytest.mark.slow]

NAMES = (
    "open-08-lines",
    "open-10-globals",
    "open-12-words",
    "open-14-ael",
    "open-24-prefixes",
    "open-28-half-asked",
    "open-31-strangers",
    "open-33-ari",
    "open-35-spare",
    "odd-spelling",
    "gsm-gateways",
)
PLANS = ("extensions*.conf", "*.ael")
FOREIGN, EMERGENCY = "0037129011234", "112"
ALWAYS_CLOSED = Site(hours=replace(Hours(), always=False), extensions=("3XX",))
# `_60X.`: what stands before the number on a telephone's keys.
_OPEN_PATTERN = re.compile(r"^_(?P<before>\d+)X\.$")


@dataclass
class Stranger:
    """A stranger's plan, gated, on a running switch."""

    switch: RealAsterisk
    plan: AsteriskPlan
    asked: list[Way]
    number_before: dict[str, str]

    def steps(self, *calls: tuple[str, str]) -> list[set[tuple[str, str]]]:
        """The context and priority of each step that calls took: dialled, in a context, all at once."""
        names = [f"call-{uuid.uuid4()}" for _call in calls]
        for name, (dialled, context) in zip(names, calls, strict=True):
            self.switch.send(
                "Originate",
                Channel=f"Local/{dialled}@{context}/n",
                ChannelId=f"{name};1",
                OtherChannelId=f"{name};2",
                Application="Wait",
                Data="1",
                CallerID="<301>",
                Async="true",
            )
        found: dict[str, set[tuple[str, str]]] = {f"{name};2": set() for name in names}
        running, events = set(found), self.switch.events(LIMIT_S)
        while running and (event := next(events, None)) is not None:
            unique = event.get("Uniqueid", "")
            if event.get("Event") == "Newexten" and unique in found:
                found[unique].add((event["Context"], event["Priority"]))
            if event.get("Event") == "Hangup":
                running.discard(unique)
        assert not running, f"{len(running)} of {calls} did not end"
        return list(found.values())

    def dialled(self, number: str, ways: list[Way]) -> list[Way]:
        """Those of the ways by which a call comes to its Dial."""
        steps = self.steps(*((self.number_before[way.extension] + number, way.context) for way in ways))
        return [
            way for way, taken in zip(ways, steps, strict=True) if (way.context, str(way.priority)) in taken
        ]


def gated(name: str, folder: Path, version: str) -> tuple[AsteriskPlan, dict[str, str]]:
    """The files of a shape with the question before each way that set-up can gate."""
    etc = folder / name
    shutil.copytree(SHAPES / name, etc)
    plan = AsteriskPlan(
        site=ALWAYS_CLOSED, agi_port=free_port(), waits_without_us="always", version=int(version)
    )
    apply(etc, plan, gates=True)
    return plan, {path.name: path.read_text() for pattern in PLANS for path in etc.glob(pattern)}


@contextmanager
def answering(port: int, behaviour: str) -> Iterator[FakeGuard | None]:
    """A guard that behaves so; none where it is "absent"."""
    if behaviour == "absent":
        yield None
        return
    with FakeGuard(port, behaviour) as guard:
        yield guard


def runs(way: Way) -> bool:
    """Whether an Asterisk finds the application: of "Dial (" it looks for one with a blank in its name, and
    what Asterisk 1.4 wrote as "Dial,SIP/..." is the whole name of one."""
    assert way.place.path is not None
    line = way.place.path.read_text().split("\n")[way.place.line - 1]
    return not re.search(r"\bDial( \(|,SIP/)", line)


@pytest.fixture(params=NAMES)
def stranger(request: pytest.FixtureRequest, version: str, tmp_path: Path) -> Iterator[Stranger]:
    plan, files = gated(request.param, tmp_path, version)
    ways = [way for way in look(tmp_path / request.param).model.ways if way.verdict == "asked" and runs(way)]
    before = {way.extension: found["before"] for way in ways if (found := _OPEN_PATTERN.match(way.extension))}
    with RealAsterisk(version, files) as switch:
        yield Stranger(switch, plan, [way for way in ways if way.extension in before], before)


@pytest.mark.parametrize("version", ["22", "16"])
def test_what_is_asked_is_asked_and_emergency_calls_pass(stranger: Stranger) -> None:
    assert stranger.asked
    port = stranger.plan.agi_port
    for behaviour in ("absent", "frozen", "refuse"):
        with answering(port, behaviour) as guard:
            ways = [way for way in stranger.asked if is_number(way)]
            assert stranger.dialled(EMERGENCY, ways) == ways, behaviour
            assert guard is None or guard.asked == 0
    with FakeGuard(port, "refuse") as guard:
        assert stranger.dialled(FOREIGN, stranger.asked) == []
        assert guard.asked >= len(stranger.asked)
    # A way behind another one is come to only when that one fails, as the first trunk does here.
    with FakeGuard(port, "allow") as guard:
        assert stranger.dialled(FOREIGN, stranger.asked) == stranger.asked
        assert guard.asked >= len(stranger.asked)


def is_number(way: Way) -> bool:
    """Whether what is keyed behind the prefix of the extension is the whole number that the trunk gets."""
    return all(re.fullmatch(r"\$\{EXTEN:\d+\}", one.number) for one in way.destinations)


@pytest.mark.parametrize("version", ["22", "16"])
def test_an_honest_customer_reaches_the_main_number_at_night(version: str, tmp_path: Path) -> None:
    """Case 10: a group of telephones was taken for a trunk, and its callers were refused."""
    plan, files = gated("open-10-globals", tmp_path, version)
    with RealAsterisk(version, files) as switch:
        customer = Stranger(switch, plan, [], {})
        for behaviour in ("absent", "refuse", "frozen"):
            with answering(plan.agi_port, behaviour) as guard:
                (steps,) = customer.steps(("0199005500", "entrants"))
                assert ("entrants", "1") in steps
                assert not [step for step in steps if step[0].startswith("veilleur")], behaviour
                assert guard is None or guard.asked == 0


@pytest.mark.parametrize("version", ["22", "16"])
def test_spain_reaches_its_police_and_nobody_is_asked(version: str, tmp_path: Path) -> None:
    """Case 37."""
    etc = tmp_path / "etc"
    shutil.copytree(SHAPES / "open-37-spain", etc)
    site = replace(ALWAYS_CLOSED, country="ES")
    plan = AsteriskPlan(site=site, agi_port=free_port(), waits_without_us="always", version=int(version))
    apply(etc, plan, gates=True)
    dial = {way.extension: str(way.priority) for way in look(etc).model.ways}
    files = {"extensions.conf": (etc / "extensions.conf").read_text()}
    calls = (("112", "112"), ("091", "_09[12]"), ("092", "_09[12]"))
    with RealAsterisk(version, files) as switch:
        caller = Stranger(switch, plan, [], {})
        for behaviour in ("absent", "frozen", "refuse"):
            with answering(plan.agi_port, behaviour) as guard:
                taken = caller.steps(*((number, "socorro") for number, _extension in calls))
                for (number, extension), steps in zip(calls, taken, strict=True):
                    assert ("socorro", dial[extension]) in steps, (behaviour, number)
                assert guard is None or guard.asked == 0
        with FakeGuard(plan.agi_port, "refuse"):
            (steps,) = caller.steps((FOREIGN, "extranjero"))
            assert ("extranjero", dial["_00X."]) not in steps


CARRIERS_DIGITS = """\
[postes]
exten => _X.,1,NoOp()
exten => _X.,n,Dial(PJSIP/1212${EXTEN}@relais)
[usine]
exten => _6X.,1,Dial(PJSIP/+33${EXTEN:1}@relais)
"""


@pytest.mark.parametrize("version", ["22", "16"])
def test_112_behind_the_digits_of_a_carrier_passes(version: str, tmp_path: Path) -> None:
    (tmp_path / "extensions.conf").write_text(CARRIERS_DIGITS)
    site = ALWAYS_CLOSED
    site = replace(site, emergency_numbers=sent_emergency_numbers(look(tmp_path).model, site))
    plan = AsteriskPlan(site=site, agi_port=free_port(), waits_without_us="always", version=int(version))
    apply(tmp_path, plan, gates=True)
    dial = {way.context: str(way.priority) for way in look(tmp_path).model.ways}
    with RealAsterisk(version, {"extensions.conf": (tmp_path / "extensions.conf").read_text()}) as switch:
        caller = Stranger(switch, plan, [], {})
        for behaviour in ("absent", "frozen", "refuse"):
            with answering(plan.agi_port, behaviour) as guard:
                calls = (("112", "postes"), ("15", "postes"), ("6112", "usine"))
                for (keyed, context), steps in zip(calls, caller.steps(*calls), strict=True):
                    assert (context, dial[context]) in steps, (behaviour, keyed)
                assert guard is None or guard.asked == 0
        with FakeGuard(plan.agi_port, "refuse") as guard:
            (steps,) = caller.steps((FOREIGN, "postes"))
            assert ("postes", dial["postes"]) not in steps
            assert guard.asked == 1
