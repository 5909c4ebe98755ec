"""The mutants of tools/mutants.toml still fit the source; `python -m tools.mutants` makes and kills them."""

from __future__ import annotations

import ast

import pytest
from tools.mutants import ROOT, Mutant, catalogue, fate, staleness


def test_there_are_fifty_promises_and_each_can_still_be_broken() -> None:
    mutants = catalogue()
    assert len({one.promise for one in mutants}) == len(mutants) >= 50
    assert [f"{one.promise}: {why}" for one in mutants if (why := staleness(one))] == []


def is_there(test: str) -> bool:
    """Whether a node id of pytest leads to a test; a folder or a file does."""
    path, *names = test.split("::")
    if not names:
        return (ROOT / path).exists()
    within: list[ast.stmt] = ast.parse((ROOT / path).read_text(encoding="utf-8")).body
    for name in names:
        found = [one for one in within if getattr(one, "name", "") == name]
        if not found:
            return False
        within = getattr(found[0], "body", [])
    return True


def test_the_tests_of_each_mutant_are_there() -> None:
    named = {test for one in catalogue() for test in one.tests}
    assert [test for test in sorted(named) if not is_there(test)] == []
    assert not is_there("tests/tools/test_mutants.py::test_that_is_not_there")


@pytest.mark.slow
def test_a_mutant_that_nobody_notices_is_said_to_survive() -> None:
    harmless = Mutant(
        promise="a comment",
        file="guard/upkeep/retention.py",
        find="# expert estimate: a PBX that was off for longer",
        replace="# a PBX that was off for longer",
        tests=("tests/guard/upkeep/test_retention.py",),
    )
    assert fate(harmless) == "SURVIVED"
    assert fate(harmless._replace(find="no such text")).startswith("stale")
