"""FreePBX's predial hook, wherever somebody has put one: ours comes first, theirs goes on, all comes back."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from tests.pbx.asterisk.freepbx import hooks
from tests.pbx.asterisk.freepbx.machine import made

from veilleur.cli import main
from veilleur.pbx.asterisk.dialplan import Model, read_directory
from veilleur.pbx.asterisk.setup import (
    AsteriskPlan,
    apply,
    edits_of_owner,
    edits_that_go,
    place_of_hook,
    remove,
)

PLAN = AsteriskPlan(freepbx=True, version=16, hook_is_macro=True)


def contents(etc: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in etc.iterdir()}


def through_the_hook(etc: Path) -> set[str]:
    found = read_directory(etc)
    ways = Model(found.plan, found.around).ways
    return {way.verdict.value for way in ways if way.context == "macro-dialout-trunk"}


@pytest.mark.parametrize(
    ("files", "how"),
    [
        *((files, "joined") for files in hooks.JOINED.values()),
        *((files, "called") for files in hooks.CALLED.values()),
        *((files, "own") for files in (*hooks.DEAD.values(), hooks.NO_HOOK)),
    ],
    ids=[*hooks.ALL, "none"],
)
def test_a_hook_is_found_where_it_is_and_comes_after_ours(
    tmp_path: Path, files: dict[str, str], how: str
) -> None:
    etc = made(tmp_path)
    hooks.put(etc, files)
    before = contents(etc)
    assert "asked" not in through_the_hook(etc)

    assert place_of_hook(etc, PLAN).how == how
    apply(etc, PLAN)
    assert through_the_hook(etc) == {"asked"}
    once = contents(etc)
    apply(etc, PLAN)
    assert contents(etc) == once

    remove(etc)
    assert contents(etc) == before


@pytest.mark.parametrize("files", hooks.BY_HAND.values(), ids=hooks.BY_HAND)
def test_a_hook_that_cannot_be_completed_is_left_alone_and_the_lines_are_shown(
    tmp_path: Path, files: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    etc = made(tmp_path)
    hooks.put(etc, files)
    monkeypatch.chdir(tmp_path)
    words = ["veilleur", "setup", "asterisk", "--offline", "--write", str(etc), "--json"]
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as ended:
        main()
    said = json.loads(capsys.readouterr().out)
    assert ended.value.code in (0, None)
    assert "hook_by_hand" in {one["code"] for one in said["notices"]}
    name = next(name for name, text in files.items() if hooks.HEADER in text)
    assert (etc / name).read_text().startswith(files[name])
    assert "[veilleur-gate]" in (etc / hooks.CUSTOM).read_text()

    # The person does what they are shown, and --check understands it.
    own = files[name].replace("Goto(macro-dialout-trunk-predial-hook,s,2)", "NoOp()").replace("s,2,", "s,n,")
    own = own.replace("s,1,", "s,n,").replace(
        hooks.HEADER, hooks.HEADER + "\n".join(said["hook_lines"]) + "\n"
    )
    (etc / name).write_text((etc / name).read_text().replace(files[name], own))
    assert through_the_hook(etc) == {"asked"}


def test_a_trunk_macro_pasted_into_an_owner_s_file_is_asked_by_gates(tmp_path: Path) -> None:
    etc = made(tmp_path)
    pasted = (
        "[macro-dialout-trunk]\nexten => s,1,Set(DIAL_TRUNK=${ARG1})\nexten => s,n,Set(OUTNUM=${ARG2})\n"
        "exten => s,n,Dial(SIP/carrier/${OUTNUM},300)\nexten => s,n,MacroExit()\n"
    )
    (etc / hooks.OVERRIDE).write_text(pasted)
    before = contents(etc)
    apply(etc, PLAN, gates=True)
    found = read_directory(etc)
    ways = [way for way in Model(found.plan, found.around).ways if way.place.path == etc / hooks.OVERRIDE]
    assert [way.verdict.value for way in ways] == ["asked"]
    remove(etc)
    assert contents(etc) == before


def test_gates_ask_no_second_time_where_the_hook_asks(tmp_path: Path) -> None:
    etc = made(tmp_path)
    additional = (etc / "extensions_additional.conf").read_text()
    start = additional.index("[macro-dialout-trunk]")
    macro = additional[start : additional.index("[macro-dialout-enum]")]
    (etc / hooks.CUSTOM).write_text(macro)
    apply(etc, PLAN, gates=True)
    assert (etc / hooks.CUSTOM).read_text().count("Gosub(veilleur-gate,") == 1


def test_a_hook_that_is_needed_no_more_leaves_the_file_that_it_was_joined_to(tmp_path: Path) -> None:
    etc = made(tmp_path)
    hooks.put(etc, hooks.JOINED["two lines in the override file (03c)"])
    own = (etc / hooks.OVERRIDE).read_bytes()
    apply(etc, PLAN)
    generated = etc / "extensions_additional.conf"
    text = generated.read_text()
    asked = "exten => s,n(gocall),Gosub(veilleur-gate,s,1(${OUTNUM},${DIAL_TRUNK},,))\nexten => s,n,Macro("
    generated.write_text(text.replace("exten => s,n(gocall),Macro(", asked))
    assert place_of_hook(etc, PLAN).how == "module"
    apply(etc, PLAN)
    assert (etc / hooks.OVERRIDE).read_bytes() == own


EDITED = {
    "their line is another": (f"s,n,{hooks.SETS}", "s,n,Set(CALLERID(num)=0199005599)"),
    "a line of theirs behind it": (
        f"exten => s,n,{hooks.SETS}",
        f"exten => s,n,{hooks.SETS}\nexten => s,n,NoOp(mine too)",
    ),
    "a line of theirs before the question": (
        "exten => s,1,Set(PREDIAL_HOOK_RET=)",
        "exten => s,1,Set(PREDIAL_HOOK_RET=)\nexten => s,n,NoOp(mine first)",
    ),
}


@pytest.mark.parametrize(("before", "after"), EDITED.values(), ids=EDITED)
def test_what_the_owner_writes_among_the_lines_of_a_joined_hook_stays(
    tmp_path: Path, before: str, after: str
) -> None:
    etc = made(tmp_path)
    hooks.put(etc, hooks.JOINED["two lines in the override file (03c)"])
    apply(etc, PLAN, gates=True)
    path = etc / hooks.OVERRIDE
    assert before in path.read_text()
    path.write_text(path.read_text().replace(before, after))
    mine = after.split("\n")[-1].rpartition(",")[2]

    apply(etc, PLAN, gates=True)
    assert through_the_hook(etc) == {"asked"}
    lines = [line for line in path.read_text().split("\n") if not line.startswith(";")]
    assert sum(mine in line for line in lines) == 1
    twice = path.read_text()
    apply(etc, PLAN, gates=True)
    assert path.read_text() == twice

    remove(etc)
    text = path.read_text()
    assert "veilleur" not in text.lower()
    assert text.count(mine) == 1
    assert text.startswith(f"{hooks.HEADER}exten => s,1,")


def test_what_the_owner_changes_in_the_question_of_a_hook_stays_and_is_named(tmp_path: Path) -> None:
    etc = made(tmp_path)
    hooks.put(etc, hooks.JOINED["two lines in the override file (03c)"])
    own = (etc / hooks.OVERRIDE).read_text()
    apply(etc, PLAN)
    path = etc / hooks.OVERRIDE
    path.write_text(path.read_text().replace(",${DIAL_TRUNK},,))", ",main-line,,))"))
    ((named, edits),) = edits_of_owner(etc, PLAN)
    assert named == path
    assert "main-line" in "".join(edits.kept)
    apply(etc, PLAN)
    assert path.read_text().count("main-line") == 1
    assert through_the_hook(etc) == {"asked"}
    assert any("main-line" in line for _path, line in edits_that_go(etc))
    remove(etc)
    assert path.read_text() == own


def test_a_line_behind_the_renamed_head_of_a_hook_stays(tmp_path: Path) -> None:
    etc = made(tmp_path)
    hooks.put(etc, hooks.CALLED["numbered"])
    apply(etc, PLAN)
    path = etc / hooks.CUSTOM
    text = path.read_text()
    head = next(line for line in text.split("\n") if line.startswith("[") and "hook" in line)
    path.write_text(text.replace(head, f"{head}\nexten => s,4,NoOp(mine)", 1))
    apply(etc, PLAN)
    assert path.read_text().count("NoOp(mine)") == 1
    remove(etc)
    assert path.read_text().startswith(f"{hooks.HEADER}exten => s,4,NoOp(mine)\n")
