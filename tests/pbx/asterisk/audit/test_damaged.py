"""Damaged and hostile files give findings, never a crash, and reports that keep to their width."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from veilleur.audit.report import page, plain, sarif, text
from veilleur.audit.result import put_together
from veilleur.pbx.asterisk.audit.survey import survey
from veilleur.pbx.audit_port import AuditRequest
from veilleur.words.audit import Outcome

FOLDER = Path(__file__).parent / "configurations"
NAMES = sorted(one.name for one in FOLDER.iterdir())
SIGNS = b'(){}[]$,=>;&\\"\x00\x1b\xff\n|/@!.*_#-0123sXZN'
PIECES = [
    b"${EXTEN",
    b"Goto(${",
    b"${DB(CF/",
    b"[a](!)\n",
    b"[b](a,+)\n",
    b"#include *.conf\n",
    b"include => internal\n",
    b"same => n,",
    b"Background(x)\n",
    b"Local/${EXTEN}@internal",
]


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The bytes with a few faults."""
    made = bytearray(data)
    for _fault in range(chance.randrange(6)):
        place = chance.randrange(len(made) + 1)
        kind = chance.randrange(4)
        if kind == 0:
            made[place:place] = bytes(chance.choices(SIGNS, k=chance.randrange(1, 9)))
        elif kind == 1:
            del made[place : place + chance.randrange(1, 40)]
        elif kind == 2:
            other = chance.randrange(len(made) + 1)
            made[place:place] = made[other : other + 60]
        else:
            made[place:place] = chance.choice(PIECES)
    return bytes(made)


def test_a_database_whose_schema_is_damaged_cannot_be_read(tmp_path: Path) -> None:
    """The message of SQLite quotes the damaged bytes, and they are no text."""
    path = tmp_path / "astdb.sqlite3"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE astdb (key TEXT, value TEXT)")
    path.write_bytes(path.read_bytes().replace(b"astdb", b"\x91stdb").replace(b"CREATE", b"CREATX"))
    (tmp_path / "extensions.conf").write_text("[a]\nexten => 1,1,Hangup()\n")
    found = survey(AuditRequest(tmp_path, extensions=("1XX",)))
    assert (66, "astdb.sqlite3") in {
        (one.check, one.place) for one in found.observations if one.outcome is Outcome.WEAK
    }


@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_configuration_is_judged_all_the_same(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    machine = tmp_path / "machine"
    shutil.copytree(FOLDER / NAMES[seed % len(NAMES)], machine)
    for path in sorted(one for one in machine.rglob("*") if one.is_file()):
        path.write_bytes(damaged(path.read_bytes(), chance))
    found = put_together(survey(AuditRequest(machine, extensions=("2XX",), outside_line="0")), {}, 0.0)
    for width in (40, 80):
        assert max(map(len, text.lines(found, "fr", width))) <= width
    assert "\x1b" not in "".join(text.lines(found, "en"))
    assert "\x1b" not in page.page(found, "fr")
    sarif.document(found, "en", "1")
    assert [plain.finding(one, "fr")["number"] for one in found.weak] == [
        one.check.number for one in found.weak
    ]


def test_a_hundred_thousand_lines_are_walked_whole(tmp_path: Path) -> None:
    """How long it takes is measured, not tested: 2.2 s of processor time where it was written."""
    lines = ["[from-trunk]", "exten => 0199000000,1,Goto(menu-0,s,1)"]
    lines += [f"exten => 0199{number:06d},1,Goto(internal,{10000 + number},1)" for number in range(1, 2_000)]
    lines.append("[internal]")
    for number in range(10_000, 24_000):
        lines += [f"exten => {number},1,NoOp({number})", "same => n,Set(__X=1)"]
        lines += [f"same => n,Dial(PJSIP/{number},20,t)", f"same => n,VoiceMail({number}@default,u)"]
        lines.append("same => n,Hangup()")
    for menu in range(1_800):
        lines += [
            f"[menu-{menu}]",
            "exten => s,1,Answer()",
            "same => n,Background(x)",
            "same => n,WaitExten()",
        ]
        lines += [f"exten => {key},1,Goto(menu-{(menu * 7 + key) % 1_800},s,1)" for key in range(10)]
    lines += ["include => out", "[out]", "exten => _00X.,1,Dial(PJSIP/${EXTEN}@carrier)"]
    assert len(lines) > 95_000
    (tmp_path / "extensions.conf").write_text("\n".join(lines))
    trunk = "[carrier]\ntype=endpoint\ncontext=from-trunk\noutbound_auth=carrier\n"
    (tmp_path / "pjsip.conf").write_text(trunk)
    found = survey(AuditRequest(tmp_path))
    weak = {one.check for one in found.observations if one.outcome is Outcome.WEAK}
    assert 13 in weak  # the way out stands behind the last of 1,800 menus
    assert 66 not in weak  # and every call was followed to its end


@pytest.mark.parametrize("value", [b"\xff\xbd0021655500101", b"0021655500101", b"", b"\xf0"])
def test_text_of_astdb_that_is_no_text_ends_no_audit(tmp_path: Path, value: bytes) -> None:
    with closing(sqlite3.connect(tmp_path / "astdb.sqlite3")) as base, base:
        base.execute("CREATE TABLE astdb (key VARCHAR(256), value VARCHAR(256))")
        base.execute("INSERT INTO astdb VALUES (CAST(? AS TEXT), CAST(? AS TEXT))", (b"/CF/101", value))
        base.execute("INSERT INTO astdb VALUES (CAST(? AS TEXT), '1')", (b"\xff/CF/102",))
    (tmp_path / "extensions.conf").write_text("[a]\nexten => 1,1,Hangup()\n")
    found = survey(AuditRequest(tmp_path, extensions=("1XX",)))
    forwards = [one for one in found.observations if one.check == 110 and one.outcome is Outcome.WEAK]
    assert bool(forwards) is value.endswith(b"101")
