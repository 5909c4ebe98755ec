"""The FreePBX module against a stand-in that records what it does: questions, notifications, orders."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import subprocess
import threading
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from lab.freepbx.module import MODULE, run_module, with_questions
from tests.pbx.asterisk.freepbx.machine import made

from veilleur.config import load_text
from veilleur.control.server import ControlServer
from veilleur.history.page_orders import PageOrders
from veilleur.journal import Journal
from veilleur.pbx.asterisk.dialplan import Model, read_directory
from veilleur.pbx.asterisk.setup import AsteriskPlan, apply, place_of_hook, remove

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("php") is None, reason="PHP is missing: `python -m tools.debian`"),
]
PLAN = AsteriskPlan(freepbx=True, version=16, hook_is_macro=True)
STEPS = [
    ["macro-dialout-trunk", "s", "", "Set(OUTNUM=${OUTPREFIX_${DIAL_TRUNK}}${DIAL_NUMBER})"],
    [
        "macro-dialout-trunk",
        "s",
        "dial",
        "Dial(${OUT_${DIAL_TRUNK}}/${OUTNUM}${OUT_${DIAL_TRUNK}_SUFFIX},300,T)",
    ],
    ["macro-dialout-trunk", "s", "customtrunk", "Dial(${pre_num:4}${OUTNUM}${post_num},300,T)"],
    ["trunk-dial-with-exten", "_X.", "", "Dial(${OUT_1}/${OUTNUM},300)"],
    ["macro-dialout-enum", "s", "", "Dial(${TRYDIAL},300)"],
    ["ext-trunk", "5", "", "Macro(dundi-${DIAL_TRUNK},${OUTNUM})"],
    ["ext-trunk", "tdial", "", "Dial(${TDIAL_STRING}/${OUTNUM}${TDIAL_SUFFIX},300)"],
    ["ext-local", "201", "", "Dial(PJSIP/201,20)"],
    ["app-vmmain", "*97", "", "VoiceMailMain(${AMPUSER}@default,s)"],
    ["app-dialvm", "*98", "good", "VoiceMailMain()"],
    ["macro-vm", "s", "", "VoiceMailMain(@office,p)"],
]


@pytest.fixture
def etc(tmp_path: Path) -> Path:
    found = made(tmp_path)
    apply(found, PLAN)
    return found


def lines_of(etc: Path, times: int = 1) -> list[str]:
    return str(run_module(etc, plan=STEPS, times=times)["dialplan"]).split("\n")


def before(lines: list[str], what: str) -> str:
    return lines[next(number for number, line in enumerate(lines) if what in line) - 1]


def test_each_file_is_php() -> None:
    for path in sorted(MODULE.glob("*.php")):
        done = subprocess.run(["php", "-l", str(path)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_its_description_is_xml_and_names_the_hook_that_there_is() -> None:
    module = ElementTree.parse(MODULE / "module.xml").getroot()
    assert module.findtext("rawname") == MODULE.name
    hook = module.find("methods/get_config")
    assert hook is not None
    assert f"function {hook.text}(" in (MODULE / "functions.inc.php").read_text()


def test_the_question_stands_right_before_each_dial_to_a_trunk(etc: Path) -> None:
    lines = lines_of(etc)
    for what in ("Dial(${OUT_${DIAL", "Dial(${pre_num", "Dial(${OUT_1}", "Macro(dundi-", "Dial(${TDIAL"):
        assert "Gosub(veilleur-gate,s,1(${OUTNUM:" in before(lines, what), what
    assert "Gosub(veilleur-gate,s,1(${DIAL_NUMBER}," in before(lines, "Dial(${TRYDIAL}")
    assert "veilleur" not in before(lines, "Dial(PJSIP/201")


def test_a_label_goes_to_the_question_so_that_no_jump_passes_it(etc: Path) -> None:
    lines = lines_of(etc)
    assert any(line.startswith("exten => s,n(customtrunk),Set(VEILLEUR_PREFIX=") for line in lines)
    assert "exten => s,n,Dial(${pre_num:4}${OUTNUM}${post_num},300,T)" in lines
    assert "exten => _X.,1,Set(VEILLEUR_PREFIX=${OUTPREFIX_${DIAL_TRUNK}})" in lines


def test_each_mailbox_is_asked_about_and_one_that_is_not_named_is_asked_for(etc: Path) -> None:
    lines = lines_of(etc)
    assert "Gosub(veilleur-mailbox,s,1(${AMPUSER}@default," in before(
        lines, "VoiceMailMain(${AMPUSER}@default,s)"
    )
    asked = [line for line in lines if "Gosub(veilleur-voicemail" in line]
    assert [line.partition("s,1(")[2].partition(",")[0] for line in asked] == ["default", "office"]
    assert "exten => *98,n,VoiceMailMain(${VEILLEUR_BOX})" in lines
    assert "exten => s,n,VoiceMailMain(${VEILLEUR_BOX},p)" in lines


def test_freepbx_may_call_it_as_often_as_it_likes(etc: Path) -> None:
    assert lines_of(etc, times=3) == lines_of(etc)


def test_without_the_gate_nothing_is_spliced_since_a_gosub_to_nowhere_ends_every_call(etc: Path) -> None:
    remove(etc)
    assert "veilleur" not in str(run_module(etc, plan=STEPS)["dialplan"])


def test_with_the_module_every_way_that_freepbx_generates_is_asked_and_the_hook_need_not_be(
    etc: Path,
) -> None:
    generated = etc / "extensions_additional.conf"
    generated.write_text(with_questions(generated.read_text(), etc))
    assert place_of_hook(etc, PLAN).how == "module"
    apply(etc, PLAN)
    assert "[macro-dialout-trunk-predial-hook]" not in (etc / "extensions_custom.conf").read_text()
    found = read_directory(etc)
    assert {(way.context, way.verdict.value) for way in Model(found.plan, found.around).ways} == {
        ("macro-dialout-trunk", "asked"),
        ("macro-dialout-enum", "asked"),
        ("ext-trunk", "asked"),
    }


def test_install_adds_one_job_and_uninstall_leaves_nothing(etc: Path) -> None:
    found = run_module(etc, do=[["install"], ["uninstall"]])
    assert [one[:3] for one in found["job"]] == [
        ["addClass", "veilleur", "watch"],
        ["remove", "veilleur", "watch"],
    ]
    assert {one[2] for one in found["notifications"]} == {"gone", "attack", "pieces"}
    assert {one[0] for one in found["notifications"]} == {"delete"}


@pytest.mark.parametrize(
    ("attacks", "expected"),
    [
        (None, {"gone": "add_critical", "pieces": "delete"}),
        ([], {"gone": "delete", "attack": "delete", "pieces": "delete"}),
        (["i1"], {"gone": "delete", "attack": "add_security", "pieces": "delete"}),
    ],
)
def test_each_minute_it_says_whether_the_guard_is_gone_and_whether_there_is_an_attack(
    etc: Path, attacks: list[str] | None, expected: dict[str, str]
) -> None:
    answers = {} if attacks is None else {"status": {"ok": True, "status": {"attacks": attacks}}}
    found = run_module(etc, do=[["watch"]], answers=answers)
    assert {one[2]: one[0] for one in found["notifications"]} == expected


def test_pieces_that_were_taken_out_are_noticed_within_a_minute(etc: Path) -> None:
    remove(etc)
    found = run_module(etc, do=[["watch"]])
    assert ["add_critical", "veilleur", "pieces"] in [one[:3] for one in found["notifications"]]


@pytest.mark.parametrize(
    ("command", "form", "order"),
    [
        ("undo", {"id": "i3"}, {"do": "undo", "id": "i3", "code": ""}),
        ("undo", {"id": "i3", "code": " k7mp-x3nq "}, {"do": "undo", "id": "i3", "code": "k7mp-x3nq"}),
        (
            "answer",
            {"scope": "territory", "value": "LV", "word": "yes", "code": "k7mp"},
            {
                "do": "answer",
                "accepted": True,
                "scope": "territory",
                "value": "LV",
                "minutes": 60,
                "code": "k7mp",
            },
        ),
        ("undo", {"id": "i3; x"}, None),
        ("undo", {}, None),
        (
            "answer",
            {"scope": "number", "value": "+37129011234", "word": "no"},
            {"do": "answer", "accepted": False, "scope": "number", "value": "+37129011234", "minutes": 60},
        ),
        ("answer", {"scope": "number", "value": "+371", "word": "maybe"}, None),
        ("answer", {"scope": "site", "value": "LV", "word": "yes"}, None),
        ("answer", {"scope": "territory", "value": 'LV"}', "word": "yes"}, None),
        ("pause", {"minutes": "9"}, None),
    ],
)
def test_the_page_gives_known_orders_alone(
    etc: Path, command: str, form: dict[str, str], order: dict[str, Any] | None
) -> None:
    assert run_module(etc, do=[["order", command, form]])["returned"] == [order]


def test_the_socket_is_asked_with_bounded_waits(etc: Path, tmp_path: Path) -> None:
    path = tmp_path / "page.sock"
    assert run_module(etc, socket=str(path))["socket"] is None
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                asked = json.loads(connection.makefile("rb").readline())
                connection.sendall(json.dumps({"ok": True, "echo": asked}).encode() + b"\n")

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        assert run_module(etc, socket=str(path))["socket"] == {"ok": True, "echo": {"do": "status"}}
        thread.join(10)


async def test_the_guard_itself_answers_the_module_on_its_page_socket(etc: Path, tmp_path: Path) -> None:
    path, journal = tmp_path / "page.sock", tmp_path / "journal.db"
    Journal(journal).close()
    settings = load_text(f'[site]\nname = "x"\n[journal]\nfile = "{journal}"\n', tmp_path / "veilleur.toml")

    async def do(request: dict[str, Any], _user: int) -> dict[str, Any]:
        return {"status": {"site": "x"}}

    server = ControlServer(path, PageOrders(settings, do).do, also_heard=os.geteuid())
    await server.start()
    try:
        found = await asyncio.to_thread(run_module, etc, socket=str(path))
    finally:
        await server.stop()
    assert found["socket"] == {"ok": True, "status": {"site": "x", "attacks": []}}
