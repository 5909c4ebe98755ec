# ruff: noqa: E501 - a dialplan line cannot be broken
"""What set-up writes changes no call while everybody is allowed: the same calls before and after.

Both plans run on one real Asterisk, 22 and 16. Every step of every call is compared: context, extension,
application and its data, which hold the destinations, the variables and where jumps led.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from lab.addresses import free_port
from lab.fake_guard import FakeGuard
from lab.switch import RealAsterisk
from lab.waiting import LIMIT_S
from tests.pbx.asterisk.dialplan import generated

from veilleur.pbx.asterisk.setup import AsteriskPlan, apply
from veilleur.words.site import Site

pytestmark = [pytest.mark.lab, pytest.mark.slow]

SEED, GENERATED = 24, 60
NOT_ON_22 = ("macro",)
END = "NoOp(end ${DIALSTATUS}/${HANGUPCAUSE}/${MINE}/${GOSUB_RETVAL}/${CALLERID(num)})"
STATUS = 'GotoIf($["${DIALSTATUS}" = "CHANUNAVAIL"]?spare)'
# Shapes of plans that strangers have: context -> lines, and what is dialled there.
PLANS: dict[str, tuple[tuple[str, ...], str]] = {
    "spare": (
        (
            *("exten => _0X.,1,Set(MINE=${EXTEN:1})", "same => n,Dial(PJSIP/${MINE}@carrier,20)", f"same => n,{STATUS}"),
            *("same => n,Hangup()", "same => n(spare),Dial(DAHDI/g0/${EXTEN:1},20,g)", f"same => n,{END}"),
        ),
        "0199001234",
    ),
    "numbered": (
        (
            *("exten => _0X.,1,Set(MINE=a)", "exten => _0X.,2,Dial(IAX2/peer/${EXTEN:1})", "exten => _0X.,3,Goto(5)"),
            *("exten => _0X.,4,Hangup()", f"exten => _0X.,5,{END}"),
        ),
        "0199001234",
    ),
    "relative": (
        (
            *("exten => _0X.,1,GotoIf($[1]?$[${PRIORITY} + 2])", "same => n,Hangup()", "same => n,Dial(PJSIP/${EXTEN:1}@carrier)"),
            f"same => n,{END}",
        ),
        "0612345678",
    ),
    "labels": (
        (
            *("exten => _9X.,1(start),Set(MINE=$[0${MINE} + 1])", "same => n,GotoIf($[${MINE} > 2]?out)"),
            *("same => n(dial),Dial(PJSIP/${EXTEN:1}@carrier,5)", "same => n,Goto(start)", f"same => n(out),{END}"),
        ),
        "90612345678",
    ),
    "prefixes": (
        (
            *("exten => _XXXXXXX,1,Dial(SIP/carrier/4420${EXTEN})", f"same => n,{END}"),
            *("exten => _5X,1,Dial(PJSIP/371290${EXTEN}@carrier)", f"same => n,{END}"),
        ),
        "5512345",
    ),
    "subroutine": (
        (
            *("exten => _0X.,1,Gosub(out,1(${EXTEN:1},carrier))", f"same => n,{END}", "exten => out,1,Set(LOCAL(far)=${ARG1})"),
            *("same => n,Dial(PJSIP/${far}@${ARG2},10)", "same => n,Return(${DIALSTATUS}-${ARG1})"),
        ),
        "0199001234",
    ),
    "conditions": (
        (
            *("exten => _0X.,1,ExecIf($[\"${CALLERID(num)}\" = \"\"]?Set(CALLERID(num)=201))", "same => n,ExecIf($[1]?Dial(PJSIP/${EXTEN:1}@carrier,5))"),
            *("same => n,TryExec(Dial(SIP/carrier/${EXTEN:1}))", f"same => n,{END}"),
        ),
        "0199001234",
    ),
    "endings": (
        (
            *("exten => _0X.,1,Dial(PJSIP/${EXTEN:1}@carrier,5,g)", "same => n,Goto(i,1)", f"exten => i,1,{END}"),
            *("same => n,Hangup(17)", "exten => h,1,Set(MINE=over)", f"same => n,{END}"),
        ),
        "0199001234",
    ),
    "overlapping": (
        (
            *("exten => 0199001234,1,Set(MINE=own)", "exten => _019.,2,Set(MINE=${MINE}+)", "exten => _0.,1,Dial(PJSIP/${EXTEN:1}@carrier)"),
            *("exten => _0.,2,NoOp(two)", f"exten => _0.,3,{END}", f"exten => _019.,3,{END}"),
        ),
        "0199001234",
    ),
    "falling": (  # one more priority of _9. would be reached behind the end of _91.
        (
            *("exten => _91.,1,Set(MINE=own)", "exten => _9.,1,Dial(PJSIP/${EXTEN:1}@carrier)", f"exten => h,1,{END}"),
        ),
        "91199001234",
    ),
    "hours": (
        (
            *("exten => _0X.,1,GotoIfTime(*,*,*,*?open)", "same => n,Hangup()", "same => n(open),Dial(PJSIP/${EXTEN:1}@carrier&SIP/carrier/${EXTEN:1},3)"),
            f"same => n,{END}",
        ),
        "0199001234",
    ),
}  # fmt: skip
Trace = list[tuple[str, str, str, str]]


def _plans(version: str) -> dict[str, tuple[tuple[str, ...], str]]:
    """The shapes above, and some drawn from the generator of plans, the same at each run."""
    chance, found = random.Random(SEED), dict(PLANS)
    shapes = [
        one for one in generated.SHAPES if one != "while" and not (version == "22" and one in NOT_ON_22)
    ]
    dials = [
        one for one, is_counted in generated.DIALS if is_counted and not one.startswith(("Page", "Retry"))
    ]
    for number in range(GENERATED):
        dialled = chance.choice(generated.NUMBERS)
        target = chance.choice(generated.TRUNKS + generated.TELEPHONES).replace("@N@", dialled)
        lines = generated.lines_of(
            context=f"g{number}",
            pattern="_0XXXXXXX",
            shape=shapes[number % len(shapes)],
            gate="NoOp(first)",
            line=chance.choice(dials).replace("@D@", target),
            dialled=dialled,
        )
        found[f"g{number}"] = (tuple(lines[1:]), "01234567")
    return found


def _traces(switch: RealAsterisk, plans: Mapping[str, tuple[tuple[str, ...], str]]) -> dict[str, Trace]:
    """What each call did, step by step, without what set-up put there."""
    found: dict[str, Trace] = {}
    for context, (_lines, dialled) in plans.items():
        switch.send(
            "Originate", Channel=f"Local/{dialled}@{context}/n", Application="Wait", Data="1", Async="true"
        )
        trace: Trace = []
        unique = ""
        for event in switch.events(LIMIT_S):
            is_step = event.get("Event") == "Newexten"
            is_plan = event.get("Context") == context and event.get("Channel", "").endswith(";2")
            if is_step and not unique and is_plan:
                unique = event["Uniqueid"]
            if event.get("Event") == "Hangup" and event.get("Uniqueid") == unique:
                break
            if is_step and event.get("Uniqueid") == unique and not _is_ours(event):
                step = ("Context", "Extension", "Application", "AppData")
                trace.append((event[step[0]], event[step[1]], event[step[2]], event.get(step[3], "")))
        else:
            raise AssertionError(f"the call of {context} did not end")
        found[context] = trace
    return found


def _is_ours(event: Mapping[str, str]) -> bool:
    data = event.get("AppData", "")
    is_around = event.get("Application") == "GotoIf" and re.fullmatch(r"0\?\d+", data)  # where Gosub is lost
    return event["Context"].startswith("veilleur") or "veilleur-gate" in data or bool(is_around)


@pytest.mark.parametrize("version", ["22", "16"])
def test_the_same_calls_take_the_same_steps(version: str, tmp_path: Path) -> None:
    plans = _plans(version)
    before = generated.HEAD + "".join(
        "\n".join([f"[{name}]", *lines, ""]) for name, (lines, _n) in plans.items()
    )
    (tmp_path / "extensions.conf").write_text(before)
    plan = AsteriskPlan(site=Site(extensions=("2XX",)), agi_port=free_port(), version=int(version))
    apply(tmp_path, plan, gates=True)
    after = (tmp_path / "extensions.conf").read_text()
    with RealAsterisk(version, {"extensions.conf": before}) as switch:
        first = _traces(switch, plans)
    with (
        FakeGuard(plan.agi_port, "allow") as guard,
        RealAsterisk(version, {"extensions.conf": after}) as switch,
    ):
        second = _traces(switch, plans)
    assert guard.asked >= GENERATED // 4, "the questions were put"
    assert after.count("; was: ") >= GENERATED // 3
    assert sum(len(trace) for trace in first.values()) > 2 * len(plans), "the calls ran"
    different = {name: (first[name], second[name]) for name in plans if first[name] != second[name]}
    assert not different
