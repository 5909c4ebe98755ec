"""The detection benchmark: runs companies, one process per core asked for, and gathers a report.

In: seeds, kinds and a `Setting`. Out: `Report` with every result. The one thing to get wrong: results come
in the order of the work list whatever the number of processes, so the same seeds give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import product

from veilleur.bench.measure import AttackResult, HonestResult, Setting, measure
from veilleur.simulation import attacks, companies

QUICK = Setting(days=45)
QUICK_SEEDS = (1,)
ABLATED_SEEDS = 10  # ablations are measured on the first so many seeds of each kind only


@dataclass(frozen=True, slots=True)
class Report:
    """All that was measured."""

    seeds: tuple[int, ...]
    kinds: tuple[str, ...]
    setting: Setting
    hostile: tuple[AttackResult, ...]
    honest: tuple[HonestResult, ...]

    def of(self, rule: str, vantage: str) -> tuple[list[AttackResult], list[HonestResult]]:
        """The results of one contender."""
        return (
            [one for one in self.hostile if (one.rule, one.vantage) == (rule, vantage)],
            [one for one in self.honest if (one.rule, one.vantage) == (rule, vantage)],
        )

    def contenders(self) -> list[tuple[str, str]]:
        """Rule and vantage of all that were measured, in order."""
        return list(dict.fromkeys((one.rule, one.vantage) for one in self.honest))

    @property
    def site_years(self) -> float:
        """Years of honest life that one contender has lived."""
        first = self.contenders()[0]
        return sum(one.days for one in self.of(*first)[1]) / 365.25


def run(
    seeds: Sequence[int],
    setting: Setting,
    kinds: Sequence[str] = (),
    processes: int = 1,
    progress: Callable[[int, int], None] = lambda done, all_: None,
) -> Report:
    """Measure all contenders on a company of each kind and seed."""
    chosen = tuple(kinds) or tuple(companies.KINDS)
    jobs = [
        (kind, seed, setting if place < ABLATED_SEEDS else replace(setting, ablations=False))
        for (place, seed), kind in product(enumerate(seeds), chosen)
    ]
    hostile: list[AttackResult] = []
    honest: list[HonestResult] = []
    results = map(_job, jobs) if processes == 1 else _in_parallel(jobs, processes)
    for done, (bad, good) in enumerate(results, start=1):
        hostile += bad
        honest += good
        progress(done, len(jobs))
    return Report(tuple(seeds), chosen, setting, tuple(hostile), tuple(honest))


Job = tuple[str, int, Setting]


def _job(job: Job) -> tuple[list[AttackResult], list[HonestResult]]:
    return measure(*job)


def _in_parallel(jobs: Sequence[Job], processes: int):  # type: ignore[no-untyped-def]
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(_job, jobs)


def fast_attacks() -> frozenset[str]:
    """Ids of the attacks that mean to burn money at once."""
    return frozenset(name for name, plugin in attacks.ATTACKS.items() if plugin.fast)
