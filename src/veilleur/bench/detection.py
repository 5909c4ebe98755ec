"""The detection benchmark: what each rule lets a thief burn, and what it costs honest people.

In: seeds. Out: per rule, attack and vantage the calls, minutes and euros that passed; per kind of
company the honest calls stopped and asked. The one thing to get wrong: money of hostile calls is
priced by the site's own deck, and only answered seconds count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from math import ceil, sqrt
from random import Random
from statistics import median

from veilleur.bench.rules import RULES, Rule
from veilleur.numbering import DialPlan
from veilleur.simulation import attacks, companies
from veilleur.simulation.plan import Expander
from veilleur.words.calls import Vantage
from veilleur.words.money import MICRO_EUROS_PER_EURO
from veilleur.words.site import Site

FIRST_DAY = date(2026, 3, 2)
VANTAGES = (Vantage.RECORDS, Vantage.LIVE, Vantage.ASKED)
RuleMaker = Callable[[Site, Vantage], Rule]


@dataclass(frozen=True, slots=True)
class AttackResult:
    """One attack under one rule and vantage. Delay in seconds from the first hostile call, or None."""

    rule: str
    attack: str
    vantage: str
    kind: str
    seed: int
    detected: bool
    calls: int
    minutes: float
    euros: float
    delay_s: float | None


@dataclass(frozen=True, slots=True)
class HonestResult:
    """Honest days of one company under one rule and vantage."""

    rule: str
    vantage: str
    kind: str
    seed: int
    days: int
    calls: int
    stopped: int
    asked: int
    alerts: int


@dataclass(frozen=True, slots=True)
class Report:
    """All that was measured, with the seal of the seeds."""

    seal: str
    seeds: tuple[int, ...]
    attacks: tuple[AttackResult, ...]
    honest: tuple[HonestResult, ...]

    def as_json(self) -> dict[str, object]:
        """Plain data for JSON."""
        return asdict(self)


def seal(seeds: Iterable[int]) -> str:
    """SHA-256 of the seed list, to publish before a run."""
    return sha256(" ".join(map(str, seeds)).encode()).hexdigest()


def wilson(hits: int, tries: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % confidence interval of a share (Wilson 1927)."""
    if tries == 0:
        return 0.0, 1.0
    share, square = hits / tries, z * z
    middle = (share + square / (2 * tries)) / (1 + square / tries)
    half = z * sqrt(share * (1 - share) / tries + square / (4 * tries * tries)) / (1 + square / tries)
    return max(0.0, middle - half), min(1.0, middle + half)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def run(seeds: Sequence[int], learn_days: int = 14, rules: dict[str, RuleMaker] | None = None) -> Report:
    """Measure all rules on these seeds: each attack on a company of each seed, and honest days."""
    chosen = RULES if rules is None else rules
    hostile: list[AttackResult] = []
    honest: list[HonestResult] = []
    kinds = list(companies.KINDS)
    for seed in seeds:
        rng = Random(f"bench/{seed}")  # noqa: S311
        for attack in attacks.ATTACKS:
            kind = rng.choice(kinds)
            for name, maker in chosen.items():
                hostile += [_attack(name, maker, attack, kind, seed, v, learn_days) for v in VANTAGES]
        for kind in kinds:
            for name, maker in chosen.items():
                honest.append(_honest(name, maker, kind, seed, Vantage.ASKED, 2 * learn_days))
    return Report(seal(seeds), tuple(seeds), tuple(hostile), tuple(honest))


def _attack(
    name: str, maker: RuleMaker, attack: str, kind: str, seed: int, vantage: Vantage, days: int
) -> AttackResult:
    rng = Random(f"start/{attack}/{seed}")  # noqa: S311
    # Half of the companies have a wider, half a narrower spread than the calibration's.
    company = companies.make(kind, seed, 0.5 if seed % 2 else 1.5)
    begin = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC).timestamp()
    start = begin + (days + rng.random() * 7) * 86400
    world = _world(maker, company.site, vantage)
    adaptive = rng.random() < 0.3
    world.run(company.days(FIRST_DAY, days), attacks.make(attack, seed, company, start, adaptive).steps())
    plan = DialPlan(company.site)
    bad = [fate for fate in world.fates if fate.plan.hostile]
    passed = [fate for fate in bad if fate.passed_s > 0]
    cost = sum(plan.destination(f.plan.number).price.cost(f.passed_s) for f in passed)
    first = bad[0].plan.start if bad else start
    alarms = [a.at for a in world.alerts if a.at >= start]
    alarms += [f.plan.start for f in bad if f.refused or f.cut]
    return AttackResult(
        name, attack, vantage.value, kind, seed, bool(alarms), len(passed),
        sum(f.passed_s for f in passed) / 60, cost / MICRO_EUROS_PER_EURO,
        min(alarms) - first if alarms else None,
    )  # fmt: skip


def _honest(name: str, maker: RuleMaker, kind: str, seed: int, vantage: Vantage, days: int) -> HonestResult:
    company = companies.make(kind, seed, 0.5 if seed % 2 else 1.5)
    world = _world(maker, company.site, vantage)
    world.run(company.days(FIRST_DAY, days))
    return HonestResult(
        name, vantage.value, kind, seed, days, len(world.fates),
        sum(f.refused or f.cut for f in world.fates), sum(f.asked for f in world.fates), len(world.alerts),
    )  # fmt: skip


def _world(maker: RuleMaker, site: Site, vantage: Vantage) -> Expander:
    rule = maker(site, vantage)
    wake: Callable[[], float | None] = lambda: getattr(rule, "wake_at", None)  # noqa: E731
    return Expander(vantage, rule.step, wake)


def markdown(report: Report) -> str:
    """The tables of a report in Markdown."""
    lines = [
        "| Rule | Vantage | Detected (95 % interval) | EUR median | EUR p95 | EUR worst |",
        "|---|---|---|---|---|---|",
    ]
    for rule, vantage in dict.fromkeys((r.rule, r.vantage) for r in report.attacks):
        rows = [r for r in report.attacks if (r.rule, r.vantage) == (rule, vantage)]
        hits = sum(r.detected for r in rows)
        low, high = wilson(hits, len(rows))
        money = [r.euros for r in rows]
        lines.append(
            f"| {rule} | {vantage} | {hits}/{len(rows)} ({low:.0%} to {high:.0%}) | {median(money):.2f} "
            f"| {percentile(money, 0.95):.2f} | {max(money):.2f} |"
        )
    lines += [
        "",
        "| Rule | Honest calls stopped per site-quarter | asked | alerts | worst kind |",
        "|---|---|---|---|---|",
    ]
    for rule in dict.fromkeys(r.rule for r in report.honest):
        group = [r for r in report.honest if r.rule == rule]
        quarters = sum(r.days for r in group) / 91.25
        per_kind = {
            kind: sum(r.stopped for r in group if r.kind == kind)
            / (sum(r.days for r in group if r.kind == kind) / 91.25)
            for kind in {r.kind for r in group}
        }
        worst = max(sorted(per_kind), key=lambda kind: per_kind[kind])
        lines.append(
            f"| {rule} | {sum(r.stopped for r in group) / quarters:.2f} "
            f"| {sum(r.asked for r in group) / quarters:.2f} "
            f"| {sum(r.alerts for r in group) / quarters:.2f} | {worst} ({per_kind[worst]:.1f}) |"
        )
    return "\n".join(lines) + "\n"
