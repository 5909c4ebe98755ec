"""Each kind of fault on strangers' PBXs has at least three shapes of our own (`kinds.toml`)."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.pbx.asterisk.dialplan import refusals
from tests.pbx.asterisk.dialplan.test_shapes import NAMES, SHAPES
from tests.pbx.asterisk.freepbx import hooks

from veilleur.pbx.asterisk.setup.routes import look

ROOT = Path(__file__).parents[4]
KINDS: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "kinds.toml").read_text())
LEAST = 3
# Open cases of issue 24, by the number at the head of their names.
OPEN = "01 03 03c 04a 04c 04e 05 05c 07 08 10 12 14 16 18 20 22 24 26 28 31 33 35 37".split()
HOOKS = {**hooks.ALL, **hooks.BY_HAND}


@cache
def names_in(path: str) -> frozenset[str]:
    """The tests that a file defines."""
    tree = ast.parse((ROOT / path).read_text())
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, kinds))


def values_of(test: str) -> set[str]:
    """The values that a test of `test_refusals.py` is given."""
    tests = {
        "test_a_file_that_asterisk_refuses_is_named_with_its_line": refusals.REFUSED,
        "test_of_an_included_file_what_stands_before_the_fault_is_read": refusals.BROKEN_OFF,
        "test_what_asterisk_reads_in_its_own_way_is_read_so": {**refusals.PASSED_OVER, **refusals.READ},
        "test_an_include_that_names_no_file_is_named": refusals.MISSING,
    }
    return set(tests[test])


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_three_shapes_of_our_own_and_each_is_tried(kind: str) -> None:
    one = KINDS[kind]
    ours = {*one.get("shapes", ()), *one.get("hooks", ()), *one.get("tests", ())}
    assert len(ours) >= LEAST
    assert not [name for name in ours if name.startswith("open-")], "the open cases are not ours"
    for name in one.get("shapes", ()):
        assert name in NAMES, "which test_shapes holds to its verdicts"
        texts = [path.read_text("latin-1") for path in sorted((SHAPES / name).rglob("*")) if path.is_file()]
        assert re.search(one["shows"], "\n".join(texts)), f"{name} shows nothing of the kind"
    assert set(one.get("hooks", ())) <= HOOKS.keys()
    for name in one.get("tests", ()):
        path, test, *value = name.split("::", 2)
        assert test in names_in(path), name
        assert not value or value[0] in values_of(test), name


def test_each_open_case_is_of_a_kind_and_none_of_them_counts_as_ours() -> None:
    assert {case for one in KINDS.values() for case in one.get("cases", ())} == set(OPEN)
    hooks_of_open_cases = {name for name in HOOKS if re.search(r"\(0\d\w?\)", name)}
    assert not {name for one in KINDS.values() for name in one.get("hooks", ())} & hooks_of_open_cases


@pytest.mark.parametrize(("name", "ways"), [("guests-sip", 2), ("guests-pjsip", 1), ("guests-iax", 1)])
def test_a_stranger_without_an_account_is_said_to_come_to_a_way_out(name: str, ways: int) -> None:
    assert len(look(SHAPES / name).model.guest_ways) == ways


@pytest.mark.parametrize(
    ("name", "pbx"),
    [
        ("mikopbx-custom", "MikoPBX"),
        ("mikopbx-modules", "MikoPBX"),
        ("mikopbx-full", "MikoPBX"),
        ("vitalpbx-full", "VitalPBX"),
        ("wazo-extra", "Wazo"),
        ("users-gui", "Asterisk GUI"),
        ("many-houses", ""),
        ("twenty-lines", ""),
    ],
)
def test_files_that_a_pbx_writes_again_are_known(name: str, pbx: str) -> None:
    assert look(SHAPES / name).generator == pbx


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("codes-before", ["1010288${EXTEN:1}", "8855${EXTEN:1}", "9w${EXTEN:1}", "0044${EXTEN:1}"]),
        ("carriers-accounts", ["${EXTEN:1}", "${EXTEN:2}", "990${EXTEN:1}"]),
        (
            "international-forms",
            ["+${EXTEN:2}", "+33${EXTEN:1}", "+49${EXTEN:1}", "00371${EXTEN:1}"],
        ),
    ],
)
def test_the_whole_number_is_asked_about_with_what_stands_before_it(name: str, asked: list[str]) -> None:
    lines = [" ".join(one.in_place) for one in look(SHAPES / name).lines]
    assert [re.findall(r"veilleur-gate,s,1\(([^,]*),", line)[0] for line in lines] == asked
