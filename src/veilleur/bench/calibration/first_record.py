"""Calibration of a first hostile record: its weights, and what more alerts buy where only records are seen.

In: seeds. Out: weights of the evidence of `detection/judge/first_record_model.py`, fitted jointly by
penalised logistic regression (Newton's method, deterministic), how true the odds are, and the curve of
attacks alerted by their second record against alerts to the honest.

Pitfall: the lives that are fitted on are never alerted, so the fit does not depend on the weights in the
tree; the curve is lived with them, on other seeds.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import pairwise
from math import log
from multiprocessing import Pool
from pathlib import Path
from random import Random
from typing import NamedTuple

from veilleur.bench.calibration.judge import (
    FIRST_DAY,
    FITTED_ATTACKS,
    FITTED_KINDS,
    SEEDS,
    first_calls,
)
from veilleur.bench.figures import QUARTER_DAYS, YEAR_DAYS
from veilleur.detection import Watch
from veilleur.detection.judge.call_view import CallView
from veilleur.detection.judge.decision import Outcome, decide
from veilleur.detection.judge.first_record_model import FEATURES, first_record_db, first_record_features
from veilleur.detection.judge.judge import Judge
from veilleur.detection.judge.memory.alert_history import AlertDecision
from veilleur.detection.judge.parameters import MISSED_ATTACK_COST
from veilleur.detection.judge.weighing import weigh
from veilleur.detection.judge_port import CallFacts, Verdict
from veilleur.numbering import DialPlan, PriceDeck
from veilleur.simulation import attacks, companies
from veilleur.simulation.engine.scheduler import Scheduler
from veilleur.simulation.engine.steps import PlannedCall, moment_of
from veilleur.words.calls import Mode, Vantage
from veilleur.words.decisions import DecisionKind
from veilleur.words.money import MICRO_EUROS_PER_EURO, MicroEuro
from veilleur.words.site import Costs, Limits, Site

RECORD_DAYS = 168
DAYS_ONWARD = 60  # of honest life while a patient attacker is at work
RECORDS = 2  # of each attack: alerted by then is alerted early
HOSTILE_CALLS_RECORDED = 14  # lived of each attack; a full trunk may turn some away
CURVE_SEEDS = 8_000  # offset of the seeds that the curve is lived on
TIMES = (0.25, 0.5, 1.0, 2.0, 4.0)  # the cost of an attack without an alert, against the judge's own
WEIGHT_PENALTY = 2.6  # pulls each weight towards 0; tenfold more or less changed the curve little
EDGES_DB = (-300.0, -50.0, -40.0, -30.0, -20.0, -10.0, 300.0)
_LN_PER_DB = log(10.0) / 10.0


class Sample(NamedTuple):
    """One weighed record: its features in the order of `FEATURES`, and the truth."""

    features: tuple[float, ...]
    hostile: bool


class Bin(NamedTuple):
    """Records whose log odds lie in a span of decibans: what was said, and what came true, as shares."""

    low_db: float
    high_db: float
    honest: int
    hostile: int
    said: float
    came_true: float


class Point(NamedTuple):
    """One point of the curve. told: attacks alerted by the second record; alerts: per honest site-quarter."""

    times: float
    attacks: int
    told: int
    alerts: float


@dataclass(frozen=True, slots=True)
class FirstRecords:
    """What was fitted and measured. hostile_weight: of each hostile record, so that attacks are rare."""

    seeds: tuple[int, ...]
    curve_seeds: tuple[int, ...]
    site_years: float
    attacks: int
    honest_records: int
    hostile_records: int
    hostile_weight: float
    weights: dict[str, float]
    shift_db: float
    untold_eur: float
    bins: tuple[Bin, ...]
    curve: tuple[Point, ...]


class Lived(NamedTuple):
    """One company's life with its attacks. alerted: for each attack, whether by its second record."""

    samples: list[Sample]
    alerted: list[bool]
    alerts: int


class _WeighedRecord(NamedTuple):
    at: float
    number: str
    features: tuple[float, ...]


class _Listening(Judge):
    """Weighs each record and alerts nobody."""

    __slots__ = ("records",)

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.records: list[_WeighedRecord] = []

    def judge(self, facts: CallFacts) -> Verdict:
        """Nothing follows from any record."""
        if not facts.destination.is_capped:
            return super().judge(facts)
        view = CallView.read(self._memory, facts)
        assessment = weigh(view)
        outcome = decide(view, assessment, self._memory.costs)
        reasons, history, alert = assessment.reasons, view.history, outcome.alert
        if history is None or alert is None:
            raise ValueError("a listening judge hears records alone")
        if not alert.is_machine:
            features = first_record_features(
                facts, view.prior.fraud_call_cost, reasons, assessment.step.odds, history.activity
            )
            self.records.append(_WeighedRecord(facts.moment.at, facts.destination.dialled, features))
        verdict = outcome.verdict._replace(kind=DecisionKind.ALLOW, reasons=reasons, owner_decides=False)
        quiet = AlertDecision(DecisionKind.ALLOW, reasons, is_machine=alert.is_machine, run=alert.run)
        self._commit(view, assessment, Outcome(verdict, alert=quiet))
        return verdict


def live(
    kind: str, seed: int, missed_attack_cost: MicroEuro | None = None, names: Sequence[str] = FITTED_ATTACKS
) -> Lived:
    """One company's life at vantage `records`, each attack tried on a copy of it.

    missed_attack_cost: what an alert may save. None: nobody is alerted, each record is weighed for the fit.
    names: of the attacks.
    """
    company = companies.make(kind, seed)
    site = replace(company.site, mode=Mode.ENFORCE, limits=Limits(None, None, None, national_alarm_day=None))
    numbering = DialPlan(site, PriceDeck(company.prices, site.tariff.covered(site.country)))
    begin = company.midnight(FIRST_DAY)
    rng = Random(f"first records/{kind}/{seed}")  # noqa: S311
    starts = sorted((begin + 86_400 * rng.uniform(0, RECORD_DAYS - 1), name) for name in names)
    judge = _judge(site, missed_attack_cost)
    watch = Watch(site, numbering, judge, Vantage.RECORDS)
    channels = site.trunk_channels
    world = Scheduler(Vantage.RECORDS, watch, trunk_channels=channels, numbering=numbering)
    steps = [  # what costs nothing is never judged
        step
        for step in companies.honest_days(company, FIRST_DAY, RECORD_DAYS + DAYS_ONWARD)
        if not isinstance(step, PlannedCall) or numbering.destination(step.number).is_capped
    ]
    samples: list[Sample] = []
    alerted: list[bool] = []
    position = 0
    for start, name in starts:
        first = position
        while position < len(steps) and moment_of(steps[position]) < start:
            position += 1
        world.live(steps[first:position], start)
        listener = _judge(site, missed_attack_cost)
        copy = Watch.load(site, numbering, watch.save(), listener)
        fork = world.fork(copy)
        attack = attacks.make(name, seed, company, start)
        fork.live_under_attack(iter(steps[position:]), first_calls(attack.steps(), HOSTILE_CALLS_RECORDED))
        hostile = {(fate.plan.start, fate.plan.number) for fate in fork.fates if not fate.congested}
        if not hostile:
            continue
        alerted.append(fork.detected_at is not None and fork.records_until_detected <= RECORDS)
        if isinstance(listener, _Listening):
            early = [one for one in listener.records if (one.at, one.number) in hostile][:RECORDS]
            samples += [Sample(one.features, True) for one in early]
    last = begin + RECORD_DAYS * 86_400
    world.live([step for step in steps[position:] if moment_of(step) < last], last)
    if isinstance(judge, _Listening):
        samples += [Sample(one.features, False) for one in judge.records]
    return Lived(samples, alerted, world.honest["alerts"] + world.honest["locks"])


def calibrate(seeds: Sequence[int] = SEEDS, processes: int = 1) -> FirstRecords:
    """Fit on these seeds and live the curve on others; the same seeds give the same figures."""
    jobs = [(kind, seed) for kind in FITTED_KINDS for seed in seeds]
    others = [(kind, seed + CURVE_SEEDS) for kind, seed in jobs]
    with Pool(processes) as pool:
        lives = pool.starmap(live, jobs, 1)
        fresh = [sample for life in pool.starmap(live, others, 1) for sample in life.samples]
        curve = tuple(
            _point(
                times,
                pool.starmap(partial(live, missed_attack_cost=round(times * MISSED_ATTACK_COST)), others, 1),
            )
            for times in TIMES
        )
    samples = [sample for life in lives for sample in life.samples]
    count = sum(len(life.alerted) for life in lives)
    site_years = len(jobs) * RECORD_DAYS / YEAR_DAYS
    weight = Costs().attacks_per_site_year * site_years / count
    weights, shift_db = fit(samples, weight)
    honest = sum(not sample.hostile for sample in samples)
    return FirstRecords(
        seeds=tuple(seeds),
        curve_seeds=tuple(seed + CURVE_SEEDS for seed in seeds),
        site_years=round(site_years, 1),
        attacks=count,
        honest_records=honest,
        hostile_records=len(samples) - honest,
        hostile_weight=round(weight, 6),
        weights=weights,
        shift_db=shift_db,
        untold_eur=MISSED_ATTACK_COST / MICRO_EUROS_PER_EURO,
        bins=bins(fresh, weight),
        curve=curve,
    )


def fit(samples: Sequence[Sample], weight: float) -> tuple[dict[str, float], float]:
    """Weights of the features, and the shift in decibans at the true rate of attacks.

    weight: of a hostile record at that rate. Each counts as much as an honest one while the weights are
    fitted, else the few odd honest records would decide alone; only the shift is put right afterwards.
    """
    import numpy as np  # of the extra `bench`

    features = np.array([sample.features for sample in samples]) * _LN_PER_DB
    columns = np.hstack([features, np.ones((len(samples), 1))])
    truth = np.array([float(sample.hostile) for sample in samples])
    penalty = np.full(columns.shape[1], WEIGHT_PENALTY)
    penalty[-1] = 1e-6
    values = np.zeros(columns.shape[1])
    for _ in range(100):
        chance = 1.0 / (1.0 + np.exp(-np.clip(columns @ values, -30.0, 30.0)))
        slope = columns.T @ (truth - chance) - penalty * values
        curve = (columns * (chance * (1.0 - chance))[:, None]).T @ columns + np.diag(penalty)
        step = np.clip(np.linalg.solve(curve, slope), -1.0, 1.0)
        values = values + step
        if float(np.abs(step).max()) < 1e-9:
            break
    weights = {name: round(float(value), 3) for name, value in zip(FEATURES, values[:-1], strict=True)}
    return weights, round((float(values[-1]) + log(weight)) / _LN_PER_DB, 2)


def bins(samples: Sequence[Sample], weight: float) -> tuple[Bin, ...]:
    """How true the odds of the weights in the tree are."""
    found = []
    said = [(first_record_db(sample.features), sample.hostile) for sample in samples]
    for low, high in pairwise(EDGES_DB):
        inside = [one for one in said if low <= one[0] < high]
        if not inside:
            continue
        hostile = sum(is_hostile for _, is_hostile in inside)
        honest = len(inside) - hostile
        total = honest + weight * hostile
        share = sum(
            (weight if is_hostile else 1.0) / (1.0 + 10.0 ** (-db / 10.0)) for db, is_hostile in inside
        )
        found.append(
            Bin(
                low_db=low,
                high_db=high,
                honest=honest,
                hostile=hostile,
                said=_rounded(share / total),
                came_true=_rounded(weight * hostile / total),
            )
        )
    return tuple(found)


def markdown(result: FirstRecords) -> str:
    """The page."""
    lines = [
        "# Calibration of the first hostile records",
        "",
        f"Written by `veilleur bench calibrate --seeds {len(result.seeds)} --out docs/calibration`, on the "
        "kinds and attacks of the calibration. Where only records are seen, an",
        "alert comes by the second hostile record or it comes late; these weights are for that alone.",
        "",
        f"Fitted on {result.honest_records} honest records of {result.site_years} site-years and the first "
        f"{RECORDS} records of {result.attacks} attacks ({result.hostile_records} records); no "
        "limits are set, so that no alert of a limit helps.",
        "",
        "| mark | weight |",
        "|---|---|",
        *(f"| {name} | {value:+.3f} |" for name, value in result.weights.items()),
        f"| shift, decibans | {result.shift_db:+.2f} |",
        "",
        "`detection/judge/first_record_model.py` says what each mark is; a test holds "
        "`detection/signals/weights.py` to this table.",
        "",
        "## How true the odds are, on seeds not fitted on",
        "",
        "| said, from dB | to dB | honest records | attackers’ records | mean said | came true |",
        "|---|---|---|---|---|---|",
        *(
            f"| {b.low_db:g} | {b.high_db:g} | {b.honest} | {b.hostile} | {b.said:.2g} | {b.came_true:.2g} |"
            for b in result.bins
        ),
        "",
        "## What more alerts buy, on seeds not fitted on",
        "",
        f"An attack without an alert is taken to cost EUR {result.untold_eur:,.0f}; times that, the "
        "same judge lived again.",
        "",
        *_curve(result.curve),
        "",
        "The benchmark has other kinds and harder attacks: its figures are lower (first-records-aim.md).",
    ]
    return "\n".join(lines) + "\n"


def _curve(points: Sequence[Point]) -> list[str]:
    return [
        "| times | alerted by the second record | share | alerts per honest site-quarter |",
        "|---|---|---|---|",
        *(
            f"| {p.times:g} | {p.told}/{p.attacks} | {100 * p.told / p.attacks:.1f}% | {p.alerts:.2f} |"
            for p in points
        ),
    ]


def write(result: FirstRecords, folder: Path) -> None:
    """Page and JSON into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "first-records.json").write_text(json.dumps(asdict(result), indent=1) + "\n", encoding="utf-8")
    (folder / "first-records.md").write_text(markdown(result), encoding="utf-8")


def _judge(site: Site, missed_attack_cost: MicroEuro | None) -> Judge:
    return _Listening(site) if missed_attack_cost is None else Judge(site, missed_attack_cost)


def _point(times: float, lives: Sequence[Lived]) -> Point:
    alerted = [one for life in lives for one in life.alerted]
    quarters = len(lives) * RECORD_DAYS / QUARTER_DAYS
    return Point(times, len(alerted), sum(alerted), round(sum(life.alerts for life in lives) / quarters, 3))


def _rounded(share: float) -> float:
    return float(f"{share:.6g}")
