"""How wide the limits should be: expected euros of caps alone and of Veilleur for several multiples.

In: seeds. Out: a table in Markdown.
Pitfall: the companies are those of the calibration (no held-out kind, nothing shifted), so that what is
measured later has chosen nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

from veilleur.bench.contenders.rules import CAPS, VEILLEUR
from veilleur.bench.figures import YEAR_DAYS, expected, per_quarter, site_years
from veilleur.bench.measure import STOPPED, AttackResult, HonestResult, Setting, measure
from veilleur.detection.spending.recommended_limits import Multiples
from veilleur.simulation import companies
from veilleur.words.calls import Vantage

FIRST_SEED = 710_001  # of no other run
TRIED = (
    Multiples(1.5, 1.0, 0.0),
    Multiples(2.0, 1.33, 0.0),
    Multiples(2.0, 1.33, 0.5),
    Multiples(3.0, 2.0, 0.0),
    Multiples(3.0, 2.0, 1.0),
    Multiples(4.0, 2.7, 1.0),
    Multiples(6.0, 4.0, 1.0),
)
Job = tuple[str, int, str, Multiples]
Results = tuple[list[AttackResult], list[HonestResult]]


class Width(NamedTuple):
    """What one rule costs with limits of one width. Euros per site-year, stops per site-quarter."""

    rule: str
    multiples: Multiples
    expected_eur: float
    stopped: float
    site_years: float


def tried(
    count: int,
    processes: int = 1,
    progress: Callable[[int, int], None] = lambda done, all_: None,
    kinds: Sequence[str] = (),
) -> list[Width]:
    """Each rule with each width, on a number of seeds of each kind of the calibration."""
    chosen = kinds or [name for name, kind in companies.KINDS.items() if not kind.held_out]
    pairs = [(rule, multiples) for rule in (CAPS, VEILLEUR) for multiples in TRIED]
    jobs: list[Job] = [
        (kind, FIRST_SEED + place, *pair) for place in range(count) for kind in chosen for pair in pairs
    ]
    found: dict[tuple[str, Multiples], Results] = {pair: ([], []) for pair in pairs}
    with ProcessPoolExecutor(processes) as pool:
        for done, (job, (hostile, honest)) in enumerate(
            zip(jobs, pool.map(_job, jobs), strict=True), start=1
        ):
            results = found[job[2], job[3]]
            results[0].extend(hostile)
            results[1].extend(honest)
            progress(done, len(jobs))
    return [_width(*pair, results) for pair, results in found.items()]


def _job(job: Job) -> Results:
    kind, seed, rule, multiples = job
    setting = Setting(shifted=False, rules=(rule,), vantages=(Vantage.ASKED,), core=True, multiples=multiples)
    return measure(kind, seed, setting)


def _width(rule: str, multiples: Multiples, results: Results) -> Width:
    hostile, honest = results
    return Width(
        rule,
        multiples,
        expected(site_years(hostile, honest)).value,
        per_quarter(honest, STOPPED).value,
        sum(one.days for one in honest) / YEAR_DAYS,
    )


def markdown(widths: Sequence[Width]) -> str:
    """The table."""
    lines = [
        "| rule | times the dearest day and closed period | times the dearest month "
        "| closed period, times the dearest day | expected EUR per site-year "
        "| honest calls stopped per site-quarter | site-years |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| {one.rule} | {one.multiples.window:g} | {one.multiples.month:g} "
            f"| {one.multiples.closed_by_day:g} | {one.expected_eur:.2f} | {one.stopped:.3f} "
            f"| {one.site_years:.0f} |"
            for one in widths
        ),
    ]
    return "\n".join(lines) + "\n"
