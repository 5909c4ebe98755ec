"""FreePBX's predial hook on the real switches: by Gosub on 22, by Macro on 16.

The calling context is a likeness of FreePBX's own: a real FreePBX was not tried. Its trunk has a prefix
(OUTPREFIX), with which no emergency or national number would be known for one.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from lab.fake_guard import VERDICT, FakeGuard, may_leave
from lab.switch import RealAsterisk, free_port

from veilleur.pbx.asterisk.dialplan import Model, from_events
from veilleur.pbx.asterisk.setup import AsteriskPlan, check, render

pytestmark = [pytest.mark.lab, pytest.mark.slow]

NATIONAL, FOREIGN = "0199001234", "0037129011234"
CALLS = {
    "22": "Gosub(macro-dialout-trunk-predial-hook,s,1)",
    "16": "Macro(dialout-trunk-predial-hook)",
}
OUT = """
[lab-out]
exten => _X!,1,Macro(dialout-trunk,1,${EXTEN})
same => n,Goto(lab-plain,${EXTEN},1)
[lab-plain]
exten => _X!,1,Set(OUTPREFIX_1=9999)
same => n,Set(OUTNUM=${OUTPREFIX_1}${EXTEN})
same => n,Set(DIAL_TRUNK=1)
same => n,@CALL@
same => n,Set(VEILLEUR_GO=${IF($["${PREDIAL_HOOK_RET}" = "BYPASS"]?no:yes)})
@VERDICT@[macro-dialout-trunk]
exten => s,1,Set(OUTPREFIX_1=9999)
same => n,Set(OUTNUM=${OUTPREFIX_1}${ARG2})
same => n,Set(DIAL_TRUNK=${ARG1})
same => n,@CALL@
same => n,Set(VEILLEUR_GO=${IF($["${PREDIAL_HOOK_RET}" = "BYPASS"]?no:yes)})
same => n,UserEvent(LabVerdict,Number: ${MACRO_EXTEN},Go: ${VEILLEUR_GO})
same => n,Hangup()
"""


@pytest.fixture(scope="module", params=["22", "16"])
def hooked(request: pytest.FixtureRequest) -> Iterator[tuple[RealAsterisk, AsteriskPlan, str]]:
    version = request.param
    plan = AsteriskPlan(
        agi_port=free_port(),
        waits_without_us="always",
        version=int(version),
        freepbx=True,
        hook_is_macro=version == "16",
    )
    out = OUT.replace("@CALL@", CALLS[version]).replace("@VERDICT@", VERDICT)
    files = {"extensions.conf": render(plan)["extensions_custom.conf"] + out}
    with RealAsterisk(version, files) as switch:
        # On 16 the hook is a Macro within the Macro that dials, as FreePBX has it.
        yield switch, plan, "lab-out" if version == "16" else "lab-plain"


@pytest.mark.parametrize(
    ("behaviour", "foreign"), [("allow", "yes"), ("refuse", "no"), ("nonsense", "no"), ("frozen", "no")]
)
def test_the_hook_goes_on_or_round_the_trunk(
    hooked: tuple[RealAsterisk, AsteriskPlan, str], behaviour: str, foreign: str
) -> None:
    switch, plan, context = hooked
    with FakeGuard(plan.agi_port, behaviour):
        for number, expected in ((FOREIGN, foreign), (NATIONAL, "yes"), ("112", "yes")):
            go, after_s = may_leave(switch, number, context)
            assert go == expected
            assert after_s < 2.5


def test_all_its_pieces_are_in_force(hooked: tuple[RealAsterisk, AsteriskPlan, str]) -> None:
    switch, plan, _context = hooked
    assert all(check(Model(from_events(switch.dialplan())), plan).values())
