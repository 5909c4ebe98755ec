# ruff: noqa: E501 - a dialplan line cannot be broken
"""Ways out in dialplans of many habits: each is found, guarded and given back, or told with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from veilleur.pbx.asterisk.setup import AsteriskPlan, apply, gateable, remove
from veilleur.pbx.asterisk.setup.routes import around_lost, dial_lines
from veilleur.words.site import Site

GLOBALS = "[globals]\nTRUNK=SIP/carrier\nTRUNKMSD=1\nTECH=PJSIP\n"


@pytest.mark.parametrize(
    ("data", "gates"),
    [
        ("PJSIP/${EXTEN:1}@carrier,60,tT", ["${EXTEN:1},carrier"]),
        ("PJSIP/carrier/sip:${EXTEN:1}@192.0.2.1:5060", ["${EXTEN:1},carrier"]),
        ("SIP/carrier/00${EXTEN:2},60,L(60000:1000)", ["00${EXTEN:2},carrier"]),
        ("SIP/carrier/${FILTER(0-9,${EXTEN})},30", ["${FILTER(0-9,${EXTEN})},carrier"]),
        ("IAX2/user:word@peer/${EXTEN}@context,30", ["${EXTEN},peer"]),
        ("DAHDI/g1/w${EXTEN:1}", ["${EXTEN:1},g1"]),
        ("${TRUNK}/${EXTEN:${TRUNKMSD}}", ["${EXTEN:${TRUNKMSD}},carrier"]),
        ("${GLOBAL(TRUNK)}/${EXTEN},,tT", ["${EXTEN},carrier"]),
        ("${TECH}/${EXTEN}@carrier", ["${EXTEN},carrier"]),
        ("${OUT_${DIAL_TRUNK}}/${OUTNUM},300,T", ["${OUTNUM},"]),
        ("${TDIAL_STRING}/${OUTNUM}${TDIAL_SUFFIX},300", ["${OUTNUM},"]),
        ("${OUT_${T}}/${OUTNUM}${OUT_${T}_SUFFIX},300", ["${OUTNUM},"]),
        ("PJSIP/+33${EXTEN:1}@${WHICH},60", ["+33${EXTEN:1},"]),
        (
            "PJSIP/9999${EXTEN:1}@carrier",
            ["9999${EXTEN:1},carrier"],
        ),  # 9999 or 37129: by its look nobody knows
        ("SIP/carrier/37129${EXTEN:1}/:d", ["37129${EXTEN:1},carrier"]),
        ("SIP/101&SIP/carrier/0639981234", ["0639981234,carrier"]),
        ("PJSIP/${EXTEN:1}@a&PJSIP/${EXTEN:1}@b", ["${EXTEN:1},a", "${EXTEN:1},b"]),
    ],
)
def test_what_is_asked_before_a_line_is_the_whole_number(tmp_path: Path, data: str, gates: list[str]) -> None:
    (tmp_path / "extensions.conf").write_text(f"{GLOBALS}[p]\nexten => _0X.,1,Dial({data})\n")
    (one,) = dial_lines(tmp_path)
    assert list(one.gates) == [f"Gosub(veilleur-gate,s,1({gate},,))" for gate in gates]
    assert one.in_place[0] == f"exten => _0X.,1,{around_lost(len(gates))}"
    assert one.in_place[1].startswith("exten => _0X.,n,Gosub(veilleur-gate,s,1(")
    assert ":word@" not in one.text


MAIN = """\
[globals]
TRUNK => PJSIP/carrier
[out](!)
exten => _0X.,1,NoOp(going out)
 same => n(dial),Dial(${TRUNK}/${EXTEN:1},60) ; the usual way
same => n,GotoIf($["${DIALSTATUS}" = "CHANUNAVAIL"]?spare)
same=>n,Hangup()
same => n(spare),Dial(PJSIP/${EXTEN:1}@spare)
[one-line](out)
exten => _9.,1(go),Dial(PJSIP/${EXTEN:1}@carrier)
exten => 112,1,Dial(PJSIP/112@carrier)
exten = 113,1,Set(a=1)
exten = 113,n,ExecIf($["${a}" = "1"]?Dial(PJSIP/113@carrier))
[asked]
exten => _8X.,1,Gosub(veilleur-gate,s,1(${EXTEN:1},carrier,,))
same => n,Dial(PJSIP/${EXTEN:1}@carrier)
[telephones]
exten => _2XX,1,Dial(PJSIP/${EXTEN},20)
;exten => _7.,1,Dial(PJSIP/${EXTEN:1}@carrier)
#include "routes/*.conf"
#tryinclude missing.conf
"""
MORE = "[more]\r\nexten => _6.,1,Dial(PJSIP/${EXTEN:1}@carrier,30)\r\n"
MORE += "exten => _5.,1,Dial(PJSIP/${EXTEN:1}@carrier)"
OLD = """\
[old]
exten => _4.,1,NoOp()
exten => _4.,2,Dial(SIP/carrier/${EXTEN:1})
exten => _4.,3,Hangup()
switch => Realtime/out@extensions
exten => 700,1,Dial(${ARG1})
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "routes").mkdir()
    (tmp_path / "extensions.conf").write_text(MAIN)
    (tmp_path / "routes" / "more.conf").write_bytes(MORE.encode())
    (tmp_path / "routes" / "old.conf").write_text(OLD)
    (tmp_path / "extensions.ael").write_text("context a {\n _3. => Dial(PJSIP/${EXTEN:1}@carrier);\n};\n")
    (tmp_path / "extensions.lua").write_text('function out(c, e) app.dial("PJSIP/carrier/" .. e) end\n')
    (tmp_path / "queues.conf").write_text("[q]\nmember => PJSIP/0639981234@carrier,1\nmember => PJSIP/201\n")
    return tmp_path


def contents(directory: Path) -> dict[str, bytes]:
    return {str(p.relative_to(directory)): p.read_bytes() for p in directory.rglob("*") if p.is_file()}


def test_every_way_out_is_found_in_every_file_and_each_that_cannot_be_guarded_has_a_reason(
    directory: Path,
) -> None:
    found = [
        (one.path.name, one.line, "" if one.in_place else one.why or one.reason.value)
        for one in dial_lines(directory)
    ]
    assert found == [
        *[("extensions.conf", line, "") for line in (5, 8, 10, 11, 13)],
        *[("more.conf", 2, ""), ("more.conf", 3, "")],
        *[("old.conf", 3, "numbered"), ("old.conf", 5, "switch"), ("old.conf", 6, "variable")],
        *[("extensions.ael", 2, "ael"), ("extensions.lua", 1, "lua"), ("queues.conf", 2, "member")],
    ]


def test_the_question_takes_the_place_of_the_line_and_its_label(directory: Path) -> None:
    by_line = {one.line: one.in_place for one in dial_lines(directory) if one.path.name == "extensions.conf"}
    assert by_line[5] == (
        ' same => n(dial),GotoIf($["${IFMODULE(app_stack.so)}" = "0"]?$[${PRIORITY} + 2])',
        " same => n,Gosub(veilleur-gate,s,1(${EXTEN:1},carrier,,))",
        " same => n,Dial(${TRUNK}/${EXTEN:1},60)",
    )
    assert by_line[10] == (
        f"exten => _9.,1(go),{around_lost(1)}",
        "exten => _9.,n,Gosub(veilleur-gate,s,1(${EXTEN:1},carrier,,))",
        "exten => _9.,n,Dial(PJSIP/${EXTEN:1}@carrier)",
    )
    assert by_line[13] == (
        f"exten = 113,n,{around_lost(1)}",
        'exten = 113,n,ExecIf($["${a}" = "1"]?Gosub(veilleur-gate,s,1(113,carrier,,)))',
        'exten = 113,n,ExecIf($["${a}" = "1"]?Dial(PJSIP/113@carrier))',
    )


def test_gates_are_written_once_and_everything_comes_back_byte_for_byte(directory: Path) -> None:
    first, plan = contents(directory), AsteriskPlan()
    apply(directory, plan, gates=True)
    once = contents(directory)
    assert [one for one in dial_lines(directory) if one.in_place] == []
    assert once["routes/more.conf"].count(b"Gosub(veilleur-gate") == 2
    assert once["routes/.more.conf.before-veilleur"] == MORE.encode()
    assert once["routes/old.conf"] == OLD.encode()
    apply(directory, plan, gates=True)
    assert contents(directory) == once
    remove(directory)
    # A line of the owner's own still asks: contexts that let every call go on stay for it, and nothing else.
    left = contents(directory)
    assert left["extensions.conf"].startswith(first["extensions.conf"])
    assert left | {"extensions.conf": b""} == first | {"extensions.conf": b""}


COUNTED = {
    "a relative jump": 'exten => _0X.,1,GotoIf($["${A}" = "1"]?$[${PRIORITY}+2])\nsame => n,NoOp()\nsame => n,@DIAL@\n',
    "a jump to a number": "exten => _0X.,1,NoOp()\nsame => n,@DIAL@\nsame => n,Goto(2)\n",
    "a jump to a number from elsewhere": "exten => _0X.,1,NoOp()\nsame => n,@DIAL@\n[q]\nexten => 1,1,Goto(p,055,2)\n",
    "a jump that a variable names": "exten => _0X.,1,NoOp()\nsame => n,@DIAL@\nsame => n,Goto(p,${EXTEN},${WHERE})\n",
    "a priority with a sum": "exten => _0X.,1(a),NoOp()\nsame => n,@DIAL@\nexten => _0X.,a+5,Hangup()\n",
    "another extension that goes on in it": "exten => _0X.,1,NoOp()\nexten => _0X.,n,@DIAL@\nexten => 055,1,NoOp()\n",
    "an extension in which it goes on": "exten => 055,1,@DIAL@\nexten => _0X.,1,NoOp()\nexten => _0X.,n,NoOp()\nexten => _0X.,n,Hangup()\n",
    "a branch": 'exten => _0X.,1,ExecIf($["${A}" = "1"]?NoOp():TryExec(@DIAL@))\n',
}  # fmt: skip


@pytest.mark.parametrize("text", COUNTED.values(), ids=COUNTED)
def test_where_priorities_are_counted_a_person_must_write(tmp_path: Path, text: str) -> None:
    (tmp_path / "extensions.conf").write_text(
        "[p]\n" + text.replace("@DIAL@", "Dial(PJSIP/${EXTEN:1}@carrier)")
    )
    found = [one for one in dial_lines(tmp_path) if "Dial(" in one.text]
    assert [one.in_place for one in found] == [()]
    assert found[0].why in ("numbered", "branch")
    assert found[0].gates == ("Gosub(veilleur-gate,s,1(${EXTEN:1},carrier,,))",)


@pytest.mark.parametrize(
    ("line", "gate"),
    [
        ("?NoOp():Dial(SIP/a/${EXTEN:1}))", "?NoOp():Gosub(veilleur-gate,s,1(${EXTEN:1},a,,)))"),
        ("?Dial(SIP/a/${EXTEN:1}):Hangup())", "?Gosub(veilleur-gate,s,1(${EXTEN:1},a,,)))"),
        (
            "?Dial(SIP/a/${EXTEN:1}):Dial(SIP/b/00${EXTEN:1}))",
            "?Gosub(veilleur-gate,s,1(${EXTEN:1},a,,)):Gosub(veilleur-gate,s,1(00${EXTEN:1},b,,)))",
        ),
    ],
)
def test_a_branch_of_a_line_is_asked_about_on_its_own_condition(tmp_path: Path, line: str, gate: str) -> None:
    head = 'exten => _0X.,1,ExecIf($["${A}" = "1"]'
    (tmp_path / "extensions.conf").write_text(f"[p]\n{head}{line}\n")
    (one,) = dial_lines(tmp_path)
    assert one.in_place[1] == head.replace(",1,", ",n,") + gate
    apply(tmp_path, AsteriskPlan(), gates=True)
    assert not dial_lines(tmp_path)


@pytest.mark.parametrize(
    "gate",
    [
        'ExecIf($["${A}" = "1"]?Gosub(veilleur-gate,s,1(${EXTEN:1},a,,)))',
        'ExecIf($["${B}" = "1"]?NoOp():Gosub(veilleur-gate,s,1(${EXTEN:1},a,,)))',
    ],
)
def test_a_question_on_another_condition_is_none(tmp_path: Path, gate: str) -> None:
    dial = 'ExecIf($["${A}" = "1"]?NoOp():Dial(SIP/a/${EXTEN:1}))'
    (tmp_path / "extensions.conf").write_text(f"[p]\nexten => _0X.,1,{gate}\nsame => n,{dial}\n")
    assert [one.verdict.value for one in dial_lines(tmp_path)] == ["not_asked"]


def test_one_of_two_trunks_is_dialled_and_asked_about_once(tmp_path: Path) -> None:
    dial = 'Dial(${IF($["${X}"="1"]?SIP/a/${EXTEN:1}:SIP/b/${EXTEN:1})})'
    (tmp_path / "extensions.conf").write_text(f"[p]\nexten => _0X.,1,{dial}\n")
    (one,) = dial_lines(tmp_path)
    assert len(one.gates) == 1
    apply(tmp_path, AsteriskPlan(), gates=True)
    assert not dial_lines(tmp_path)


def test_every_trunk_is_asked_about_whatever_the_site_names(directory: Path) -> None:
    (directory / "extensions.conf").write_text(
        "[p]\nexten => _0X.,1,Dial(PJSIP/${EXTEN:1}@carrier)\nsame => n,Dial(DAHDI/g0/${EXTEN:1})\n"
    )
    plan = AsteriskPlan(site=Site(trunks=("PJSIP/carrier*",)))
    assert [one.line for one in gateable(directory, plan) if one.path.name == "extensions.conf"] == [2, 3]
