"""A scan of a thousand tries a minute becomes a few entries, and no try is lost from the count."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from veilleur.guard.clock import StepDetector
from veilleur.guard.coalesce import PASS_SINGLY_PER_MINUTE, RefusalCoalescer
from veilleur.words.events import RegistrationRefused


def refused(at: float, address: str = "127.0.0.9") -> RegistrationRefused:
    return RegistrationRefused(at, at, "104", address)


def test_the_first_tries_of_a_minute_pass_at_once() -> None:
    joined = RefusalCoalescer()
    assert [joined.take(refused(60.0 + n / 100)) for n in range(3)] == [
        [refused(60.0)],
        [refused(60.01)],
        [refused(60.02)],
    ]


def test_a_scan_is_one_more_event_when_its_minute_is_over() -> None:
    joined = RefusalCoalescer()
    passed = [event for n in range(1_000) for event in joined.take(refused(60.0 + n / 100))]
    assert len(passed) == PASS_SINGLY_PER_MINUTE
    late = joined.due(120.0)
    assert [event.tries for event in late] == [1_000 - PASS_SINGLY_PER_MINUTE]


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(0, 5)), max_size=300))
def test_no_try_is_lost_or_counted_twice(steps: list[tuple[float, int]]) -> None:
    joined, at, passed = RefusalCoalescer(), 0.0, []
    for step_s, source in steps:
        at += step_s
        passed += joined.take(refused(at, f"127.0.0.{source}"))
    passed += joined.due(at + 60.0)
    assert sum(event.tries for event in passed) == len(steps)


def test_a_clock_that_was_set_is_noticed_once_and_drift_is_not() -> None:
    steps = StepDetector()
    walls = [(0.0, 0.0), (10.0, 10.2), (20.0, 3620.0), (30.0, 3630.0), (40.0, 40.0)]
    assert [round(steps.step_s(now, wall)) for now, wall in walls] == [0, 0, 3600, 0, -3600]
