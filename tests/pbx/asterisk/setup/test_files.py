"""Set-up changes an installer's files, and gives them back as they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from veilleur.pbx.asterisk.setup import (
    AsteriskPlan,
    SetupError,
    apply,
    check,
    colliding_extensions,
    remove,
    ungated_dials,
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


def test_a_hook_with_numbered_lines_is_left_alone_with_a_sentence(tmp_path: Path) -> None:
    text = f"{HOOK}exten => s,1,NoOp()\nexten => s,2,Return()\n"
    (tmp_path / "extensions_custom.conf").write_text(text)
    with pytest.raises(SetupError, match="by hand"):
        apply(tmp_path, AsteriskPlan(freepbx=True))
    assert contents(tmp_path) == {"extensions_custom.conf": text.encode()}


def test_extensions_that_hide_an_emergency_number_are_named() -> None:
    found = colliding_extensions(AsteriskPlan(site=Site(extensions=("1XX", "2XX"))))
    assert ("1XX", "112") in found
    assert all(pattern == "1XX" for pattern, _ in found)


def test_nothing_is_in_force_on_a_switch_without_the_pieces() -> None:
    assert not any(check([{"Context": "default", "Extension": "s"}], AsteriskPlan()).values())


def dial(context: str, data: str, application: str = "Dial") -> dict[str, str]:
    return {"Context": context, "Extension": "_X!", "Application": application, "AppData": data}


def test_a_trunk_that_is_dialled_behind_no_gate_is_found_and_a_telephone_is_none() -> None:
    rows = [
        dial("out", "veilleur-gate,s,1(${EXTEN},carrier,,)", "Gosub"),
        dial("out", "PJSIP/${EXTEN}@carrier,30"),
        dial("stations", "PJSIP/${EXTEN},20"),
        dial("forwards", "Local/${forward}@out/n"),
        dial("old", "SIP/carrier/${EXTEN},30"),
        dial("click", "PJSIP/201&PJSIP/${ARG1}@carrier"),
    ]
    assert [one.partition(",")[0] for one in ungated_dials(rows, AsteriskPlan())] == ["old", "click"]
    named = AsteriskPlan(site=Site(trunks=("PJSIP/carrier*",)))
    assert [one.partition(",")[0] for one in ungated_dials(rows, named)] == ["click"]


def test_freepbx_has_its_hook_before_every_trunk_but_not_before_an_owners_own_lines() -> None:
    rows = [
        dial("macro-dialout-trunk", "${OUT_${DIAL_TRUNK}}/${OUTNUM}${OUT_${DIAL_TRUNK}_SUFFIX},300,T"),
        dial("macro-dial-one", "${DSTRING},${ARG1}"),
        dial("my-callback-custom", "SIP/carrier/${EXTEN}"),
    ]
    found = ungated_dials(rows, AsteriskPlan(freepbx=True))
    assert [one.partition(",")[0] for one in found] == ["my-callback-custom"]


def test_a_trunk_whose_name_is_a_variable_is_found_whatever_trunks_the_site_names() -> None:
    named = AsteriskPlan(site=Site(trunks=("PJSIP/carrier*",)))
    found = ungated_dials([dial("out", "${GLOBAL(TRUNK)}/${EXTEN:1},60"), dial("tel", "${ARG1},20")], named)
    assert [one.partition(",")[0] for one in found] == ["out"]


def test_a_link_left_by_the_switchs_own_user_leads_root_to_no_other_file(tmp_path: Path) -> None:
    directory, other = tmp_path / "asterisk", tmp_path / "shadow"
    directory.mkdir()
    other.write_text("root's own\n")
    (directory / "manager.conf").write_text("[general]\n")
    (directory / "manager.conf.veilleur-new").symlink_to(other)
    (directory / "manager.conf.before-veilleur.veilleur-new").symlink_to(other)
    apply(directory, AsteriskPlan())
    assert other.read_text() == "root's own\n"
    assert not (directory / "manager.conf").is_symlink()
    remove(directory)
    assert (directory / "manager.conf").read_text() == "[general]\n"
