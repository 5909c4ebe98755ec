"""The aims of the project's issue 13, each with the figure measured and whether it is reached.

In: a report. Out: one line per aim.
Pitfall: an aim that was not measured in this run (no such vantage, too few attacks) is said to be open, never
reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import NamedTuple

from veilleur.bench.contenders.rules import AFTER_30_DAYS, CAPS, INSTALLED, VEILLEUR, WIDE_CAPS
from veilleur.bench.detection import Report, fast_attacks
from veilleur.bench.figures import (
    SWEEP,
    expected,
    expected_value,
    money,
    per_quarter,
    recall,
    site_years,
    wilson,
)
from veilleur.bench.measure import STOPPED, AttackResult
from veilleur.simulation.engine.scheduler import REACTION_S

POISON = "P"
BY_DAY = {"M": "weekday attacks over eleven countries", "H": "domestic premium numbers by day"}


class Aim(NamedTuple):
    """One aim. reached: None when it could not be measured."""

    text: str
    measured: str
    reached: bool | None


def aims(report: Report) -> list[Aim]:
    """All aims with what was measured."""
    found: list[Aim] = []
    fast = fast_attacks()
    for vantage, most_median, most_p95 in (("asked", 0.5, 2.0), ("live", 3.0, 20.0)):
        hostile = report.of(VEILLEUR, vantage)[0]
        if not hostile:
            continue
        quick = money([one for one in hostile if one.attack in fast])
        text = f"{vantage}: fast pumping leaks EUR {most_median:.2f} at most (median), {most_p95:.0f} at p95"
        said = f"median {quick.median}, p95 {quick.p95}"
        if vantage == "asked":
            codeless = money([one for one in hostile if one.attack in fast and not one.knows_code])
            said += f"; attackers who know no code: median {codeless.median}, p95 {codeless.p95}"
        found.append(Aim(text, said, quick.median.value <= most_median and quick.p95.value <= most_p95))
    hostile = report.of(VEILLEUR, "asked")[0]
    if hostile:
        unhurried = [one for one in hostile if one.attack not in fast and one.attack != POISON]
        slow, codeless = money(unhurried), money([one for one in unhurried if not one.knows_code])
        found.append(
            Aim(
                "asked: slow drip and office hours leak EUR 10 at most (median)",
                f"median {slow.median}, p95 {slow.p95}; attackers who know no code: "
                f"median {codeless.median}, p95 {codeless.p95}",
                slow.median.value <= 10,
            )
        )
        found += _recall(hostile)
        found += _poison(hostile)
    found += _records(report.of(VEILLEUR, "records")[0])
    found += _headline(report)
    found += _honest(report)
    found += _caps(report)
    found += _installed(report)
    return found


def _recall(hostile: Sequence[AttackResult]) -> list[Aim]:
    hits, tries = recall(hostile)
    share = wilson(hits, tries)
    codeless = wilson(*recall([one for one in hostile if not one.knows_code]))
    said = (
        f"{hits} of {tries}, {share.value:.2%} ({share.low:.2%} to {share.high:.2%}); "
        f"attackers who know no code: {codeless.value:.2%} ({codeless.low:.2%} to {codeless.high:.2%})"
    )
    return [Aim("asked: 99 % of attacks or more are detected", said, share.value >= 0.99)]


def _poison(hostile: Sequence[AttackResult]) -> list[Aim]:
    results = [one for one in hostile if one.attack == POISON]
    if not results:
        return []
    gained, codeless = money(results), money([one for one in results if not one.knows_code])
    said = (
        f"median {gained.median}, p95 {gained.p95}, worst {gained.worst:.2f}; attackers who know no code: "
        f"median {codeless.median}, p95 {codeless.p95}, worst {codeless.worst:.2f}"
    )
    return [Aim("slow poisoning over eight weeks gains less than EUR 20", said, gained.p95.value < 20)]


def _records(hostile: Sequence[AttackResult]) -> list[Aim]:
    tried = [one for one in hostile if one.tried]
    if not tried:
        return []
    soon = sum(one.records is not None and one.records <= 2 for one in tried)
    share = wilson(soon, len(tried))
    said = f"{share.value:.1%} ({share.low:.1%} to {share.high:.1%})"
    return [Aim("records: 95 % are detected by the second hostile record", said, share.value >= 0.95)]


def _headline(report: Report) -> list[Aim]:
    ours, theirs = (site_years(*report.of(rule, "asked")) for rule in (VEILLEUR, CAPS))
    if not ours or not theirs:
        return []
    shares = {c: expected_value(ours, c) / max(1e-9, expected_value(theirs, c)) for c in SWEEP}
    worst, at = max((share, c) for c, share in shares.items() if c.attacks_per_site_year >= 0.05)
    ours_now, theirs_now = expected(ours), expected(theirs)
    wide = site_years(*report.of(WIDE_CAPS, "asked"))
    said = (
        f"EUR {ours_now} against {theirs_now}: {ours_now.value / max(1e-9, theirs_now.value):.0%}; "
        f"over the sweep at worst {worst:.0%} (at {at.attacks_per_site_year} attacks, "
        f"EUR {at.honest_call_stopped_eur:.0f} per stop, {at.question_eur} per question)"
        + (f"; caps alone as wide as Veilleur's cost {expected(wide)}" if wide else "")
        + ("; see the ends of the sweep with a judge that was given them" if report.corners else "")
    )
    return [
        Aim(
            "expected euros per site-year: at most a third of caps alone, over the sweep",
            said,
            worst <= 1 / 3,
        )
    ]


def _honest(report: Report) -> list[Aim]:
    found: list[Aim] = []
    for vantage in ("asked", "live"):
        lives = report.of(VEILLEUR, vantage)[1]
        if not lives:
            continue
        kinds = {kind: [one for one in lives if one.kind == kind] for kind in report.kinds}
        stopped = {kind: per_quarter(group, STOPPED) for kind, group in kinds.items() if group}
        worst = max(stopped, key=lambda kind: stopped[kind].value)
        mean = fmean(one.value for one in stopped.values())
        found.append(
            Aim(
                f"{vantage}: honest calls stopped per site-quarter: 0.1 at most (mean kind), 1 (worst kind)",
                f"mean {mean:.2f}, worst {worst} {stopped[worst]}",
                mean <= 0.1 and stopped[worst].value <= 1.0,
            )
        )
        if vantage == "asked":
            asked = {kind: per_quarter(group, ("asked",)) for kind, group in kinds.items() if group}
            most = max(asked, key=lambda kind: asked[kind].value)
            found.append(
                Aim(
                    "asked honest calls per site-quarter: 4 at most",
                    f"mean {fmean(a.value for a in asked.values()):.2f}, worst {most} {asked[most]}",
                    asked[most].value <= 4.0,
                )
            )
        decoys = sum(one.counts.get("decoy_alerts", 0) for one in lives)
        national = sum(one.counts.get(f"national_{how}", 0) for one in lives for how in ("refused", "cut"))
        found.append(
            Aim(
                f"{vantage}: national calls are never stopped; no honest person sets off a decoy",
                f"{national} national calls stopped, {decoys} alarms of decoys",
                not national and not decoys,
            )
        )
    return found


def _installed(report: Report) -> list[Aim]:
    """The aims of issue 25: what a site without a past gets."""
    found: list[Aim] = []
    for rule, vantage, name in (
        (INSTALLED, "asked", "as installed"),
        (AFTER_30_DAYS, "asked", "as installed, after 30 days"),
        (INSTALLED, "live", "as installed, live"),
        (AFTER_30_DAYS, "live", "as installed, live, after 30 days"),
    ):
        hostile, lives = report.of(rule, vantage)
        if not lives:
            continue
        fitted = site_years(*report.of(VEILLEUR, vantage))
        kinds = {kind: [one for one in lives if one.kind == kind] for kind in report.kinds}
        stopped = {kind: per_quarter(group, STOPPED) for kind, group in kinds.items() if group}
        worst = max(stopped, key=lambda kind: stopped[kind].value)
        mean = fmean(one.value for one in stopped.values())
        text = f"{name}: honest calls stopped per site-quarter: 0.1 at most (mean kind), 1 (worst kind)"
        reached = mean <= 0.1 and stopped[worst].value <= 1.0
        found.append(Aim(text, f"mean {mean:.3f}, worst {worst} {stopped[worst]}", reached))
        if vantage == "asked":
            asked = {kind: per_quarter(group, ("asked",)) for kind, group in kinds.items() if group}
            most = max(asked, key=lambda kind: asked[kind].value)
            text = f"{name}: honest calls asked per site-quarter: 4 at most"
            found.append(Aim(text, f"worst {most} {asked[most]}", asked[most].value <= 4.0))
        ours = site_years(hostile, lives)
        if ours and fitted:
            now, then = expected(ours), expected(fitted)
            text = f"{name}: expected euros at most 1.5 times those with fitted limits"
            found.append(Aim(text, f"EUR {now} against {then}", now.value <= 1.5 * then.value))
        if rule == AFTER_30_DAYS:
            found += _by_day(hostile, name)
        if hostile:
            over = max(one.over_cap_eur for one in hostile)
            text = f"{name}: no leak passes the limit in force plus one decision interval"
            worst_leak = max(one.euros for one in hostile)
            said = f"worst window over its limit by EUR {over:.2f}; worst leak EUR {worst_leak:,.2f}"
            found.append(Aim(text, said, over <= 2.0))
    return found


def _by_day(hostile: Sequence[AttackResult], name: str) -> list[Aim]:
    """Attacks in office hours, where little but the judge stands between them and the limits."""
    found: list[Aim] = []
    for attack, what in BY_DAY.items():
        results = [one for one in hostile if one.attack == attack]
        if results:
            leaked = money(results)
            text = f"{name}: {what} leak EUR 10 at most (median)"
            said = f"median {leaked.median}, p95 {leaked.p95}, {len(results)} attacks"
            found.append(Aim(text, said, leaked.median.value <= 10))
    return found


def _caps(report: Report) -> list[Aim]:
    found: list[Aim] = []
    for vantage in ("asked", "live"):
        hostile = report.of(VEILLEUR, vantage)[0]
        if not hostile:
            continue
        worst = max(hostile, key=lambda one: one.over_cap_eur)
        said = (
            f"worst window over its limit by EUR {worst.over_cap_eur:.2f} (attack {worst.attack}, "
            f"{worst.kind}, seed {worst.seed}); a cut takes {REACTION_S} s here"
        )
        # One decision interval: some calls at a few euros a minute for the time of a cut.
        found.append(
            Aim(
                f"{vantage}: no leak passes the cap plus one decision interval",
                said,
                worst.over_cap_eur <= 2.0,
            )
        )
    return found
