"""The counting of functions and files that a decision passes through."""

from __future__ import annotations

from pathlib import Path

import pytest
from tools.trace_paths import COLUMNS, TRIPS, Trace, measured, table

from veilleur.words.money import euros, micro_euros


def test_a_call_into_one_file_changes_no_file() -> None:
    with Trace() as trace:
        euros(micro_euros("1.5"))
    assert trace.counts == {"calls": 2, "functions": 2, "files": 1, "changes of file": 0}


def test_what_lies_outside_the_package_counts_for_nothing() -> None:
    with Trace() as trace:
        Path("a") / "b"
    assert set(trace.counts.values()) == {0}


@pytest.mark.slow
def test_every_trip_comes_to_its_end() -> None:
    counts = measured()
    assert set(counts) == set(TRIPS)
    for first, following in counts.values():
        assert all(first[column] >= following[column] > 0 for column in COLUMNS)
    assert len(table(counts, counts).splitlines()) == 2 + 2 * len(TRIPS)
