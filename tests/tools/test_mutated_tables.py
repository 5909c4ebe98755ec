"""Tables in layouts that nobody has seen: read right, or with a warning."""

from __future__ import annotations

from random import Random

import pytest
from tools.mutated_tables import SILENT_AT_MOST, mutated, run

COUNT = 200


@pytest.mark.slow
def test_hardly_a_table_is_read_wrong_in_silence() -> None:
    totals, kinds = run(COUNT, seed=7)
    assert totals["silent"] <= SILENT_AT_MOST * COUNT, kinds
    assert totals["right"] > 0.75 * COUNT


def test_a_table_is_the_same_at_each_run() -> None:
    assert mutated(Random("7:3")) == mutated(Random("7:3"))
    assert mutated(Random("7:3")) != mutated(Random("7:4"))
