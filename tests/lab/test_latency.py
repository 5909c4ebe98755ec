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


def test_every_question_gets_its_time() -> None:
    with always_yes() as port:
        found = question_latency(port, per_second=50, seconds=0.4)
    assert found.measured == 20
    assert 0 < found.p50_ms <= found.p99_ms
