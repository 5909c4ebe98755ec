# ruff: noqa: E501 - a row of a table is one line
"""The tables in `docs/audit.md`, made of the checks themselves: `python -m tools.audit_page` writes them.

In: the catalogue of checks and what each switch judges by its files. Out: the part of the page between two marks.
Pitfall: after a change of a check the page must be written again; a test says so.
"""

from __future__ import annotations

from pathlib import Path

from veilleur.audit.check import Check
from veilleur.audit.checks import CHECKS, FURTHER
from veilleur.pbx.asterisk.audit.survey import JUDGED

PAGE = Path(__file__).parent.parent / "docs" / "audit.md"
BEGIN, END = "<!-- checks: begin, made by tools/audit_page.py -->", "<!-- checks: end -->"


def tables() -> str:
    """The part of the page."""
    return "\n".join(
        [
            BEGIN,
            "",
            "### The sixty-four",
            "",
            *_table(CHECKS),
            "",
            "### Beyond them: logs, what cannot be read, signs of an intruder",
            "",
            *_table(FURTHER),
            "",
            END,
        ]
    )


def _table(checks: tuple[Check, ...]) -> list[str]:
    rows = ["| no. | severity | what should hold | Asterisk, FreePBX | source |", "|---|---|---|---|---|"]
    for one in checks:
        how = "files" if one.number in JUDGED else "asked"
        rows.append(
            f"| {one.number} `{one.code}` | {one.severity.value} | {_cell(one.rule)} | {how} | {_cell(one.source)} |"
        )
    return rows


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def page_with(text: str) -> str:
    """The page with the tables in their place."""
    head, _begin, rest = text.partition(BEGIN)
    return f"{head}{tables()}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(page_with(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
