"""FreePBX's predial hook on the real switches: by Gosub on 22, by Macro within a Macro on 16.

The files are a likeness of FreePBX's own, with the hooks that people put there. A call that may leave goes on
through the owner's hook to the carrier; a refused one ends with a cause, and nothing of it stays behind.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from lab.addresses import free_port
from lab.fake_guard import FakeGuard
from lab.freepbx.dialplan import files_of, of_version
from lab.freepbx.running import FreePbx
from lab.switch import RealAsterisk
from tests.pbx.asterisk.freepbx import hooks
from tests.pbx.asterisk.freepbx.machine import CASES

from veilleur.pbx.asterisk.setup import AsteriskPlan, remove

pytestmark = [pytest.mark.lab, pytest.mark.slow]

NATIONAL, FOREIGN = "0199001234", "0037129011234"
REJECTED = "21"
NEEDS_MACRO = "without an end"
SHAPES = {"none": hooks.NO_HOOK, **hooks.ALL}


@pytest.fixture(scope="module", params=["22", "16"])
def freepbx(request: pytest.FixtureRequest) -> Iterator[FreePbx]:
    version = request.param
    plan = AsteriskPlan(
        agi_port=free_port(),
        waits_without_us="always",
        version=int(version),
        freepbx=True,
        hook_is_macro=version == "16",
    )
    with RealAsterisk(version, files_of(CASES / "freepbx16", version)) as switch:
        yield FreePbx(switch, plan, switch.path(switch.home) / "etc", CASES / "freepbx16")


@pytest.mark.parametrize("shape", SHAPES)
def test_what_may_leave_goes_through_the_owner_s_hook_and_what_is_refused_ends_with_a_cause(
    freepbx: FreePbx, shape: str
) -> None:
    if shape == NEEDS_MACRO and not freepbx.plan.hook_is_macro:
        pytest.skip("a Gosub that does not come back ends the call, with Veilleur and without")
    freepbx.load(SHAPES[shape])
    caller = "203" if shape in ("none", *hooks.DEAD) else hooks.CALLER_ID
    with FakeGuard(freepbx.plan.agi_port, "allow"):
        assert freepbx.call("0" + FOREIGN) == ("carrier", caller)
    with FakeGuard(freepbx.plan.agi_port, "refuse"):
        assert freepbx.call("0" + FOREIGN) == ("ended", REJECTED)
        assert freepbx.call("112")[0] == "carrier"
    with FakeGuard(freepbx.plan.agi_port, "frozen") as guard:
        assert freepbx.call("112")[0] == "carrier"
        assert guard.asked == 0
    assert freepbx.call("112")[0] == "carrier"  # and without any guard


@pytest.mark.parametrize("behaviour", ["nonsense", "frozen", "absent"])
def test_without_a_guard_national_and_emergency_calls_go_on(freepbx: FreePbx, behaviour: str) -> None:
    freepbx.load(hooks.NO_HOOK)
    guard = FakeGuard(freepbx.plan.agi_port, behaviour) if behaviour != "absent" else None
    try:
        assert freepbx.call("0" + FOREIGN) == ("ended", REJECTED)
        assert freepbx.call("0" + NATIONAL) == ("carrier", "203")
        assert freepbx.call("112") == ("carrier", "203")
    finally:
        if guard is not None:
            guard.close()


def test_a_bypass_that_something_left_on_the_channel_costs_no_later_call_its_trunk(freepbx: FreePbx) -> None:
    freepbx.load(hooks.NO_HOOK)
    with FakeGuard(freepbx.plan.agi_port, "allow"):
        for number in ("112", "0" + NATIONAL, "0" + FOREIGN):
            assert freepbx.call(number, "__PREDIAL_HOOK_RET=BYPASS")[0] == "carrier"


def test_a_refused_call_goes_on_to_no_destination_and_in_no_circle(freepbx: FreePbx) -> None:
    """Cases 05 and 05c: the route's destination on congestion leads back into the same route."""
    freepbx.load(hooks.NO_HOOK)
    path = freepbx.etc / "extensions_additional.conf"
    text = of_version("exten => _0X.,n,Macro(outisbusy,)\n", freepbx.switch.version)
    assert text in path.read_text()
    path.write_text(
        path.read_text().replace(text, "exten => _0X.,n,Goto(from-internal,0" + FOREIGN + ",1)\n")
    )
    freepbx.reload()
    with FakeGuard(freepbx.plan.agi_port, "refuse") as guard:
        assert freepbx.call("0" + FOREIGN) == ("ended", REJECTED)
        assert guard.asked == 1
        assert freepbx.call("112")[0] == "carrier"
    with FakeGuard(freepbx.plan.agi_port, "frozen"):
        assert freepbx.call("0" + FOREIGN) == ("ended", REJECTED)
        assert freepbx.call("112")[0] == "carrier"


def test_what_set_up_takes_out_leaves_the_owner_s_hook_as_it_was(freepbx: FreePbx) -> None:
    shape = hooks.CALLED["numbered"]
    freepbx.load(shape)
    remove(freepbx.etc)
    freepbx.reload()
    assert freepbx.call("0" + FOREIGN) == ("carrier", hooks.CALLER_ID)


DESTINATION = """
[ext-trunk]
exten => 7,1,Set(DIAL_TRUNK=1)
exten => 7,n,Set(TDIAL_STRING=Local)
exten => 7,n,Set(TDIAL_SUFFIX=@lab-carrier)
exten => 7,n,Goto(ext-trunk,tdial,1)
[from-internal-additional]
exten => *97,1,NoOp(own mailbox)
exten => *97,n,VoiceMailMain(201@default,s)
exten => *98,1,NoOp(any mailbox)
exten => *98,n,VoiceMailMain()
"""


@pytest.mark.skipif(shutil.which("php") is None, reason="PHP is missing: `python -m tools.debian`")
def test_with_the_module_each_trunk_and_each_mailbox_is_asked_about_without_any_hook(
    freepbx: FreePbx,
) -> None:
    freepbx.load(hooks.NO_HOOK, module=True, more=DESTINATION)
    assert "predial-hook" not in (freepbx.etc / hooks.CUSTOM).read_text()
    inbound = f"__FROM_DID={FOREIGN}"
    with FakeGuard(freepbx.plan.agi_port, "allow") as guard:
        assert freepbx.call("0" + FOREIGN) == ("carrier", "203")
        assert freepbx.call("7", inbound, "ext-trunk")[0] == "carrier"
        assert guard.asked >= 2  # the carrier hangs up first, and the route goes on to its next trunk
    with FakeGuard(freepbx.plan.agi_port, "refuse") as guard:
        assert freepbx.call("0" + FOREIGN) == ("ended", REJECTED)
        assert freepbx.call("7", inbound, "ext-trunk") == ("ended", REJECTED)
        assert freepbx.call("*97") == ("ended", REJECTED)
        assert guard.asked == 3
        assert freepbx.call("112")[0] == "carrier"
        assert freepbx.call("0" + NATIONAL)[0] == "carrier"
    assert freepbx.call("0" + FOREIGN) == ("ended", REJECTED)
    assert freepbx.call("112")[0] == "carrier"


@pytest.mark.skipif(shutil.which("php") is None, reason="PHP is missing: `python -m tools.debian`")
def test_set_up_that_is_taken_out_before_the_module_stops_no_call(freepbx: FreePbx) -> None:
    freepbx.load(hooks.NO_HOOK, module=True, more=DESTINATION)
    remove(freepbx.etc)
    assert "veilleur-gate" in (freepbx.etc / "extensions_additional.conf").read_text()
    freepbx.reload()
    for number in ("112", "0" + NATIONAL, "0" + FOREIGN):
        assert freepbx.call(number)[0] == "carrier"
