"""A report as plain data; `pages.py` and `chart.py` show it.

In: a report and what is known of the run. Out: plain data.
Pitfall: money of the worst attack is one company's bad luck; read the median, p95 and the headline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from veilleur.bench.contenders.rules import CAPS, CONTENDERS, NOTHING, VEILLEUR
from veilleur.bench.detection import WHOLE_SEEDS, Report, fast_attacks
from veilleur.bench.figures import (
    SWEEP,
    YEAR_DAYS,
    Constants,
    Money,
    expected,
    expected_value,
    money,
    per_quarter,
    recall,
    site_years,
    wilson,
)
from veilleur.bench.measure import STOPPED, AttackResult
from veilleur.bench.targets import aims
from veilleur.simulation import attacks
from veilleur.simulation.companies import KINDS


def summary(report: Report, about: dict[str, Any]) -> dict[str, Any]:
    """Everything the tables need, as plain data. `about`: date, commit, seal and so on."""
    return {
        "about": {
            **about,
            "seeds": list(report.seeds),
            "kinds": list(report.kinds),
            "days": report.setting.days,
            "shifted": report.setting.shifted,
            "site_years": round(report.site_years, 1),
            "constants": Constants()._asdict(),
        },
        "aims": [aim._asdict() for aim in aims(report)],
        "contenders": [
            *(_contender(report, rule, vantage) for rule, vantage in report.contenders()),
            *_same_companies(report),
        ],
        "attacks": [
            _attack(rule, vantage, name, [one for one in report.of(rule, vantage)[0] if one.attack == name])
            for rule, vantage in report.contenders()
            if rule in (VEILLEUR, NOTHING)
            for name in sorted({one.attack for one in report.hostile})
        ],
        "kinds": [
            _kind(report, rule, vantage, kind)
            for rule, vantage in report.contenders()
            if rule == VEILLEUR
            for kind in report.kinds
        ],
        "sweep": _sweep(report),
        "corners": _corners(report),
        "codes": _codes(report),
    }


def _money(leak: Money) -> dict[str, Any]:
    return {
        "attacks": leak.attacks,
        "median": list(leak.median),
        "p95": list(leak.p95),
        "worst": leak.worst,
        "mean": list(leak.mean),
    }


def _same_companies(report: Report) -> list[dict[str, Any]]:
    """Veilleur and caps alone on the companies that the others were measured on, where those are fewer."""
    seeds = report.seeds[:WHOLE_SEEDS]
    if len(report.seeds) <= WHOLE_SEEDS:
        return []
    few = replace(
        report,
        hostile=tuple(one for one in report.hostile if one.seed in seeds),
        honest=tuple(one for one in report.honest if one.seed in seeds),
    )
    return [
        {**_contender(few, rule, vantage), "rule": f"{rule}, first {WHOLE_SEEDS} seeds"}
        for rule, vantage in report.contenders()
        if rule in (VEILLEUR, CAPS) and len(few.of(rule, vantage)[1]) < len(report.of(rule, vantage)[1])
    ]


def _contender(report: Report, rule: str, vantage: str) -> dict[str, Any]:
    hostile, honest = report.of(rule, vantage)
    fast = fast_attacks()
    hits, tries = recall(hostile)
    return {
        "rule": rule,
        "vantage": vantage,
        "ablation": CONTENDERS[rule].ablation if rule in CONTENDERS else False,
        "companies": len(honest),
        "site_years": round(sum(one.days for one in honest) / YEAR_DAYS, 1),
        "expected_eur_per_site_year": list(expected(site_years(hostile, honest))),
        "detected": hits,
        "of": tries,
        "recall": list(wilson(hits, tries)),
        "all": _money(money(hostile)),
        "fast": _money(money([one for one in hostile if one.attack in fast])),
        "slow": _money(money([one for one in hostile if one.attack not in fast])),
        "stopped_per_quarter": list(per_quarter(honest, STOPPED)),
        "asked_per_quarter": list(per_quarter(honest, ("asked",))),
        "alerts_per_quarter": list(per_quarter(honest, ("alerts", "locks"))),
    }


def _attack(rule: str, vantage: str, name: str, results: Sequence[AttackResult]) -> dict[str, Any]:
    hits, tries = recall(results)
    calls = sorted(one.passed for one in results)
    return {
        "rule": rule,
        "vantage": vantage,
        "attack": name,
        "name": attacks.ATTACKS[name].name,
        "source": attacks.ATTACKS[name].source,
        "detected": hits,
        "of": tries,
        "foiled_without_a_call": sum(not one.tried for one in results),
        **_money(money(results)),
        "calls_median": calls[len(calls) // 2] if calls else 0,
        "calls_worst": calls[-1] if calls else 0,
        "minutes_median": _middle([one.minutes for one in results]),
        "seconds_from_act": _middle([o.seconds_from_act for o in results if o.seconds_from_act is not None]),
        "seconds_from_call": _middle(
            [o.seconds_from_call for o in results if o.seconds_from_call is not None]
        ),
    }


def _kind(report: Report, rule: str, vantage: str, kind: str) -> dict[str, Any]:
    lives = [one for one in report.of(rule, vantage)[1] if one.kind == kind]
    faulty = sum(one.counts.get("faulty", 0) for one in lives)
    return {
        "rule": rule,
        "vantage": vantage,
        "kind": kind,
        "held_out": KINDS[kind].held_out,
        "companies": len(lives),
        "stopped": list(per_quarter(lives, STOPPED)),
        "asked": list(per_quarter(lives, ("asked",))),
        "alerts": list(per_quarter(lives, ("alerts", "locks"))),
        "faulty_calls": faulty,
        "faulty_stopped": sum(one.counts.get("faulty_stopped", 0) for one in lives),
    }


def _sweep(report: Report) -> list[dict[str, Any]]:
    lines = {pair: site_years(*report.of(*pair)) for pair in report.contenders()}
    return [
        {
            **constants._asdict(),
            "expected": {
                f"{rule} ({vantage})": round(expected_value(line, constants), 2)
                for (rule, vantage), line in lines.items()
            },
        }
        for constants in SWEEP
    ]


def _corners(report: Report) -> list[dict[str, Any]]:
    """Ends of the sweep on the first seeds: weighed again, and lived by a judge that was given them."""
    seeds = report.seeds[:WHOLE_SEEDS]
    ours, caps = (
        site_years(
            [one for one in report.of(rule, "asked")[0] if one.seed in seeds],
            [one for one in report.of(rule, "asked")[1] if one.seed in seeds],
        )
        for rule in (VEILLEUR, CAPS)
    )
    return [
        {
            **corner.constants._asdict(),
            "seeds": len(seeds),
            "weighed_anew": list(expected(ours, corner.constants)),
            "told": list(expected(site_years(corner.hostile, corner.honest), corner.constants)),
            "caps_alone": list(expected(caps, corner.constants)),
        }
        for corner in report.corners
    ]


def _codes(report: Report) -> list[dict[str, Any]]:
    """Veilleur, asked, against attackers who know a code and attackers who do not."""
    hostile = report.of(VEILLEUR, "asked")[0]
    groups = (
        ("all attackers", hostile),
        ("attackers who know no code", [one for one in hostile if not one.knows_code]),
        ("attackers who know a code", [one for one in hostile if one.knows_code]),
    )
    found = []
    for name, group in groups:
        hits, tries = recall(group)
        found.append(
            {
                "thieves": name,
                "detected": hits,
                "of": tries,
                "recall": list(wilson(hits, tries)),
                **_money(money(group)),
            }
        )
    return found if hostile else []


def _middle(values: Sequence[float]) -> float | None:
    return sorted(values)[len(values) // 2] if values else None
