# ruff: noqa: E501 - a dialplan line cannot be broken
"""What the model says of a way is what a real Asterisk does when the way is dialled.

Each way of a seeded sample is dialled on 16 and 22; the events show whether the question ran before it, and about
which number. The question is a stand-in that says what it was asked.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import pytest
from lab.switch import RealAsterisk
from lab.waiting import LIMIT_S
from tests.pbx.asterisk.dialplan import generated
from tests.pbx.asterisk.dialplan.generated import lines_of

from veilleur.pbx.asterisk.dialplan import Model, Verdict, from_events, joined
from veilleur.pbx.asterisk.dialplan.model import Dialplan

pytestmark = [pytest.mark.lab, pytest.mark.slow]

DIALLED = "01234567"
SEED, SAMPLE = 7, 150
GATE = "[veilleur-gate]\nexten => s,1,NoOp(asked ${ARG1})\nsame => n,Return()\n"
NOT_ON_22 = ("macro",)  # Macro is gone
# Page needs a conference, an announcement takes its time; a loop that is not entered dials nothing.
LEFT_OUT_DIALS, LEFT_OUT_SHAPES = (
    ("Page", "RetryDial", "Originate", "AddQueueMember", "ParkAndAnnounce"),
    ("while",),
)
ASK = "Gosub(veilleur-gate,s,1(${EXTEN:1},x,,))"
DIAL = "Dial(SIP/carrier/${EXTEN:1})"
# What only a real switch settles: which extension goes on in which, and blocks.
BY_HAND = {
    "h0": ["exten => _0[1-5]XXXXXX,1,NoOp()", f"exten => _0XXXXXXX,1,{ASK}", f"exten => _0XXXXXXX,2,{DIAL}"],
    "h1": [f"exten => _0[1-5]XXXXXX,1,{ASK}", "exten => _0XXXXXXX,1,NoOp()", f"exten => _0XXXXXXX,2,{DIAL}"],
    "h2": [f"exten => _0[6-9]XXXXXX,1,{ASK}", "exten => _0XXXXXXX,1,NoOp()", f"exten => _0XXXXXXX,2,{DIAL}"],
    "h3": [f"exten => _0XXXXXXX,1,{ASK}", f"same => n,{DIAL}", "exten => _0.,1,NoOp()", "exten => _0.,2,Hangup()"],
    "h4": [f"exten => _0XXXXXXX,1,{ASK}", "same => n,Goto(+2)", "same => n,Hangup()", f"same => n,{DIAL}"],
    "h5": ["exten => _0XXXXXXX,1,Goto(out)", f"same => n,{ASK}", f"same => n(out),{DIAL}"],
    "h6": [f"exten => _0XXXXXXX,1,{ASK}", "same => n,Goto(9${EXTEN:1},1)", "exten => _9.,1,Dial(SIP/carrier/${EXTEN:1})"],
    "h7": [f"exten => _0XXXXXXX,1,{ASK}", "same => n,Goto(9${EXTEN},1)", "exten => _9.,1,Dial(SIP/carrier/${EXTEN})"],
    "h8": ["exten => _0XXXXXXX,1,ExecIf($[1]?Gosub(veilleur-gate,s,1(${EXTEN:1},x,,)))", f"same => n,ExecIf($[1]?{DIAL})"],
}  # fmt: skip


@dataclass(frozen=True)
class Ran:
    """What the switch did: the number that was asked about last before the call, and the dial string."""

    asked: str
    dial: str


def _sample(version: str) -> dict[str, list[str]]:
    """Contexts with one way each, the same at each run."""
    chance = random.Random(SEED)
    found = dict(BY_HAND)
    shapes = [one for one in generated.SHAPES if one not in LEFT_OUT_SHAPES]
    shapes = [one for one in shapes if version != "22" or one not in NOT_ON_22]
    dials = [one for one, _counts in generated.DIALS if not one.startswith(LEFT_OUT_DIALS)]
    for number in range(SAMPLE):
        shape, dialled = shapes[number % len(shapes)], chance.choice(generated.NUMBERS)
        target = chance.choice(generated.TRUNKS).replace("@N@", dialled)
        line = chance.choice(dials).replace("@D@", target)
        gate = f"Gosub(veilleur-gate,s,1({dialled},x,,))" if chance.random() < 0.5 else "NoOp()"
        context = f"p{number}"
        found[context] = lines_of(
            context=context, pattern="_0XXXXXXX", shape=shape, gate=gate, line=line, dialled=dialled
        )[1:]
    return found


@pytest.fixture(scope="module", params=["22", "16"])
def dialled(request: pytest.FixtureRequest) -> tuple[dict[str, Verdict], dict[str, Ran]]:
    """What the model says of each context, and what the switch did."""
    plans = _sample(request.param)
    text = (
        generated.HEAD + GATE + "".join("\n".join([f"[{name}]", *lines, ""]) for name, lines in plans.items())
    )
    with RealAsterisk(request.param, {"extensions.conf": text}) as switch:
        running = from_events(switch.dialplan())
        globals_of = dict(line.split("=", 1) for line in generated.HEAD.splitlines() if "=" in line)
        model = Model(joined(running, Dialplan(variables=globals_of)).plan)
        for name in plans:
            switch.send(
                "Originate", Channel=f"Local/{DIALLED}@{name}/n", Application="Wait", Data="1", Async="true"
            )
        ran = _ran(switch, set(plans))
    verdicts = {_base(way.context): way.verdict for way in model.ways}
    return verdicts, ran


def _ran(switch: RealAsterisk, names: set[str]) -> dict[str, Ran]:
    asked: dict[str, str] = {}
    context_of: dict[str, str] = {}
    found: dict[str, Ran] = {}
    for event in switch.events(LIMIT_S):
        if event.get("Event") != "Newexten":
            continue
        channel, data = event.get("Channel", ""), event.get("AppData", "")
        name = _base(event.get("Context", ""))
        if name in names:
            context_of[channel] = name
        if data.startswith("asked "):
            asked[channel] = data.removeprefix("asked ")
        elif (
            "carrier" in data
            or "/" in data.partition("Dial")[2]
            or event.get("Application", "").lower() == "dial"
        ):
            where = context_of.get(channel, "")
            if where and where not in found and "veilleur" not in data:
                found[where] = Ran(asked.get(channel, ""), data)
        if set(found) == names:
            break
    return found


def _base(context: str) -> str:
    return context.removesuffix("-sub").removeprefix("macro-")


def test_every_way_that_the_model_finds_is_dialled(
    dialled: tuple[dict[str, Verdict], dict[str, Ran]],
) -> None:
    verdicts, ran = dialled
    assert set(verdicts) == set(ran)


def test_a_way_is_asked_where_the_question_ran_about_the_number_that_is_dialled(
    dialled: tuple[dict[str, Verdict], dict[str, Ran]],
) -> None:
    verdicts, ran = dialled
    asked = {name for name, one in ran.items() if one.asked and _is_dialled(one.asked, one.dial)}
    said = {name for name, verdict in verdicts.items() if verdict is Verdict.ASKED}
    assert said <= asked, {name: ran[name] for name in said - asked}
    # There what is dialled passes the question, and something else would not: the model speaks of all calls.
    assert asked - said == {"h1", "h6"}, {name: ran[name] for name in asked - said}


def _is_dialled(number: str, dial: str) -> bool:
    """Whether the number stands in the dial string as a whole."""
    place = dial.find(number)
    before, after = dial[place - 1 : place], dial[place + len(number) : place + len(number) + 1]
    return place >= 0 and not before.isdigit() and not after.isdigit()
