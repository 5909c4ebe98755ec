"""Calibration of the judge: are its probabilities true, and which group of evidence is believed too much?

In: seeds. Out: a reliability table and diagram, and a factor for each group of evidence, fitted jointly by
penalised logistic regression (Newton's method, no chance in it).
Pitfall: kinds and attacks that the benchmark keeps for measuring are never used here, and hostile calls are
weighed down to the rate of attacks that the judge assumes, else every probability would look too small.

Run it with `veilleur bench calibrate`, which fits the first records too (`first_record.py`).
"""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import pairwise
from math import log, log10
from multiprocessing import Pool
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from veilleur.bench.figures import YEAR_DAYS
from veilleur.detection import Watch
from veilleur.detection.judge.explanation import correction_db
from veilleur.detection.judge.judge import Judge
from veilleur.detection.judge_port import CallFacts, Verdict
from veilleur.detection.signals.catalog import SIGNALS, Group
from veilleur.detection.signals.weights import FACTORS, SHIFT_DB
from veilleur.numbering import DialPlan, PriceDeck
from veilleur.simulation import attacks, companies
from veilleur.simulation.engine.scheduler import Scheduler
from veilleur.simulation.engine.steps import Feedback, PlannedCall, Step, Steps, moment_of
from veilleur.words.calls import Mode, Vantage
from veilleur.words.site import Costs, Limits

FITTED_KINDS = (
    "craftsman",
    "office",
    "clinic",
    "exporter",
    "hotel",
    "latvian_family",
    "night_duty",
    "new_market",
)
FITTED_ATTACKS = ("A", "D", "F", "H", "J", "L", "M")  # the others are for measure only
FIRST_DAY = date(2025, 3, 3)
JUDGE_DAYS = 84
FIRST_ATTACK_DAY = 14
HOSTILE_CALLS_JUDGED = 4  # of each attack: later ones are certain and would hide the first
SEEDS = tuple(range(70_001, 70_009))
GROUPS = (
    Group.TIME,
    Group.PLACE,
    Group.PRICE,
    Group.NUMBER,
    Group.EXTENSION,
    Group.ORIGIN,
    Group.IDENTITY,
    Group.RHYTHM,
    Group.ENTRY,
)
FACTOR_PENALTY = (
    400.0  # pulls each factor towards 1: the made attackers’ taste in countries is not the world’s
)
EDGES = (0.0, 1e-5, 1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 0.7, 1.0)
_LN_PER_DB = log(10.0) / 10.0


class Sample(NamedTuple):
    """One judged call: what was said, the bare model's odds, decibans of each group, and the truth."""

    probability: float
    bare_odds: float
    groups: tuple[float, ...]
    hostile: bool


class Bin(NamedTuple):
    """Calls whose probability lies in a span: what was said, and what came true."""

    low: float
    high: float
    honest: int
    hostile: int
    said: float
    came_true: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was measured. factors: for each group; shift_db: of the prior; losses: mean log loss in bits."""

    seeds: tuple[int, ...]
    site_years: float
    attacks: int
    honest_calls: int
    hostile_calls: int
    hostile_weight: float
    factors: dict[str, float]
    shift_db: float
    loss: float
    loss_fitted: float
    bins: tuple[Bin, ...]


class _Listening(Judge):
    """The judge; keeps each verdict."""

    __slots__ = ("heard",)

    heard: list[tuple[CallFacts, Verdict]]

    def judge(self, facts: CallFacts) -> Verdict:
        verdict = super().judge(facts)
        if facts.destination.is_capped:
            self.heard.append((facts, verdict))
        return verdict


def collect(kind: str, seed: int) -> list[Sample]:
    """The judged calls of one company: its honest life, and the first calls of each attack on it."""
    company = companies.make(kind, seed)
    no_limits = Limits(None, None, None, national_alarm_day=None)
    site = replace(company.site, mode=Mode.ENFORCE, limits=no_limits)
    numbering = DialPlan(site, PriceDeck(company.prices, site.tariff.covered(site.country)))
    begin = company.midnight(FIRST_DAY)
    rng = Random(f"calibrate/{kind}/{seed}")  # noqa: S311
    starts = sorted(
        (begin + 86_400 * rng.uniform(FIRST_ATTACK_DAY, JUDGE_DAYS), name) for name in FITTED_ATTACKS
    )
    judge = _listener(site, [])
    watch = Watch(site, numbering, judge, Vantage.ASKED)
    world = Scheduler(Vantage.ASKED, watch, numbering=numbering)
    steps = list(companies.honest_days(company, FIRST_DAY, JUDGE_DAYS + 60))
    samples: list[Sample] = []
    position = 0
    for start, name in starts:
        first = position
        while position < len(steps) and moment_of(steps[position]) < start:
            position += 1
        world.live(steps[first:position], start)
        heard: list[tuple[CallFacts, Verdict]] = []
        copy = Watch.load(site, numbering, watch.save(), _listener(site, heard))
        fork = world.fork(copy)
        attack = attacks.make(name, seed, company, start)
        fork.live_under_attack(iter(steps[position:]), first_calls(attack.steps(), HOSTILE_CALLS_JUDGED))
        hostile = {(fate.plan.start, fate.plan.number) for fate in fork.fates}
        samples += [
            _sample(verdict, True)
            for facts, verdict in heard
            if (facts.moment.at, facts.destination.dialled) in hostile
        ]
    world.live(steps[position:], begin + JUDGE_DAYS * 86_400)
    return samples + [_sample(verdict, False) for _, verdict in judge.heard]


def calibrate(seeds: Sequence[int] = SEEDS, processes: int = 1) -> Calibration:
    """Measure and fit on these seeds; the same seeds give the same figures."""
    jobs = [(kind, seed) for kind in FITTED_KINDS for seed in seeds]
    with Pool(processes) as pool:
        samples = [sample for part in pool.starmap(collect, jobs, 1) for sample in part]
    site_years = len(jobs) * JUDGE_DAYS / YEAR_DAYS
    count = len(jobs) * len(FITTED_ATTACKS)
    weight = Costs().attacks_per_site_year * site_years / count
    factors, shift_db, loss, fitted = _fit(samples, weight)
    honest = sum(not sample.hostile for sample in samples)
    return Calibration(
        seeds=tuple(seeds),
        site_years=round(site_years, 1),
        attacks=count,
        honest_calls=honest,
        hostile_calls=len(samples) - honest,
        hostile_weight=weight,
        factors=factors,
        shift_db=shift_db,
        loss=loss,
        loss_fitted=fitted,
        bins=_bins(samples, weight),
    )


def markdown(result: Calibration) -> str:
    """The page of a calibration."""
    lines = [
        "# Calibration of the judge",
        "",
        "Written by `veilleur bench calibrate`. Its seeds are not the benchmark’s; some kinds and attacks",
        "are kept for the benchmark alone.",
        "",
        f"{result.honest_calls} honest calls of {result.site_years} site-years, and the first calls of "
        f"{result.attacks} attacks ({result.hostile_calls} calls), each weighed {result.hostile_weight:.4f} "
        f"so that attacks are as rare as the judge assumes ({Costs().attacks_per_site_year} per site-year).",
        "",
        "![What the judge said, and what came true](calibration.png)",
        "",
        "| said, from | to | honest calls | attackers’ calls | mean said | came true |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {b.low:g} | {b.high:g} | {b.honest} | {b.hostile} | {b.said:.3g} | {b.came_true:.3g} |"
        for b in result.bins
    ]
    lines += [
        "",
        f"Mean log loss {result.loss:.6f} bits a call with the factors that the judge uses "
        f"(`detection/signals/weights.py`); with those fitted again {result.loss_fitted:.6f}.",
        "A factor above 1 means that the group says more than the bare model believes, below 1 less.",
        "Those in use are an earlier fit: new ones are taken over only where that lowers the loss.",
        "",
        "| group | in use | fitted again |",
        "|---|---|---|",
        *(f"| {name} | {FACTORS[name]:.2f} | {factor:.2f} |" for name, factor in result.factors.items()),
        f"| prior, decibans | {SHIFT_DB:+.1f} | {result.shift_db:+.1f} |",
    ]
    return "\n".join(lines) + "\n"


def write(result: Calibration, folder: Path) -> None:
    """Page, JSON and diagram into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "calibration.json").write_text(json.dumps(asdict(result), indent=1) + "\n", encoding="utf-8")
    (folder / "calibration.md").write_text(markdown(result), encoding="utf-8")
    _draw(result, folder / "calibration.png")


def _listener(site: Any, heard: list[tuple[CallFacts, Verdict]]) -> _Listening:
    judge = _Listening(site)
    judge.heard = heard
    return judge


def first_calls(steps: Steps, most: int) -> Generator[Step, Feedback, None]:
    """The steps of an attack until a number of calls."""
    calls = 0
    seen: Feedback | None = None
    while calls < most:
        try:
            step = next(steps) if seen is None else steps.send(seen)
        except StopIteration:
            return
        calls += isinstance(step, PlannedCall)
        seen = yield step


def _sample(verdict: Verdict, hostile: bool) -> Sample:
    sums = dict.fromkeys(GROUPS, 0.0)
    for reason in verdict.reasons:
        signal = SIGNALS.get(reason.code)
        if signal is not None and signal.group in sums:
            sums[signal.group] += reason.weight_db
    said = min(1.0 - 1e-9, max(1e-12, verdict.probability))
    bare = said / (1.0 - said) * 10 ** (-correction_db(verdict.reasons) / 10.0)
    return Sample(verdict.probability, bare, tuple(sums.values()), hostile)


def _fit(samples: Sequence[Sample], weight: float) -> tuple[dict[str, float], float, float, float]:
    import numpy as np  # of the extra `bench`

    offset = np.log(np.array([sample.bare_odds for sample in samples]))
    said = np.array([min(1 - 1e-9, max(1e-12, sample.probability)) for sample in samples])
    said = np.log(said / (1.0 - said))
    groups = np.array([sample.groups for sample in samples]) * _LN_PER_DB
    columns = np.hstack([groups, np.ones((len(samples), 1))])
    truth = np.array([float(sample.hostile) for sample in samples])
    weights = np.where(truth > 0, weight, 1.0)
    change = np.zeros(columns.shape[1])
    penalty = np.full(columns.shape[1], FACTOR_PENALTY * weight * log(10.0) ** 2)
    penalty[-1] *= 0.1

    def loss_of(logit: Any) -> float:
        bits = np.logaddexp(0.0, np.where(truth > 0, -logit, logit)) / log(2.0)
        return float((weights * bits).sum() / weights.sum())

    def loss(values: Any) -> float:
        return loss_of(offset + columns @ values)

    for _ in range(50):
        chance = 1.0 / (1.0 + np.exp(-(offset + columns @ change)))
        slope = columns.T @ (weights * (truth - chance)) - penalty * change
        curve = (columns * (weights * chance * (1.0 - chance))[:, None]).T @ columns + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        size = 1.0
        while size > 1e-4 and loss(change + size * step) > loss(change):
            size /= 2.0
        change = change + size * step
        if float(np.abs(size * step).max()) < 1e-6:
            break
    factors = {group.value: round(1.0 + float(c), 3) for group, c in zip(GROUPS, change[:-1], strict=True)}
    return factors, round(float(change[-1]) / _LN_PER_DB, 2), loss_of(said), loss(change)


def _bins(samples: Sequence[Sample], weight: float) -> tuple[Bin, ...]:
    bins = []
    for low, high in pairwise(EDGES):
        inside = [s for s in samples if low <= s.probability < high or (high == 1.0 and s.probability == 1.0)]
        hostile = sum(sample.hostile for sample in inside)
        total = len(inside) - hostile + weight * hostile
        said = sum(s.probability * (weight if s.hostile else 1.0) for s in inside)
        if inside:
            honest = len(inside) - hostile
            bins.append(
                Bin(
                    low=low,
                    high=high,
                    honest=honest,
                    hostile=hostile,
                    said=said / total,
                    came_true=weight * hostile / total,
                )
            )
    return tuple(bins)


def _draw(result: Calibration, file: Path) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(5.5, 5.5), layout="constrained")
    least = 1e-7
    axes.plot([least, 1], [least, 1], color="0.6", linewidth=1, label="as said, so true")
    points = [(b.said, max(least, b.came_true), b.honest + b.hostile) for b in result.bins]
    sizes = [20 + 15 * log10(1 + count) for _, _, count in points]
    axes.scatter([p[0] for p in points], [p[1] for p in points], s=sizes, color="#1f4e79", label="measured")
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="probability of fraud that the judge said",
        ylabel="share of calls that were fraud",
    )
    axes.set_title(
        f"{result.honest_calls} honest calls, {result.attacks} attacks, {result.site_years} site-years"
    )
    axes.legend(loc="upper left", frameon=False)
    figure.savefig(file, dpi=110, metadata={"Software": None})
    plt.close(figure)
