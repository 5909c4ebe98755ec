"""The gate on real switches from which modules are left out, and under text that Dial would act on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from lab.addresses import free_port
from lab.fake_guard import FakeGuard
from lab.switch import MODULES, RealAsterisk
from lab.waiting import LIMIT_S

from veilleur.pbx.asterisk.setup import AsteriskPlan, dialplan
from veilleur.words.site import Hours, Site

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]

NATIONAL, FOREIGN = "0199001234", "0037129011234"
ALWAYS = replace(Hours(), always=True)
PLAN = """\
[lab-out]
exten => _[+0-9]X!,1,Gosub(veilleur,s,1(${EXTEN},carrier,,))
same => n,NoOp(verdict ${VEILLEUR_GO})
same => n,Hangup()
[lab-gate]
exten => _[+0-9]X!,1,Gosub(veilleur-gate,s,1(${EXTEN},carrier,,))
same => n,NoOp(verdict ${VEILLEUR_GO})
same => n,Hangup()
[lab-short]
exten => _[+0-9]X!,1,Gosub(veilleur,s,1(${EXTEN},carrier))
same => n,NoOp(verdict ${VEILLEUR_GO})
same => n,Hangup()
"""


def verdict(switch: RealAsterisk, dialled: str, context: str = "lab-out") -> str:
    """What the gate comes back with; "" when the call ends within it."""
    switch.send("Originate", Channel=f"Local/{dialled}@{context}", Application="Wait", Data="5", Async="true")
    entered = found = ""
    for event in switch.events(LIMIT_S):
        name, unique = event.get("Event"), event.get("Uniqueid")
        if name == "Newexten" and (event.get("Context"), event.get("Extension")) == (context, dialled):
            entered = event["Uniqueid"]
            if event.get("AppData", "").startswith("verdict "):
                found = event["AppData"].removeprefix("verdict ")
        if name == "Hangup" and unique == entered:
            return found
    raise AssertionError(f"nothing came of {dialled}")


@contextmanager
def running(version: str, *without: str, waits: str = "always") -> Iterator[tuple[RealAsterisk, int]]:
    """A switch with the pieces, without these modules; and where it asks."""
    plan = AsteriskPlan(
        site=Site(hours=ALWAYS), agi_port=free_port(), waits_without_us=waits, version=int(version)
    )
    files = {
        "extensions.conf": dialplan.core(plan) + PLAN,
        "modules.conf": MODULES + "".join(f"noload => {name}.so\n" for name in without),
    }
    with RealAsterisk(version, files) as switch:
        yield switch, plan.agi_port


@pytest.mark.parametrize(
    "module",
    [
        "app_userevent",
        "func_cut",
        "func_strings",
        "func_dialplan",
        "func_global",
        "func_module",
        "func_channel",
        "func_logic",
        "app_exec",
        "res_agi",
        "app_originate",
    ],
)
def test_without_a_module_emergency_and_national_calls_pass_and_the_rule_holds(
    version: str, module: str
) -> None:
    with running(version, module) as (switch, port):
        numbers = ("112", "15", "0112", NATIONAL, FOREIGN)
        assert [verdict(switch, number) for number in numbers] == ["yes", "yes", "yes", "yes", "no"]
        with FakeGuard(port, "refuse"):
            assert [verdict(switch, number) for number in numbers] == ["yes", "yes", "yes", "yes", "no"]


def test_without_all_of_them_the_open_company_calls_by_its_own_rule(version: str) -> None:
    """And 112 passes in any case."""
    without = ("app_userevent", "func_strings", "func_global", "res_agi", "func_dialplan", "func_cut")
    with running(version, *without, waits="closed") as (switch, _port):
        assert [verdict(switch, number) for number in ("112", NATIONAL, FOREIGN)] == ["yes"] * 3


OPTIONS = (
    "00199001234,30,G(out^0037129010026^2)",
    "112,30,G(out^0037129010026^2)",
    "112,,G(out^0037129010026^2)",
    "0199001234&SIP",
    "0199001234^2",
    '112" | "1',
    "0199001234(,30,g",
    "112)(",
    "112,1",
)


@pytest.mark.parametrize("context", ["lab-out", "lab-gate", "lab-short"])
def test_text_that_dial_acts_on_is_no_number(version: str, context: str) -> None:
    """Not with a guard that allows everything, and not with the word of an emergency number before it."""
    with running(version) as (switch, port), FakeGuard(port, "allow"):
        assert verdict(switch, FOREIGN, context) == "yes"
        for dialled in OPTIONS:
            if (context, dialled) != ("lab-short", "112,1"):  # there it is a time to ring, and no option
                assert verdict(switch, dialled, context) != "yes", dialled


def test_the_parameters_of_an_address_are_no_part_of_the_number(version: str) -> None:
    with running(version) as (switch, port), FakeGuard(port, "refuse") as guard:
        assert verdict(switch, "112;phone-context=fr") == "yes"
        assert verdict(switch, f"{NATIONAL};user=phone") == "yes"
        assert guard.asked == 0
        assert verdict(switch, f"{FOREIGN};user=phone") == "no"
        assert guard.asked == 1


ROUTINE = """\
[lookup]
exten => s,1,Return(of the owner)
[lab-out]
exten => _[+0-9]X!,1,Gosub(lookup,s,1)
same => n,Gosub(veilleur-gate,s,1(${EXTEN},carrier,,))
same => n,NoOp(verdict ${GOSUB_RETVAL})
same => n,Hangup()
"""


def test_what_a_routine_came_back_with_is_still_there_behind_the_question(version: str) -> None:
    """Each Return() of the gate emptied GOSUB_RETVAL, which the owner's next line may dial."""
    plan = AsteriskPlan(site=Site(hours=ALWAYS), agi_port=free_port(), version=int(version))
    with RealAsterisk(version, {"extensions.conf": dialplan.core(plan) + ROUTINE}) as switch:
        with FakeGuard(plan.agi_port, "allow"):
            found = [verdict(switch, number) for number in ("112", NATIONAL, FOREIGN)]
        assert [*found, verdict(switch, FOREIGN)] == ["of the owner"] * 4
