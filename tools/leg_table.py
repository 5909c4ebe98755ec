"""The page `docs/legs.md`, made of the table of a leg's life: `python -m tools.leg_table > docs/legs.md`.

In: `LEG_TABLE` of `detection/calls/leg_table.py`. Out: Markdown, with a drawing in Mermaid and all of it.
Pitfall: after a change of the table the page must be written again; a test fails until it is.
"""

from __future__ import annotations

from veilleur.detection.calls.leg_table import LEG_TABLE, Action, LegEvent, LegState
from veilleur.detection.calls.parameters import ENDED_FORGOTTEN_S

HEAD = f"""\
# The life of a leg

Made of `LEG_TABLE` in `src/veilleur/detection/calls/leg_table.py` by `python -m tools.leg_table`.

A leg is one attempt towards a trunk, known by the id of its own channel. Reports of it come late, twice or
out of order; each has a row here, and whatever has none changes nothing. A leg that ended is known for
{ENDED_FORGOTTEN_S / 60:.0f} minutes; after that the switch may use its id again, and only a record of it is
still a duplicate.
"""
ACTIONS = {
    Action.BEGIN: "price it, reserve its first step; a cap that it passes cuts it, else the judge is asked",
    Action.BEGIN_ANSWERED: "the same, and its money runs at once",
    Action.ADOPT: "the same for a leg that began while nobody looked; one without a permit is alerted",
    Action.ADOPT_ANSWERED: "the same, and its money has been running since it was answered",
    Action.ANSWER: "its money runs",
    Action.KEEP_ANSWER: "remembered until it is dialled",
    Action.CLOSE: "orders for it are carried out, its money is settled, the judge may learn from it",
    Action.BOOK: "the record is judged and its money is booked",
}


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_drawing(), "", *_table(), "", *_actions()]) + "\n"


def _drawing() -> list[str]:
    arrows: dict[tuple[LegState, LegState], list[str]] = {}
    for state, row in LEG_TABLE.items():
        for event, (after, action) in row.items():
            if after is not state or action is not Action.IGNORE:
                arrows.setdefault((state, after), []).append(event.value)
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {state.name}: {state.value}" for state in LegState]
    lines += [f"    [*] --> {LegState.UNKNOWN.name}"]
    lines += [
        f"    {before.name} --> {after.name}: {' / '.join(events)}"
        for (before, after), events in arrows.items()
        if before is not after
    ]
    lines += [f"    {LegState.ENDED.name} --> {LegState.ENDED_LONG_AGO.name}: time", "```"]
    return lines


def _table() -> list[str]:
    lines = ["| reported | " + " | ".join(state.value for state in LegState) + " |"]
    lines.append("|---|" + "---|" * len(LegState))
    for event in LegEvent:
        cells = [_cell(state, event) for state in LegState]
        lines.append(f"| {event.value} | " + " | ".join(cells) + " |")
    return lines


def _cell(state: LegState, event: LegEvent) -> str:
    after, action = LEG_TABLE[state][event]
    if action is Action.IGNORE and after is state:
        return "-"
    return f"{action.value} → *{after.value}*"


def _actions() -> list[str]:
    return [f"- **{action.value}**: {text}." for action, text in ACTIONS.items()]


if __name__ == "__main__":
    print(page(), end="")
