"""`make bench`: speed figures, each beside a baseline measured in the same run.

Measured so far: the watch with its judge on national calls, and the plan of numbers. The FastAGI and
hang-up latencies, the records per second and the memory are still to be added.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from veilleur.detection import Watch
from veilleur.numbering import DialPlan
from veilleur.words.events import CallAnswered, CallEnded, CallRequested, CallStarted, Event
from veilleur.words.site import Site

CALLS = 25_000
BEGIN = 1_795_424_400.0  # Monday 23 November 2026, 10:00 in Paris


def national_calls() -> list[Event]:
    """Four events for each of many national calls, one every ten seconds."""
    events: list[Event] = []
    for place in range(CALLS):
        at, number = BEGIN + place * 10.0, f"00199{place % 1000:06d}"
        events += [
            CallRequested(at, at, f"r{place}", "104", number),
            CallStarted(at + 1, at + 1, f"c{place}", number, f"r{place}", "104"),
            CallAnswered(at + 4, at + 4, f"c{place}"),
            CallEnded(at + 8, at + 8, f"c{place}"),
        ]
    return events


def per_second(items: Sequence[object], work: Callable[[], None]) -> float:
    """Items per second of CPU time."""
    started = time.process_time()
    work()
    return len(items) / max(1e-9, time.process_time() - started)


def main() -> None:
    """Print the figures."""
    events = national_calls()
    watch = Watch(Site(), DialPlan(Site()))

    def iterate() -> None:
        for event in events:
            event.seen_at  # noqa: B018 - the cost of merely looking at each event

    def step() -> None:
        for event in events:
            watch.step(event)

    print(f"events, merely iterated      {per_second(events, iterate):12,.0f} /s")
    print(f"events, watch and judge      {per_second(events, step):12,.0f} /s   (national calls)")

    numbers = [f"000{country}{place:07d}" for country in (32, 53, 371, 263) for place in range(5_000)]
    plan = DialPlan(Site())

    def classify() -> None:
        for number in numbers:
            plan.destination(number)

    print(f"numbers, cold                {per_second(numbers, classify):12,.0f} /s   (foreign)")
    few = numbers[:1_000] * 20
    for number in few:
        plan.destination(number)

    def warm() -> None:
        for number in few:
            plan.destination(number)

    print(f"numbers, warm                {per_second(few, warm):12,.0f} /s")


if __name__ == "__main__":
    main()
