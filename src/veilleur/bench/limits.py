"""The limits an owner would choose after a look at the last bill. The same for every contender.

In: honest steps of the past. Out: Limits: three times the dearest day and closed period of the past, twice
its dearest 31 days in a row, rounded up to ten euros, never below the defaults. The one thing to get wrong:
a company that calls abroad every day cannot live with the default of 50 EUR a day, whatever judges beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from veilleur.detection.hours import Calendar
from veilleur.simulation.plan import PlannedCall, Step
from veilleur.words.money import MicroEuro, micro_euros
from veilleur.words.ports import Numbering
from veilleur.words.site import Limits, Site

TEN_EUROS = micro_euros(10)


def limits_after(past: Iterable[Step], site: Site, numbering: Numbering) -> Limits:
    """The limits after such a past."""
    calendar = Calendar(site)
    closed: dict[int, MicroEuro] = defaultdict(int)
    days: dict[int, MicroEuro] = defaultdict(int)
    for step in past:
        if not isinstance(step, PlannedCall) or step.faulty or not step.answered:
            continue
        destination = numbering.destination(step.number)
        if not destination.is_capped:
            continue
        cost, windows = destination.price.cost(step.duration_s), calendar.windows(step.start)
        days[windows.day] += cost
        if windows.closed:
            closed[windows.closed] += cost
    months = [sum(days.get(day + ahead, 0) for ahead in range(31)) for day in list(days)]
    default = Limits()
    return Limits(
        _above(default.closed_hours, 3.0, closed.values()),
        _above(default.day, 3.0, days.values()),
        _above(default.month, 2.0, months),
    )


def _above(least: MicroEuro | None, factor: float, sums: Iterable[MicroEuro]) -> MicroEuro:
    wanted = factor * max(sums, default=0)
    return max(least or 0, -(-int(wanted) // TEN_EUROS) * TEN_EUROS)
