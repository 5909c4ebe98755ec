"""Speed and memory of the whole watch with its judge, beside what the same work costs without it.

In: nothing. Out: figures, one line each.
Pitfall: the events are a real mix of a made company's year (mostly national), so another line shows what
calls that are judged cost alone; and all but the line "obeyed" let calls leave that the watch refused, which
costs it more than life does.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

from veilleur.detection import Watch
from veilleur.numbering import DialPlan
from veilleur.simulation import companies
from veilleur.simulation.companies import Company
from veilleur.simulation.engine.scheduler import Scheduler
from veilleur.simulation.engine.steps import PlannedCall
from veilleur.words.calls import Mode, Vantage
from veilleur.words.events import Event

FIRST_DAY = date(2026, 1, 5)
STATE_DAYS = 365
PAGE_BYTES = 4096
ALL_CALLS, OBEYED, DEAR_CALLS = "all calls", "all calls, obeyed", "calls abroad only"


class Figure(NamedTuple):
    """One measured figure."""

    what: str
    value: float
    unit: str

    def __str__(self) -> str:
        return f"{self.what:<58} {self.value:12,.0f} {self.unit}"


class _Kept:
    def __init__(self) -> None:
        self.events: list[Event] = []

    def step(self, event: Event) -> Sequence[object]:
        self.events.append(event)
        return ()


class _Obeyed(_Kept):
    """Keeps the events of a watch whose word counts: what it refuses is not dialled."""

    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self._watch = watch

    @property
    def wake_at(self) -> float | None:
        return self._watch.wake_at

    def step(self, event: Event) -> Sequence[object]:
        super().step(event)
        return self._watch.step(event)


def obeyed_events_of(company: Company, days: int) -> list[Event]:
    """What a site that is asked sees of honest days when the watch's answers are carried out."""
    numbering = DialPlan(company.site)
    rule = _Obeyed(watch_of(company, numbering))
    world = Scheduler(Vantage.ASKED, rule, numbering=numbering)  # type: ignore[arg-type]
    world.run(companies.honest_days(company, FIRST_DAY, days))
    return rule.events


def events_of(company: Company, days: int, dear_only: bool = False) -> list[Event]:
    """What a site that is asked sees of honest days, if nothing is refused.

    Harder than life for the judge: a call that it refuses or asks about is dialled all the same here, so it
    is judged once more as a leg that nobody asked about.
    """
    plan, kept = DialPlan(company.site), _Kept()
    steps = (
        step
        for step in companies.honest_days(company, FIRST_DAY, days)
        if not dear_only or (isinstance(step, PlannedCall) and plan.destination(step.number).is_capped)
    )
    Scheduler(Vantage.ASKED, kept).run(steps)  # type: ignore[arg-type]
    return kept.events


def watch_of(company: Company, numbering: DialPlan | None = None) -> Watch:
    """A watch that enforces from the first day."""
    return Watch(replace(company.site, mode=Mode.ENFORCE), numbering or DialPlan(company.site))


def per_second(count: int, work: Callable[[], None]) -> float:
    """How many of them a second of CPU time takes."""
    began = time.process_time()
    work()
    return count / max(1e-9, time.process_time() - began)


def speed(days: int = 180) -> list[Figure]:
    """Events per second on one core, iterated and judged."""
    figures: list[Figure] = []
    for kind, calls in (
        ("office", ALL_CALLS),
        ("exporter", ALL_CALLS),
        ("exporter", OBEYED),
        ("exporter", DEAR_CALLS),
    ):
        company = companies.make(kind, 3)
        obeyed = calls == OBEYED
        events = obeyed_events_of(company, days) if obeyed else events_of(company, days, calls == DEAR_CALLS)
        numbering = DialPlan(company.site)
        watch = watch_of(company, numbering)
        for event in events:  # numbers are known and the code is warm, as on a site that has run for a while
            watch.step(event)
        watch = watch_of(company, numbering)

        def iterate(events: list[Event] = events) -> None:
            for event in events:
                event.seen_at  # noqa: B018 - the cost of merely looking at each event

        def step(events: list[Event] = events, watch: Watch = watch) -> None:
            for event in events:
                watch.step(event)
                watch.wake_at  # noqa: B018 - the guard asks after each event

        name = f"{kind}, {calls}"
        figures.append(Figure(f"events merely iterated ({name})", per_second(len(events), iterate), "/s"))
        figures.append(
            Figure(f"events through watch and judge ({name})", per_second(len(events), step), "/s")
        )
    return figures


def states_after_a_year(kinds: Iterable[str] = (), seed: int = 3, days: int = STATE_DAYS) -> dict[str, str]:
    """Kind -> the saved state of its watch after a year, as JSON. Calls abroad, and every access event."""
    saved: dict[str, str] = {}
    for kind in kinds or companies.KINDS:
        company = companies.make(kind, seed)
        watch = watch_of(company)
        plan = DialPlan(company.site)
        steps = (
            step
            for step in companies.honest_days(company, FIRST_DAY, days)
            if not isinstance(step, PlannedCall) or plan.destination(step.number).is_capped
        )
        Scheduler(Vantage.ASKED, watch).run(steps)
        for event in events_of(company, 2):  # permits and answers of national calls are state too
            later = event._replace(at=event.at + days * 86_400, seen_at=event.seen_at + days * 86_400)
            watch.step(later)
        saved[kind] = json.dumps(watch.save())
    return saved


def memory(sites: int = 1000, days: int = STATE_DAYS) -> list[Figure]:
    """Bytes per site, alive, with a year behind it; and what 100 000 such sites take."""
    states = states_after_a_year(days=days)
    size = fmean(len(text) for text in states.values())
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        each = fresh.submit(bytes_per_living_site, states, sites).result()
    return [
        Figure("saved state of a site after a year, as JSON", size, "bytes"),
        Figure(f"resident memory per living site ({sites:,} measured)", each, "bytes"),
        Figure("resident memory of 100 000 such sites", each * 100_000 / 2**20, "MiB"),
    ]


def bytes_per_living_site(states: dict[str, str], sites: int) -> float:
    """Growth of this process for each further site, in bytes.

    To be run in a process that has done nothing else: what one that has worked before still holds free would
    take the sites in without growing.
    """
    made = {kind: companies.make(kind, 3) for kind in states}
    kinds = list(states)
    alive: list[Watch] = []
    for kind in kinds:  # what all sites share is loaded before the count begins
        site = replace(made[kind].site, mode=Mode.ENFORCE)
        alive.append(Watch.load(site, DialPlan(site), json.loads(states[kind])))
    gc.collect()
    before = resident_bytes()
    for place in range(sites):
        kind = kinds[place % len(kinds)]
        site = replace(made[kind].site, name=f"site {place}", mode=Mode.ENFORCE)
        watch = Watch.load(site, DialPlan(site), json.loads(states[kind]))
        _ = watch.wake_at
        alive.append(watch)
    gc.collect()
    return (resident_bytes() - before) / sites


def resident_bytes() -> int:
    """Memory of this process that is really there (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_BYTES


def figures(sites: int = 1000) -> list[Figure]:
    """All figures of this page."""
    return [*speed(), *memory(sites)]


if __name__ == "__main__":
    for figure in figures():
        print(figure)
