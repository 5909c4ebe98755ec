"""What a busy machine adds to a reaction is measured, and nothing else is forgiven."""

from __future__ import annotations

import time

import pytest
from lab.lateness import FORGIVEN_S, HAND_OVERS, NAP_S, Lateness
from lab.waiting import until


def test_a_limit_grows_by_what_the_machine_was_late_for_each_process_on_the_way() -> None:
    machine = Lateness()
    machine.worst_s = 0.05
    assert machine.within(1.0) == pytest.approx(1.0 + HAND_OVERS * 0.05)
    assert machine.within(1.0, hand_overs=1) == pytest.approx(1.05)


def test_a_machine_that_stood_still_for_a_minute_lets_no_promise_pass() -> None:
    machine = Lateness()
    machine.worst_s = 60.0
    assert machine.within(1.0) == 1.0 + HAND_OVERS * FORGIVEN_S
    assert machine.within(1.0, hand_overs=1) == 3.0


def test_what_was_before_the_test_began_is_not_forgiven() -> None:
    machine = Lateness()
    machine.worst_s = 0.5
    machine.start_again()
    assert machine.within(1.0) == 1.0


def test_a_sleeper_that_is_held_up_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock jumps over half a second once, as it does for a process that gets no processor."""
    true = time.monotonic

    def late() -> float:
        return true() + 0.5

    with Lateness() as machine:
        until(lambda: machine.worst_s > 0.0, "it sleeps")
        monkeypatch.setattr("lab.lateness.time.monotonic", late)
        until(lambda: machine.worst_s >= 0.5 - NAP_S, "the delay is seen")
