"""The page `docs/signals.md`, made of the declarations: `python -m tools.signals_page > docs/signals.md`.

In: every signal and rule. Out: Markdown.
Pitfall: after a change of a declaration the page must be written again; a test says so.
"""

from __future__ import annotations

from veilleur.detection.signals.catalog import GROUP_LIMITS_DB, RULES, SIGNALS
from veilleur.detection.signals.declaration import HOUR, Signal


def page() -> str:
    """The whole page, Markdown."""
    lines = [
        "# Signals and rules",
        "",
        "Made of the declarations in `detection/signals/` by `python -m tools.signals_page`; do not edit.",
        "A deciban is ten times the decimal logarithm of how many times likelier the evidence is in an",
        'attack than without one. "computed" means: for each call, against what the company usually does.',
        "A group gives no less and no more than its limits.",
        "",
        "A new signal is two files: its record in `witnessed.py` (evidence that fades) or `computed.py`",
        "(evidence of one call), and the room that sees it and reports its code.",
        "",
        "| signal | group (least, most) | decibans (with repeats) | half-life, hours | ATT&CK | in French "
        "| in English | source |",
        "|---|---|---|---|---|---|---|---|",
        *(_row(signal) for signal in SIGNALS.values()),
        "",
        "| rule | in French | in English |",
        "|---|---|---|",
        *(f"| {rule.code} | {rule.fr} | {rule.en} |" for rule in RULES.values()),
    ]
    return "\n".join(lines) + "\n"


def _row(signal: Signal) -> str:
    least, most = GROUP_LIMITS_DB[signal.group]
    cells = (
        signal.code,
        f"{signal.group.value} ({least}, {most})",
        f"{signal.weight_db} ({signal.most_db})" if signal.weight_db else "computed",
        str(round(signal.half_life_s / HOUR)) if signal.half_life_s else "-",
        signal.attack or "-",
        signal.fr,
        signal.en,
        signal.source,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    print(page(), end="")
