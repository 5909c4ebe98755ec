"""The detection benchmark: runs companies, one process per core asked for, and gathers a report.

In: seeds, kinds and a `Setting`. Out: `Report` with every result.
Pitfall: results come in the order of the work list whatever the number of processes, so the same seeds give
the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace

from veilleur.bench.contenders.rules import VEILLEUR
from veilleur.bench.figures import YEAR_DAYS, Constants
from veilleur.bench.measure import AttackResult, HonestResult, Setting, measure
from veilleur.simulation import attacks, companies
from veilleur.words.calls import Vantage
from veilleur.words.money import micro_euros
from veilleur.words.site import Costs

QUICK = Setting(days=45)
QUICK_SEEDS = (1,)
# Everything is measured on the first WHOLE_SEEDS seeds of each kind; beyond them Veilleur and caps alone.
WHOLE_SEEDS = 5
# A site sets its own constants and its judge heeds them, so the ends of the sweep are not only weighed again:
# on the first seeds Veilleur lives them, given the cost of a stop and a question and the rate of attacks.
CORNERS = (
    Constants(0.1, 15.0, 2.0),
    Constants(0.1, 50.0, 0.5),
    Constants(0.05, 15.0, 0.5),
    Constants(0.05, 50.0, 2.0),
)
Results = tuple[list[AttackResult], list[HonestResult]]
_Job = tuple[str, int, Setting]
_Task = tuple[_Job, Results]


@dataclass(frozen=True, slots=True)
class Corner:
    """Veilleur, asked, with the judge given these constants, on the first seeds."""

    constants: Constants
    hostile: tuple[AttackResult, ...]
    honest: tuple[HonestResult, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All that was measured."""

    seeds: tuple[int, ...]
    kinds: tuple[str, ...]
    setting: Setting
    hostile: tuple[AttackResult, ...]
    honest: tuple[HonestResult, ...]
    corners: tuple[Corner, ...] = ()

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
        return sum(one.days for one in self.of(*first)[1]) / YEAR_DAYS


def run(
    seeds: Sequence[int],
    setting: Setting,
    kinds: Sequence[str] = (),
    processes: int = 1,
    progress: Callable[[int, int], None] = lambda done, all_: None,
    is_over: Callable[[], bool] = lambda: False,
    corners: bool = False,
) -> Report:
    """Measure all contenders on a company of each kind and seed.

    is_over: asked after each seed; a run that is over reports the seeds measured until then.
    corners: whether the first seeds are measured at the ends of the sweep too, with the judge given them.
    """
    chosen = tuple(kinds) or tuple(companies.KINDS)
    hostile: list[AttackResult] = []
    honest: list[HonestResult] = []
    at_corners: dict[Constants, Results] = {constants: ([], []) for constants in (CORNERS if corners else ())}
    work: list[list[_Task]] = []
    for place, seed in enumerate(seeds):
        whole = place < WHOLE_SEEDS
        depth = setting if whole else replace(setting, core=True)
        each: list[tuple[Setting, Results]] = [(depth, (hostile, honest))]
        each += [(_given(setting, constants), results) for constants, results in at_corners.items() if whole]
        work.append([((kind, seed, how), results) for how, results in each for kind in chosen])
    measured: list[int] = []
    pool = ProcessPoolExecutor(processes) if processes > 1 else None
    # All of it is handed out at once: no process waits for the last company of a seed.
    jobs = [job for tasks in work for job, _results in tasks]
    found = iter(pool.map(_job, jobs) if pool is not None else map(_job, jobs))
    try:
        for seed, tasks in zip(seeds, work, strict=True):
            for _job_done, results in tasks:
                bad, good = next(found)
                results[0].extend(bad)
                results[1].extend(good)
            measured.append(seed)
            progress(len(measured), len(seeds))
            if is_over():
                break
    finally:
        if pool is not None:
            pool.shutdown(cancel_futures=True)
    return Report(
        seeds=tuple(measured),
        kinds=chosen,
        setting=setting,
        hostile=tuple(hostile),
        honest=tuple(honest),
        corners=tuple(
            Corner(constants, tuple(bad), tuple(good)) for constants, (bad, good) in at_corners.items()
        ),
    )


def _given(setting: Setting, constants: Constants) -> Setting:
    costs = Costs(
        constants.attacks_per_site_year,
        micro_euros(constants.honest_call_stopped_eur),
        micro_euros(constants.question_eur),
    )
    return replace(setting, rules=(VEILLEUR,), vantages=(Vantage.ASKED,), core=True, costs=costs)


def _job(job: _Job) -> Results:
    return measure(*job)


def fast_attacks() -> frozenset[str]:
    """Ids of the attacks that mean to burn money at once."""
    return frozenset(name for name, plugin in attacks.ATTACKS.items() if plugin.fast)
