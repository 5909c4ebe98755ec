# ruff: noqa: E501 - a dialplan line cannot be broken
"""The open cases of strangers' PBXs: what is written by --gates, what is left to a person, what is said.

The shapes `open-*` are likenesses of them, with other names and numbers; `test_shapes` holds each line to its
verdict. The cases of FreePBX are in `tests/pbx/asterisk/freepbx`, those with links in `setup/test_owners_files`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.pbx.asterisk.dialplan.plans import model_of
from tests.pbx.asterisk.dialplan.test_shapes import SHAPES

from veilleur.numbering.emergency import emergency_numbers
from veilleur.pbx.asterisk.setup import AsteriskPlan, apply
from veilleur.pbx.asterisk.setup.routes import look
from veilleur.pbx.asterisk.wizard import ways_out
from veilleur.words.site import Site

# Extensions (or contexts) whose ways are left to a person after --gates, each named with its reason.
LEFT = {
    "open-08-lines": {},
    "open-10-globals": {},
    "open-12-words": {
        "_21X.": "no_question",  # counted from another label
        "_27X.": "redirects",
        "_28X.": "call_file",
        "_29X.": "program",
        "_30X.": "program",
        "s": "no_question",
    },
    "open-18-mikopbx": {"_X!": "variable", "_[0-9*#+a-zA-Z]!": "no_question"},
    "open-20-programs": {"_X.": "program", "_0X.": "program variable", "_00X.": "variable"},
    "open-24-prefixes": {},
    "open-26-users": {"1-dial": "no_question", "1-CHANUNAVAIL": "variable"},
    "open-28-half-asked": {"_0X.": "no_question", "_1X.": "no_question"},
    "open-31-strangers": {},
    "open-33-ari": {"_8X.": "program", "_X.": "program"},
    "open-35-spare": {},
    "open-37-spain": {},
}


def copied(name: str, tmp_path: Path) -> Path:
    directory = tmp_path / "etc"
    shutil.copytree(SHAPES / name, directory)
    return directory


@pytest.mark.parametrize("name", LEFT)
def test_what_is_left_after_gates_is_named_with_its_reason(name: str, tmp_path: Path) -> None:
    directory = copied(name, tmp_path)
    apply(directory, AsteriskPlan(site=Site(extensions=("3XX",))), gates=True)
    left: dict[str, set[str]] = {}
    for way in look(directory).model.ways:
        if way.verdict != "asked":
            left.setdefault(way.extension, set()).add(way.reason.value)
    assert {name: " ".join(sorted(reasons)) for name, reasons in left.items()} == LEFT[name]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("open-18-mikopbx", "MikoPBX"),
        ("open-31-strangers", "A stranger without a SIP account enters default and comes to 3 ways out"),
    ],
)
def test_what_stands_around_the_ways_is_said(name: str, said: str) -> None:
    looked = look(SHAPES / name)
    assert said in "\n".join(ways_out.around(looked.model, looked.generator, "en"))


def test_the_telephones_of_a_group_are_asked_about_by_nobody(tmp_path: Path) -> None:
    """Case 10: a gate before the main number refused honest customers at night."""
    directory = copied("open-10-globals", tmp_path)
    apply(directory, AsteriskPlan(), gates=True)
    lines = (directory / "extensions.conf").read_text().split("\n")
    for line in ("exten => 300,1,Dial(${TOUS},20)", "exten => 0199005500,1,Dial(${TOUS},30)"):
        assert line in lines
    assert "exten => 399,n,Gosub(veilleur-gate,s,1(0611223344,relais,,))" in lines


@pytest.mark.parametrize(
    ("extension", "asked"),
    [
        ("_3XXXXXX", "4420${EXTEN}"),
        ("_7X.", "37126${EXTEN:1}"),
        ("_5X.", "${EXTEN:1}"),
        ("_9X.", "8888${EXTEN:1}"),
    ],
)
def test_a_constant_before_the_number_belongs_to_it(tmp_path: Path, extension: str, asked: str) -> None:
    """Case 24: by its look nobody knows 37126 from a carrier's code. No number holds the star of 54321*: 112
    behind it must be known as 112."""
    directory = copied("open-24-prefixes", tmp_path)
    apply(directory, AsteriskPlan(), gates=True)
    line = f"exten => {extension},n,Gosub(veilleur-gate,s,1({asked},relais,,))"
    assert line in (directory / "extensions.conf").read_text().split("\n")


def test_spain_calls_its_police_without_a_question(tmp_path: Path) -> None:
    """Case 37: 091 asked for a code, 092 was refused and counted as an attack."""
    directory = copied("open-37-spain", tmp_path)
    site = Site(country="ES", extensions=("3XX",))
    assert emergency_numbers(site) >= {"112", "091", "092", "062", "061", "080", "085", "088"}
    apply(directory, AsteriskPlan(site=site), gates=True)
    text = (directory / "extensions.conf").read_text()
    for number in ("112", "091", "092", "062"):
        assert f"exten => d{number},1,Goto(veilleur,emergency,1)" in text


def test_a_dial_of_ael_over_two_lines_is_one_way(tmp_path: Path) -> None:
    text = "context p {\n  _7X. => {\n    Dial(SIP/relais/\n      ${EXTEN:1}, 60);\n  }\n};\n"
    (way,) = model_of(tmp_path, "", extensions_ael=text).ways
    assert (way.verdict.value, way.place.line) == ("not_asked", 3)
