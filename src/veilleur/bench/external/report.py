"""The scores of real records as tables in Markdown: figures alone, no number and no name of a person.

In: scores. Out: text.
"""

from __future__ import annotations

from collections.abc import Sequence

from veilleur.bench.external.scoring import CONFIGURATIONS, Score


def markdown(scores: Sequence[Score]) -> str:
    """The tables."""
    lines = [
        "| set | honest | records | lines refused | calls right | directions right | prices below its deck |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.known.name} | {'yes' if one.known.is_honest else 'no'} | {one.read} | {one.rejected}"
        f" | {_share(one.calls_right)} | {_share(one.ways_right)} | {_share(one.below_deck)} |"
        for one in scores
    ]
    lines += [
        "",
        "| set | configuration | verdict | incidents | calls in them | EUR | not let through, per 1,000 |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in scores:
        for verdict in one.verdicts:
            lines.append(
                f"| {one.known.name} | {verdict.configuration} | {verdict.grade} | {verdict.incidents}"
                f" | {verdict.calls_in_them}{_of(one)} | {verdict.cost_eur:,.2f}"
                f" | {_per_thousand(verdict.not_let_through, verdict.outgoing)} |"
            )
    return "\n".join([*lines, "", *_sums(scores)]) + "\n"


def _sums(scores: Sequence[Score]) -> list[str]:
    lines = []
    for configuration in CONFIGURATIONS:
        honest = [
            verdict
            for one in scores
            if one.known.is_honest
            for verdict in one.verdicts
            if verdict.configuration == configuration
        ]
        attacked = [
            verdict
            for one in scores
            if not one.known.is_honest
            for verdict in one.verdicts
            if verdict.configuration == configuration
        ]
        if not honest and not attacked:
            continue
        false = sum(verdict.grade == "fraud" for verdict in honest)
        found = sum(verdict.grade == "fraud" for verdict in attacked)
        quiet = sum(verdict.grade == "nothing" for verdict in attacked)
        stopped = _per_thousand(
            sum(verdict.not_let_through for verdict in honest), sum(verdict.outgoing for verdict in honest)
        )
        lines.append(
            f"- {configuration}: fraud found on {false} of {len(honest)} honest sets, on {found} of"
            f" {len(attacked)} attacked ones ({quiet} called nothing); {stopped} of 1,000 honest calls not"
            " let through."
        )
    return lines


def _of(score: Score) -> str:
    return "" if score.known.fraud_calls is None else f" of {score.known.fraud_calls}"


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"


def _per_thousand(count: int, whole: int) -> str:
    return f"{1_000 * count / whole:.1f}" if whole else ""
