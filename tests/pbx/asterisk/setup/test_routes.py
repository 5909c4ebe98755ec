"""Ways out in dialplans of many habits: each is found, guarded and given back, or named with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from veilleur.pbx.asterisk.setup import AsteriskPlan, apply, remove
from veilleur.pbx.asterisk.setup.dialstrings import way_of_dial
from veilleur.pbx.asterisk.setup.routes import dial_lines

VALUES = {"TRUNK": "SIP/carrier", "TRUNKMSD": "1", "TECH": "PJSIP"}


@pytest.mark.parametrize(
    ("data", "ways"),
    [
        ("PJSIP/${EXTEN:1}@carrier,60,tT", [("carrier", "${EXTEN:1}")]),
        ("PJSIP/carrier/sip:${EXTEN:1}@192.0.2.1:5060", [("carrier", "${EXTEN:1}")]),
        ("SIP/carrier/00${EXTEN:2},60,L(60000:1000)", [("carrier", "00${EXTEN:2}")]),
        ("SIP/${EXTEN}@carrier", [("carrier", "${EXTEN}")]),
        ("SIP/carrier/${FILTER(0-9,${EXTEN})},30", [("carrier", "${FILTER(0-9,${EXTEN})}")]),
        ("IAX2/user:word@peer/${EXTEN}@context,30", [("peer", "${EXTEN}")]),  # the password stays where it is
        ("DAHDI/g1/w${EXTEN:1}", [("g1", "${EXTEN:1}")]),
        ("${TRUNK}/${EXTEN:${TRUNKMSD}}", [("carrier", "${EXTEN:${TRUNKMSD}}")]),
        ("${GLOBAL(TRUNK)}/${EXTEN},,tT", [("carrier", "${EXTEN}")]),
        ("${TECH}/${EXTEN}@carrier", [("carrier", "${EXTEN}")]),
        ("${OUT_${DIAL_TRUNK}}/${OUTNUM},300,T", [("", "${OUTNUM}")]),
        ("PJSIP/+33${EXTEN:1}@${WHICH},60", [("", "+33${EXTEN:1}")]),
        ("PJSIP/9999${EXTEN:1}@carrier", [("carrier", "${EXTEN:1}")]),  # a carrier's prefix
        ("PJSIP/33${EXTEN:1}@carrier", [("carrier", "33${EXTEN:1}")]),
        ("SIP/101&SIP/carrier/0639981234", [("carrier", "0639981234")]),
        ("SIP/101&SIP/102,20", []),
        ("PJSIP/${EXTEN}", []),
        ("${PJSIP_DIAL_CONTACTS(${EXTEN})},20", []),
        ("Local/${EXTEN}@out/n", []),
        ("${ARG2},20", [("", "")]),  # cannot be known
    ],
)
def test_what_a_line_dials(data: str, ways: list[tuple[str, str]]) -> None:
    assert [way[:2] for way in way_of_dial(data, (), VALUES)] == ways


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
    found = [(one.path.name, one.line, one.why) for one in dial_lines(directory)]
    assert found == [
        *[("extensions.conf", line, "") for line in (5, 8, 10, 11, 13)],
        *[("more.conf", 2, ""), ("more.conf", 3, "")],
        *[("old.conf", 3, "numbered"), ("old.conf", 5, "switch"), ("old.conf", 6, "unknown")],
        *[("extensions.ael", 2, "ael"), ("extensions.lua", 1, "lua"), ("queues.conf", 2, "member")],
    ]


def test_the_question_takes_the_place_of_the_line_and_its_label(directory: Path) -> None:
    by_line = {one.line: one.in_place for one in dial_lines(directory) if one.path.name == "extensions.conf"}
    assert by_line[5] == (
        " same => n(dial),Gosub(veilleur-gate,s,1(${EXTEN:1},carrier,,))",
        " same => n,Dial(${TRUNK}/${EXTEN:1},60)",
    )
    assert by_line[10] == (
        "exten => _9.,1(go),Gosub(veilleur-gate,s,1(${EXTEN:1},carrier,,))",
        "exten => _9.,n,Dial(PJSIP/${EXTEN:1}@carrier)",
    )


def test_gates_are_written_once_and_everything_comes_back_byte_for_byte(directory: Path) -> None:
    first, plan = contents(directory), AsteriskPlan()
    apply(directory, plan, gates=True)
    once = contents(directory)
    assert [one for one in dial_lines(directory) if not one.why] == []
    assert once["routes/more.conf"].count(b"Gosub(veilleur-gate") == 2
    assert once["routes/more.conf.before-veilleur"] == MORE.encode()
    assert once["routes/old.conf"] == OLD.encode()
    apply(directory, plan, gates=True)
    assert contents(directory) == once
    remove(directory)
    assert contents(directory) == first


def test_trunks_that_the_site_names_alone_count(directory: Path) -> None:
    found = [one for one in dial_lines(directory, ("PJSIP/spare*",)) if not one.why]
    assert [one.line for one in found] == [8]
