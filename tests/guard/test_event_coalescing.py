"""A scan of a thousand tries a minute becomes a few entries, and no try is lost from the count."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from veilleur.guard.clock import StepDetector
from veilleur.guard.event_coalescing import HELD_SOURCES, SINGLY_IN_ALL, SINGLY_PER_SOURCE, EventCoalescer
from veilleur.words.events import Event, Registered, RegistrationRefused


def refused(at: float, address: str = "127.0.0.9") -> RegistrationRefused:
    return RegistrationRefused(at, at, "104", address)


def tries(events: list[Event]) -> int:
    return sum(event.tries for event in events if isinstance(event, RegistrationRefused))


def test_the_first_tries_of_a_minute_pass_at_once() -> None:
    coalescer = EventCoalescer()
    assert [list(coalescer.admit(refused(60.0 + n / 100))) for n in range(3)] == [
        [refused(60.0)],
        [refused(60.01)],
        [refused(60.02)],
    ]


def test_a_scan_is_one_more_event_when_its_minute_is_over() -> None:
    coalescer = EventCoalescer()
    passed = [event for n in range(1_000) for event in coalescer.admit(refused(60.0 + n / 100))]
    assert len(passed) == SINGLY_PER_SOURCE
    assert tries(coalescer.drain_due(120.0)) == 1_000 - SINGLY_PER_SOURCE


def test_forged_sources_by_the_thousand_do_not_fill_the_disk() -> None:
    coalescer = EventCoalescer()
    flood = [refused(60.0 + n / 1_000, f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}") for n in range(50_000)]
    passed = [event for event in flood for event in coalescer.admit(event)]
    late = coalescer.drain_due(120.0)
    assert len(passed) + len(late) <= SINGLY_IN_ALL + HELD_SOURCES + 1
    assert tries(passed) + tries(late) == 50_000


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(0, 400)), max_size=300))
def test_no_try_is_lost_or_counted_twice(steps: list[tuple[float, int]]) -> None:
    coalescer, at, passed = EventCoalescer(), 0.0, list[Event]()
    for step_s, source in steps:
        at += step_s
        passed += coalescer.admit(refused(at, f"127.0.0.{source}"))
    passed += coalescer.drain_due(at + 60.0)
    assert tries(passed) == len(steps)


def test_a_telephone_that_registers_each_minute_is_told_of_once_in_ten_and_a_new_place_at_once() -> None:
    coalescer = EventCoalescer()
    hour = [Registered(at, at, "104", "127.0.0.5", "Phone 1") for at in range(0, 3_600, 60)]
    assert sum(len(coalescer.admit(event)) for event in hour) == 6
    moved = Registered(3_601.0, 3_601.0, "104", "127.0.0.66", "Phone 1")
    assert list(coalescer.admit(moved)) == [moved]


def test_a_clock_that_was_set_is_noticed_once_and_drift_is_not() -> None:
    steps = StepDetector()
    walls = [(0.0, 0.0), (10.0, 10.2), (20.0, 3620.0), (30.0, 3630.0), (40.0, 40.0)]
    assert [round(steps.step_s(now, wall)) for now, wall in walls] == [0, 0, 3600, 0, -3600]
