"""The mutants of tools/mutants.toml still fit the source; `python -m tools.mutants` makes and kills them."""

from __future__ import annotations

import pytest
from tools.mutants import ROOT, Mutant, catalogue, fate, staleness


def test_there_are_fifty_promises_and_each_can_still_be_broken() -> None:
    mutants = catalogue()
    assert len({one.promise for one in mutants}) == len(mutants) >= 50
    assert [f"{one.promise}: {why}" for one in mutants if (why := staleness(one))] == []


def test_the_tests_of_each_mutant_are_there() -> None:
    named = {
        test.partition("::")[0] for one in catalogue() for test in one.tests if test.startswith("tests/")
    }
    assert [test for test in sorted(named) if not (ROOT / test).exists()] == []


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
