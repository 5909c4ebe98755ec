"""Each harm to the people whom Veilleur alerts has tests that are there: the table beside this file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.tools.test_mutants import is_there

ROOT = Path(__file__).parents[2]
TABLE = Path(__file__).with_name("must_not_happen.toml")
PAGE = ROOT / "docs" / "alerts.md"
HEADING = "## What must not happen, and what keeps it from happening"
HARMS = 15


class Guard(NamedTuple):
    """What keeps a harm from happening, and the tests that hold it."""

    promise: str
    tests: tuple[str, ...]


def rows() -> dict[str, list[Guard]]:
    """The guards of each harm, in the table's order."""
    found = tomllib.loads(TABLE.read_text(encoding="utf-8"))["row"]
    return {
        row["harm"]: [Guard(guard["promise"], tuple(guard["tests"])) for guard in row["guard"]]
        for row in found
    }


def shown() -> str:
    """The table as docs/alerts.md has it."""
    lines = [f"| {harm} | {'; '.join(one.promise for one in guards)} |" for harm, guards in rows().items()]
    return "\n".join(["| harm | what holds |", "|---|---|", *lines])


def test_no_harm_is_forgotten() -> None:
    assert len(rows()) == HARMS


@pytest.mark.parametrize("harm", rows())
def test_every_promise_about_it_has_a_test_that_is_there(harm: str) -> None:
    guards = rows()[harm]
    assert guards
    assert [one.promise for one in guards if not one.tests] == []
    assert [test for one in guards for test in one.tests if not is_there(test)] == []
    assert [test for one in guards for test in one.tests if "::test_" not in test] == []


@pytest.mark.parametrize("harm", rows())
def test_a_machine_without_asterisk_notices_it_too(harm: str) -> None:
    assert [test for one in rows()[harm] for test in one.tests if not test.startswith("tests/lab/")] != []


def test_no_test_is_named_twice_and_no_promise() -> None:
    tests = [test for guards in rows().values() for one in guards for test in one.tests]
    promises = [one.promise for guards in rows().values() for one in guards]
    assert len(set(tests)) == len(tests)
    assert len(set(promises)) == len(promises)


def test_the_page_shows_the_same_table() -> None:
    section = PAGE.read_text(encoding="utf-8").partition(HEADING)[2].partition("\n## ")[0]
    assert shown() in section, f"write into {PAGE.name}, below its heading:\n{shown()}"
