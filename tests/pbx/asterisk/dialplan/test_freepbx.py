# ruff: noqa: E501 - a dialplan line cannot be broken
"""The hook of FreePBX, wherever it lies: reached, shadowed, jumped over; and the ways that have none."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.pbx.asterisk.dialplan import freepbx
from tests.pbx.asterisk.dialplan.plans import model_of

from veilleur.pbx.asterisk.dialplan import Model

PLAIN_GATE = "exten => s,1,Gosub(veilleur-gate,s,1(${OUTNUM},${DIAL_TRUNK},,))\nexten => s,n,MacroExit()\n"


def _through_hook(model: Model) -> set[str]:
    return {way.verdict.value for way in model.ways if way.context == "macro-dialout-trunk"}


REACHED = {
    "as set-up writes it": freepbx.files(freepbx.HOOK + freepbx.GATE),
    "in the override file": freepbx.files(override=freepbx.HOOK + freepbx.GATE),
    "by a line of the owner's": freepbx.files(freepbx.HOOK + PLAIN_GATE),
    "in capitals": freepbx.files(freepbx.HOOK + PLAIN_GATE.replace("exten", "EXTEN").replace("Gosub", "GOSUB")),
    "numbered": freepbx.files(freepbx.HOOK + PLAIN_GATE.replace("s,n,", "s,2,")),
    "in an included file": freepbx.files("#include hook.conf\n", hook_conf=freepbx.HOOK + PLAIN_GATE),
    "in a globbed file": freepbx.files("#tryinclude hook*.conf\n", hook_conf=freepbx.HOOK + PLAIN_GATE),
    "in a subroutine of it": freepbx.files(
        freepbx.HOOK + "exten => s,1,Gosub(ask,s,1)\nsame => n,MacroExit()\n[ask]\n"
        "exten => s,1,Gosub(veilleur-gate,s,1(${OUTNUM},x,,))\nsame => n,Return()\n"),
    "after the owner's own lines": freepbx.files(
        freepbx.HOOK + "exten => s,1,Set(CALLERID(num)=0199001200)\nexten => s,n,Gosub(veilleur-gate,s,1(${OUTNUM},x,,))\nexten => s,n,MacroExit()\n"),
    "by the argument that one macro lets pass to the next": freepbx.files(
        freepbx.HOOK + "exten => s,1,Gosub(veilleur-gate,s,1(${ARG2},x,,))\nexten => s,n,MacroExit()\n"),
    "in another macro that the hook runs": freepbx.files(
        freepbx.HOOK + "exten => s,1,Macro(mine)\nexten => s,n,MacroExit()\n[macro-mine]\n" + PLAIN_GATE),
}  # fmt: skip

NOT_REACHED = {
    "no hook": freepbx.files(),
    "shadowed by the override file": freepbx.files(
        freepbx.HOOK + freepbx.GATE, freepbx.HOOK + "exten => s,1,Set(CALLERID(num)=1)\nexten => s,n,MacroExit()\n"),
    "behind an exit": freepbx.files(
        freepbx.HOOK + "exten => s,1,MacroExit()\nexten => s,n,Gosub(veilleur-gate,s,1(${OUTNUM},x,,))\n"),
    "behind the exit of an included file": freepbx.files(
        "#include rec.conf\n" + freepbx.HOOK + "exten => s,n,Gosub(veilleur-gate,s,1(${OUTNUM},x,,))\n",
        rec_conf=freepbx.HOOK + "exten => s,1,NoOp()\nsame => n,MacroExit()\n"),
    "s,n alone is dropped": freepbx.files(
        freepbx.HOOK + "exten => s,n,Gosub(veilleur-gate,s,1(${OUTNUM},x,,))\nexten => s,n,MacroExit()\n"),
    "a jump goes around it": freepbx.files(
        freepbx.HOOK + "exten => s,1,GotoIf($[\"${AMPUSER}\" = \"201\"]?end)\nexten => s,n,Gosub(veilleur-gate,s,1(${OUTNUM},x,,))\nexten => s,n(end),MacroExit()\n"),
    "its answer is not looked at": freepbx.files(
        freepbx.HOOK + "exten => s,1,Gosub(veilleur,s,1(${OUTNUM},x,,))\nexten => s,n,MacroExit()\n"),
    "it asks about something else": freepbx.files(
        freepbx.HOOK + "exten => s,1,Gosub(veilleur-gate,s,1(${DIAL_TRUNK},x,,))\nexten => s,n,MacroExit()\n"),
    "it asks in a subroutine that knows no argument": freepbx.files(
        freepbx.HOOK + "exten => s,1,Gosub(ask,s,1)\nsame => n,MacroExit()\n[ask]\n"
        "exten => s,1,Gosub(veilleur-gate,s,1(${ARG2},x,,))\nsame => n,Return()\n"),
}  # fmt: skip


@pytest.mark.parametrize("files", REACHED.values(), ids=REACHED)
def test_a_hook_that_is_reached_makes_both_ways_asked(tmp_path: Path, files: dict[str, str]) -> None:
    assert _through_hook(model_of(tmp_path, freepbx.MAIN, **files)) == {"asked"}


@pytest.mark.parametrize("files", NOT_REACHED.values(), ids=NOT_REACHED)
def test_a_hook_that_is_not_reached_does_not(tmp_path: Path, files: dict[str, str]) -> None:
    assert "asked" not in _through_hook(model_of(tmp_path, freepbx.MAIN, **files))


def test_the_destination_trunks_of_an_inbound_route_has_no_hook(tmp_path: Path) -> None:
    model = model_of(tmp_path, freepbx.MAIN, **freepbx.files(freepbx.HOOK + freepbx.GATE))
    left = [(way.context, way.extension) for way in model.ways if way.verdict != "asked"]
    assert left == [("ext-trunk", "tdial")]
    assert not model.is_all_asked


def test_the_step_that_shadows_a_question_is_named(tmp_path: Path) -> None:
    model = model_of(tmp_path, freepbx.MAIN, **NOT_REACHED["shadowed by the override file"])
    asked, first = model.shadowed_questions[0]
    assert first.path is not None
    assert (asked.line, first.path.name) == (3, "extensions_override_freepbx.conf")


def test_a_poisoned_context_is_a_way_of_its_own(tmp_path: Path) -> None:
    custom = freepbx.HOOK + freepbx.GATE + (
        "[from-internal-custom]\nexten => _00X.,1,Macro(x-outcall,${EXTEN})\n[macro-x-outcall]\n"
        "exten => s,1,Set(T=carrier)\nexten => s,n,Macro(dialout-trunk,1,${ARG1},,off)\n"
        "exten => s,n,Dial(SIP/${T}/${ARG1},300)\nexten => s,n,Dial(SIP/${ARG1}@${T},300)\n"
    )  # fmt: skip
    model = model_of(tmp_path, freepbx.MAIN, **freepbx.files(custom))
    poisoned = [way.verdict.value for way in model.ways if way.context == "macro-x-outcall"]
    assert poisoned == ["not_asked", "not_asked"]
    assert _through_hook(model) == {"asked"}


@pytest.mark.parametrize(
    ("script", "is_named"),
    [
        ("dialparties.agi", False),
        ("agi://127.0.0.1/queue_devstate.agi,getqueues,${AMPUSER}", False),
        ("enumlookup.agi", False),
        ("agi://192.0.2.7/dialparties.agi", True),
        ("agi://127.0.0.1:4599/dialparties.agi", True),
        ("/tmp/dialparties.agi", True),
        ("${OUTFAIL_${ARG1}}", True),
        ("mine.agi", True),
    ],
)
def test_programs_of_freepbx_that_place_no_call_are_not_named(
    tmp_path: Path, script: str, is_named: bool
) -> None:
    custom = f"[macro-dial]\nexten => s,1,AGI({script})\n"
    model = model_of(tmp_path, freepbx.MAIN, **freepbx.files(freepbx.HOOK + freepbx.GATE + custom))
    assert any(way.context == "macro-dial" for way in model.ways) is is_named


def test_elsewhere_such_a_name_says_nothing(tmp_path: Path) -> None:
    model = model_of(tmp_path, "[out]\nexten => s,1,AGI(dialparties.agi)\n")
    assert [way.verdict.value for way in model.ways] == ["not_known"]


def test_the_number_of_an_enum_call_is_asked_although_who_takes_it_is_looked_up(tmp_path: Path) -> None:
    enum = (
        "[macro-dialout-enum]\nexten => s,1,Set(DIAL_NUMBER=${ARG2})\nexten => s,n,AGI(enumlookup.agi)\n"
        "exten => s,n(dialloop),Set(TRYDIAL=${CUT(DIALARR,%,1)})\n@GATE@"
        "exten => s,n,Dial(${TRYDIAL},300)\nexten => s,n,Goto(dialloop)\n"
    )
    gate = "exten => s,n,Gosub(veilleur-gate,s,1(${DIAL_NUMBER},${DIAL_TRUNK},,))\n"
    for line, verdict in (
        (gate, "asked"),
        ("", "not_known"),
        (gate.replace("DIAL_NUMBER", "X"), "not_known"),
    ):
        files = freepbx.files(freepbx.HOOK + freepbx.GATE + enum.replace("@GATE@", line))
        ways = model_of(tmp_path, freepbx.MAIN, **files).ways
        assert [way.verdict.value for way in ways if way.context == "macro-dialout-enum"] == [verdict]
