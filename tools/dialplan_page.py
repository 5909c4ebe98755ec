# ruff: noqa: E501 - a row of a table is one line
"""The table in `docs/dialplan.md`, made of the model's own: `python -m tools.dialplan_page` writes it.

In: the table of applications. Out: the part of the page between two marks. Pitfall: after a change of the table the
page must be written again; a test says so.
"""

from __future__ import annotations

from pathlib import Path

from veilleur.pbx.asterisk.dialplan.applications import HARMLESS_NAMES, TABLE, Does

PAGE = Path(__file__).parent.parent / "docs" / "dialplan.md"
BEGIN, END = "<!-- applications: begin, made by tools/dialplan_page.py -->", "<!-- applications: end -->"
# What Veilleur does about each: asked before, watched while it runs, or neither.
TREATMENT = {
    Does.DIALS: "**asked**, where the question about the same number stands on every path to it; else named, and watched",
    Does.PLACES: "never asked, named; **watched**: its leg has no permit and is cut. `Local/NUMBER@context/n` is asked",
    Does.ADDS: "never asked, named where it is no telephone; **watched**",
    Does.QUEUES: "members of queues.conf are looked at one by one; those of a database are *not known*; **watched**",
    Does.LINES: "*not known*, named; **watched**",
    Does.REDIRECTS: "**asked**, as a Dial; else named. What then leaves at the far end is not seen",
    Does.KEYS: "**asked**, where the question is about the digits; else *not known* (three digits or more); not watched",
    Does.JOINS: "*not known*, named; **watched**: the call that is joined is seen and cut",
    Does.PROGRAM: "*not known*, named; **watched**: what it dials is cut",
    Does.SHELL: "*not known*, named (*not asked* where it originates or writes a call file); **watched**",
    Does.DISA: "named as a door; what is dialled behind it is **asked** where that context asks",
    Does.MAILBOX: "named as a door; **asked** behind `veilleur-voicemail` or `veilleur-mailbox`; **watched**",
    Does.ENTERS: "neither: the call goes on in the dialplan, where its ways out are looked at",
    Does.JUMPS: "followed; a target that a variable names makes what lies behind *not known*",
    Does.RUNS: "looked into: what it runs counts",
    Does.SETS: "followed: what a variable holds decides where a Dial leads",
    Does.ENDS: "neither",
}


def table() -> str:
    """The part of the page: one row for each application that can do something to a call."""
    rows = ["| application | what it does | asked, watched, or neither |", "|---|---|---|"]
    groups: dict[tuple[str, Does], list[str]] = {}
    for one in TABLE:
        groups.setdefault((one.says, one.does), []).append(f"`{one.name}`")
    rows += [f"| {', '.join(names)} | {says} | {TREATMENT[does]} |" for (says, does), names in groups.items()]
    harmless = ", ".join(sorted(HARMLESS_NAMES, key=str.lower))
    return "\n".join(
        [
            BEGIN,
            "",
            *rows,
            "",
            "Any other application is somebody's own: *not known*, and named. Neither asked nor watched, for they",
            f"neither place a call nor let one go on: {harmless}.",
            "",
            END,
        ]
    )


def page_with(text: str) -> str:
    """The page with the table in its place."""
    head, _begin, rest = text.partition(BEGIN)
    return f"{head}{table()}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(page_with(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
