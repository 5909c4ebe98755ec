"""The latency figures' own tools: what they time, and that a server's silence is not hidden."""

from __future__ import annotations

import pytest
from lab.latency import always_yes, percentiles, question_latency


def test_percentiles_are_of_the_ordered_series() -> None:
    found = percentiles([place / 1000 for place in range(101)])
    assert (found.p50_ms, found.p99_ms, found.measured) == (50.0, 99.0, 101)


def test_nothing_measured_is_said() -> None:
    with pytest.raises(ValueError, match="nothing"):
        percentiles([])


def test_every_question_gets_its_time_at_each_server() -> None:
    with always_yes() as one, always_yes() as other:
        series = question_latency((one, other), per_second=50, seconds=0.4)
    assert [found.measured for found in series] == [20, 20]
    assert all(0 < found.p50_ms <= found.p99_ms for found in series)
