"""Set-up changes an installer's files, and gives them back as they were."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from veilleur.pbx.asterisk.dialplan import Model, Verdict, from_events
from veilleur.pbx.asterisk.setup import (
    AsteriskPlan,
    SetupError,
    apply,
    check,
    colliding_extensions,
    remove,
)
from veilleur.words.site import Site

HOOK = "[macro-dialout-trunk-predial-hook]\n"


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


@pytest.mark.parametrize("freepbx", [False, True])
@pytest.mark.parametrize(
    "before",
    [
        "",
        "[general]\nstatic=yes\n",
        "; no newline at the end",
        f"[a]\nexten => 1,1,NoOp()\n{HOOK}exten => s,1(start),NoOp(other)\nexten => s,n,MacroExit()\n[b]\n",
        f"{HOOK}exten => s,1,NoOp(last line, no newline)",
        f"{HOOK}exten => s,1,Return()\nexten => t,1,Hangup()",
    ],
)
def test_what_was_comes_back_byte_for_byte(tmp_path: Path, before: str, freepbx: bool) -> None:
    name = "extensions_custom.conf" if freepbx else "extensions.conf"
    (tmp_path / name).write_text(before)
    first = contents(tmp_path)
    plan = AsteriskPlan(freepbx=freepbx)
    apply(tmp_path, plan)
    once = contents(tmp_path)
    apply(tmp_path, plan)
    assert contents(tmp_path) == once
    remove(tmp_path)
    assert contents(tmp_path) == first


def test_extensions_that_hide_an_emergency_number_are_named() -> None:
    found = colliding_extensions(AsteriskPlan(site=Site(extensions=("1XX", "2XX"))))
    assert ("1XX", "112") in found
    assert all(pattern == "1XX" for pattern, _ in found)


def running(*rows: dict[str, str]) -> Model:
    """The model of a plan that runs; rows of one extension get priorities in their order."""
    counted: dict[tuple[str, str], int] = {}
    numbered = []
    for row in rows:
        place = (row["Context"], row["Extension"])
        counted[place] = counted.get(place, 0) + 1
        numbered.append({**row, "Priority": str(counted[place])})
    return Model(from_events(numbered))


def dial(context: str, data: str, application: str = "Dial") -> dict[str, str]:
    return {"Context": context, "Extension": "_X!", "Application": application, "AppData": data}


def left(model: Model) -> list[str]:
    return [way.context for way in model.ways if way.verdict is not Verdict.ASKED]


def test_nothing_is_in_force_on_a_switch_without_the_pieces() -> None:
    model = running(dial("default", "", "NoOp"))
    assert not any(check(model, AsteriskPlan()).values())


def test_a_way_that_is_not_asked_or_not_known_keeps_every_dial_from_being_in_force() -> None:
    asked = [
        dial("out", "veilleur-gate,s,1(${EXTEN},carrier,,)", "Gosub"),
        dial("out", "PJSIP/${EXTEN}@carrier,30"),
        dial("stations", "PJSIP/201,20"),
        dial("forwards", "Local/${forward}@out/n"),
    ]
    assert check(running(*asked), AsteriskPlan())["every_dial"]
    for one in (dial("old", "SIP/carrier/${EXTEN},30"), dial("ivr", "menu.agi", "AGI")):
        model = running(*asked, one)
        assert left(model) == [one["Context"]]
        found = check(model, AsteriskPlan())
        assert (found["used"], found["every_dial"]) == (True, False)


def test_the_trunks_that_a_site_names_hide_no_other_way() -> None:
    model = running(
        dial("out", "${GLOBAL(TRUNK)}/${EXTEN:1},60"), dial("tel", "${ARG1},20"), dial("dahdi", "DAHDI/g0/1")
    )
    assert left(model) == ["out", "tel", "dahdi"]


def test_on_freepbx_the_question_counts_where_its_trunks_are_dialled() -> None:
    macro = "macro-dialout-trunk"
    asked = [
        dial(macro, "veilleur-gate,s,1(${OUTNUM},${DIAL_TRUNK},,)", "Gosub"),
        dial(macro, "${OUT_${DIAL_TRUNK}}/${OUTNUM}${OUT_${DIAL_TRUNK}_SUFFIX},300,T"),
    ]
    plan = AsteriskPlan(freepbx=True)
    assert check(running(*asked), plan)["used"]
    elsewhere = [
        dial("mine", "veilleur-gate,s,1(${EXTEN},x,,)", "Gosub"),
        dial("mine", "SIP/carrier/${EXTEN}"),
    ]
    assert not check(running(asked[1], *elsewhere), plan)["used"]


def test_a_link_left_by_the_switchs_own_user_leads_root_to_no_other_file(tmp_path: Path) -> None:
    directory, other = tmp_path / "asterisk", tmp_path / "shadow"
    directory.mkdir()
    other.write_text("root's own\n")
    (directory / "manager.conf").write_text("[general]\n")
    (directory / ".manager.conf.veilleur-new").symlink_to(other)
    (directory / "..manager.conf.before-veilleur.veilleur-new").symlink_to(other)
    apply(directory, AsteriskPlan())
    assert other.read_text() == "root's own\n"
    assert not (directory / "manager.conf").is_symlink()
    remove(directory)
    assert (directory / "manager.conf").read_text() == "[general]\n"


def test_a_pipe_in_place_of_the_dialplan_holds_nobody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "extensions.conf")
    with pytest.raises(SetupError, match="is no file"):
        apply(tmp_path, AsteriskPlan(), gates=True)


def test_a_folder_with_the_name_of_a_file_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "queues.conf").mkdir()
    (tmp_path / "extensions.conf").write_text("[p]\nexten => _0X.,1,Dial(SIP/t/${EXTEN})\n")
    apply(tmp_path, AsteriskPlan(), gates=True)
    remove(tmp_path)
    assert (tmp_path / "extensions.conf").read_text() == "[p]\nexten => _0X.,1,Dial(SIP/t/${EXTEN})\n"
