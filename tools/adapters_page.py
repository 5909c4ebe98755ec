"""The page `docs/adapters.md`: what each adapter was found to hold, by `python -m tools.adapters_page`.

In: the kit of `veilleur conform`, played for every adapter (some minutes). Out: the table of the page,
between its two marks. Pitfall: what an adapter does not offer follows from its made switch, and a fast test
holds it; what holds is played again by the slow tests, which compare it with this page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from veilleur.conformance.fakes import MADE
from veilleur.conformance.kit import STEPS, play
from veilleur.conformance.step import Verdict

PAGE = Path(__file__).parents[1] / "docs" / "adapters.md"
BEGINS, ENDS = "<!-- made by tools.adapters_page -->", "<!-- end -->"
SIGNS = {Verdict.HOLDS: "yes", Verdict.FAILS: "**no**", Verdict.NOT_OFFERED: "-"}
Verdicts = Mapping[str, Mapping[str, Verdict]]  # adapter -> step -> what came of it


def table(verdicts: Verdicts) -> str:
    """The table, Markdown."""
    lines, area = [], ""
    for step in STEPS:
        if step.area != area:
            area = step.area
            lines += [
                "",
                f"**{area}**",
                "",
                f"| step | what holds | {' | '.join(MADE)} |",
                "|---|---|" + "---|" * len(MADE),
            ]
        cells = " | ".join(SIGNS[verdicts[adapter][step.code]] for adapter in MADE)
        lines.append(f"| `{step.code}` | {step.sentence} | {cells} |")
    return "\n".join(lines[1:]) + "\n"


def published() -> Verdicts:
    """What the page says."""
    text = PAGE.read_text("utf-8").partition(BEGINS)[2].partition(ENDS)[0]
    meaning = {sign: verdict for verdict, sign in SIGNS.items()}
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if "| `" in line]
    return {
        adapter: {row[0].strip("`"): meaning[row[2 + place]] for row in rows}
        for place, adapter in enumerate(MADE)
    }


def page(verdicts: Verdicts) -> str:
    """The whole page with this table."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGINS)
    return f"{before}{BEGINS}\n\n{table(verdicts)}\n{ENDS}{rest.partition(ENDS)[2]}"


def played() -> Verdicts:
    """The kit, for every adapter."""
    found = {}
    for adapter in MADE:
        outcomes = asyncio.run(play(adapter, lambda one: print(one.verdict.value, one.step.code, one.why)))
        found[adapter] = {one.step.code: one.verdict for one in outcomes}
    return found


if __name__ == "__main__":
    PAGE.write_text(page(played()), "utf-8")
