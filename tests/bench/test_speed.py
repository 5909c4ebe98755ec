"""The figures of speed and memory measure what they say. How fast the machine is decides no test."""

import pytest

from veilleur.bench import speed
from veilleur.simulation import companies
from veilleur.words.events import CallEnded, CallRequested, CallStarted, Event


def test_a_site_that_is_asked_sees_a_request_a_start_and_an_end_of_each_call() -> None:
    events = speed.events_of(companies.make("office", 1), 5)
    count = [
        sum(isinstance(event, kind) for event in events) for kind in (CallRequested, CallStarted, CallEnded)
    ]
    assert count[0] == count[1] == count[2] > 20


def test_calls_abroad_alone_are_fewer() -> None:
    company = companies.make("exporter", 1)
    assert 0 < len(speed.events_of(company, 5, dear_only=True)) < len(speed.events_of(company, 5))


@pytest.mark.slow
def test_memory_is_measured_on_sites_that_have_lived() -> None:
    state, each, all_ = speed.memory(sites=40, days=20)
    assert state.value > 1_000
    assert each.value > state.value / 10
    assert all_.value * 2**20 == each.value * 100_000


def test_a_watch_that_is_obeyed_sees_no_leg_of_a_call_it_refused() -> None:
    company = companies.make("exporter", 3)
    everything, obeyed = speed.events_of(company, 30), speed.obeyed_events_of(company, 30)

    def legs(events: list[Event]) -> int:
        return sum(isinstance(event, CallStarted) for event in events)

    assert 0 < legs(obeyed) < legs(everything)
