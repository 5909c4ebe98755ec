"""A report as JSON and as Markdown tables; the chart is in `chart.py`.

In: a report and what is known of the run. Out: plain data, text.
Pitfall: money of the worst attack is one company's bad luck; read the median, p95 and the headline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

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
from veilleur.bench.rules import CAPS, CONTENDERS, NOTHING, VEILLEUR
from veilleur.bench.targets import aims
from veilleur.simulation import attacks
from veilleur.simulation.companies import KINDS
from veilleur.words.errors import InputError


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


SEES = {"asked": "before it is dialled", "live": "while it runs", "records": "after it ended"}
PAGE_MARKS = ("<!-- benchmark: made by veilleur bench detection -->", "<!-- end of benchmark -->")


def page_with(page: str, data: dict[str, Any], where: str) -> str:
    """A page whose part between the two marks holds the chart and the table of these figures.

    Raises:
        InputError: when a mark is missing.
    """
    before, first, rest = page.partition(PAGE_MARKS[0])
    _old, second, after = rest.partition(PAGE_MARKS[1])
    if not first or not second:
        raise InputError(
            "{where}: the marks {first} and {second} are missing; put them where it belongs.",
            where=where,
            first=PAGE_MARKS[0],
            second=PAGE_MARKS[1],
        )
    about = data["about"]
    lines = [
        "![Expected euros per site-year, and euros per attack](docs/benchmark/detection.svg)",
        "",
        *short_table(data),
        "",
        f"`{about['command']}`, {about['date']}, commit `{about['commit']}`, "
        f"{about['site_years']:,.0f} site-years; constants: "
        f"{about['constants']['attacks_per_site_year']} attacks per site-year, "
        f"EUR {about['constants']['honest_call_stopped_eur']:.0f} per honest call stopped, "
        f"EUR {about['constants']['question_eur']:.2f} per question. How to read it, and where it is weak: "
        "[docs/benchmark.md](docs/benchmark.md).",
    ]
    return before + first + "\n" + "\n".join(lines) + "\n" + second + after


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


def markdown(data: dict[str, Any]) -> str:
    """The tables of a summary in Markdown."""
    about = data["about"]
    lines = [
        f"Measured {about['date']} at commit `{about['commit']}` by `{about['command']}`: "
        f"{len(about['seeds'])} of {about['sealed_seeds']} seeds, {len(about['kinds'])} kinds, "
        f"{about['site_years']:,.0f} site-years, {about['seconds']:,.0f} s. "
        f"SHA-256 of the sealed seeds: `{about['seal']}`.",
        "",
        *headline_table(data),
        "",
        "Euros per attack with 95 % intervals (bootstrap over companies or attacks); recall with Wilson's.",
        "",
        "### The aims",
        "",
        "| aim | measured | reached |",
        "|---|---|---|",
        *(f"| {aim['text']} | {aim['measured']} | {_yes(aim['reached'])} |" for aim in data["aims"]),
        "",
        *_code_lines(data),
        *_corner_lines(data),
        "### Each attack under Veilleur",
        "",
        "| | attack | vantage | detected | calls passed, median (worst) | EUR median | p95 | worst | "
        "seconds from first act | from first call | EUR median if nothing watches |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
        *_attack_lines(data),
        "",
        "### Honest people under Veilleur, per site-quarter",
        "",
        "| kind | vantage | stopped | asked | alerts |",
        "|---|---|---|---|---|",
        *(
            f"| {one['kind']}{' (held out)' if one['held_out'] else ''} | {one['vantage']} "
            f"| {_interval(one['stopped'])} | {_interval(one['asked'])} | {_interval(one['alerts'])} |"
            for one in data["kinds"]
        ),
    ]
    return "\n".join(lines) + "\n"


def _code_lines(data: dict[str, Any]) -> list[str]:
    groups = data.get("codes", ())
    return (
        []
        if not groups
        else [
            "### Attackers who know a code (Veilleur, asked; one in fifty, and among all attacks above)",
            "",
            "| | detected | EUR median | p95 | worst |",
            "|---|---|---|---|---|",
            *(
                f"| {one['thieves']} | {one['detected']}/{one['of']} "
                f"({one['recall'][1]:.1%} to {one['recall'][2]:.1%}) | {_interval(one['median'])} "
                f"| {_interval(one['p95'])} | {one['worst']:,.2f} |"
                for one in groups
            ),
            "",
        ]
    )


def _corner_lines(data: dict[str, Any]) -> list[str]:
    corners = data.get("corners", ())
    return (
        []
        if not corners
        else [
            f"### Ends of the sweep, lived by a judge given them (asked, first {corners[0]['seeds']} seeds)",
            "",
            "| attacks per site-year | EUR per stop | EUR per question | Veilleur, weighed again "
            "| Veilleur, given them | caps alone | given them, against caps alone |",
            "|---|---|---|---|---|---|---|",
            *(
                f"| {one['attacks_per_site_year']} | {one['honest_call_stopped_eur']:.0f} "
                f"| {one['question_eur']:.2f} | {_interval(one['weighed_anew'])} | {_interval(one['told'])} "
                f"| {_interval(one['caps_alone'])} | {one['told'][0] / max(1e-9, one['caps_alone'][0]):.0%} |"
                for one in corners
            ),
            "",
        ]
    )


def headline_table(data: dict[str, Any]) -> list[str]:
    """The table of contenders: the headline first."""
    return [
        "| rule | vantage | site-years | expected EUR per site-year | detected | EUR median | p95 | worst "
        "| honest calls stopped per site-quarter | asked | alerts |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
        *(_contender_line(one) for one in data["contenders"]),
    ]


def short_table(data: dict[str, Any]) -> list[str]:
    """The contenders without ablations, in few columns: for a first page."""
    return [
        "| rule | sees a call | expected EUR per site-year | attacks detected "
        "| EUR per attack, median and p95 | honest calls stopped per site-quarter | asked |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| {one['rule']} | {SEES[one['vantage']]} | {one['expected_eur_per_site_year'][0]:,.0f} "
            f"({one['expected_eur_per_site_year'][1]:,.0f} to {one['expected_eur_per_site_year'][2]:,.0f}) "
            f"| {one['recall'][0]:.1%} | {one['all']['median'][0]:,.2f}; {one['all']['p95'][0]:,.0f} "
            f"| {one['stopped_per_quarter'][0]:.2f} | {one['asked_per_quarter'][0]:.2f} |"
            for one in data["contenders"]
            if not one["ablation"]
        ),
    ]


def _contender_line(one: dict[str, Any]) -> str:
    return (
        f"| {one['rule']} | {one['vantage']} | {one['site_years']:,.0f} "
        f"| {_interval(one['expected_eur_per_site_year'])} "
        f"| {one['detected']}/{one['of']} ({one['recall'][1]:.1%} to {one['recall'][2]:.1%}) "
        f"| {one['all']['median'][0]:,.2f} | {one['all']['p95'][0]:,.2f} | {one['all']['worst']:,.0f} "
        f"| {one['stopped_per_quarter'][0]:.2f} | {one['asked_per_quarter'][0]:.2f} "
        f"| {one['alerts_per_quarter'][0]:.2f} |"
    )


def _attack_lines(data: dict[str, Any]) -> list[str]:
    at_stake = {one["attack"]: one["median"][0] for one in data["attacks"] if one["rule"] == NOTHING}
    return [
        f"| {one['attack']} | {one['name']} | {one['vantage']} | {one['detected']}/{one['of']} "
        f"| {one['calls_median']} ({one['calls_worst']}) | {one['median'][0]:,.2f} | {one['p95'][0]:,.2f} "
        f"| {one['worst']:,.2f} | {_seconds(one['seconds_from_act'])} | {_seconds(one['seconds_from_call'])} "
        f"| {at_stake.get(one['attack'], 0.0):,.0f} |"
        for one in data["attacks"]
        if one["rule"] == VEILLEUR
    ]


def _interval(values: Sequence[float]) -> str:
    return f"{values[0]:,.2f} ({values[1]:,.2f} to {values[2]:,.2f})"


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}"


def _yes(reached: bool | None) -> str:
    return "open" if reached is None else "yes" if reached else "**no**"
