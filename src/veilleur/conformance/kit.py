"""The whole kit: its steps in order, and what comes of them for one adapter."""

from __future__ import annotations

from collections.abc import Callable

from veilleur.conformance.fakes import maker_of
from veilleur.conformance.step import Outcome, Step, played
from veilleur.conformance.steps import access, calls, lines, questions

STEPS: tuple[Step, ...] = (
    *questions.steps.all,
    *calls.steps.all,
    *calls.orders.all,
    *lines.steps.all,
    *lines.restarts.all,
    *lines.faults.all,
    *lines.flood.all,
    *access.steps.all,
    *access.forwards.all,
    *access.records.all,
)


async def play(
    adapter: str, said: Callable[[Outcome], None] = lambda _outcome: None, only: str = ""
) -> list[Outcome]:
    """Every step for one adapter, each before a guard of its own. only: the code of the one step to play."""
    make, found = maker_of(adapter), []
    for step in STEPS:
        if only and step.code != only:
            continue
        outcome = await played(step, make)
        said(outcome)
        found.append(outcome)
    return found
