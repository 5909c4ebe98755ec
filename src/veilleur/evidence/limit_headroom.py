"""Whether the limits of a site leave room for its own past, and limits that would.

In: records in order of start, and the calls that are suspect. Out: how many honest calls the limits would
have stopped, and the limits that fit.
Pitfall: a call that is stopped spends nothing, so that one dear call does not stop all those after it in the
count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import replace
from typing import NamedTuple

from veilleur.detection.business_hours import Calendar
from veilleur.detection.spending.recommended_limits import Dearest, Spending
from veilleur.words.calls import Direction
from veilleur.words.events import CallRecorded
from veilleur.words.money import MicroEuro
from veilleur.words.ports import Numbering
from veilleur.words.site import Limits, Site


class Room(NamedTuple):
    """calls_stopped: honest calls of the past that the site's limits would have stopped. fitting: limits
    that would have stopped none, never below the site's own; None where the site has none. dearest: what its
    dearest windows cost. stopped_on: days (ordinals) on which a limit would have stopped calls -> how many.
    """

    calls_stopped: int
    fitting: Limits
    dearest: Dearest
    stopped_on: dict[int, int]


def room(records: Iterable[CallRecorded], site: Site, numbering: Numbering, suspect: Container[str]) -> Room:
    """Count what the limits of the site would have done to these records. suspect: ids of calls left out."""
    calendar, spending, limits = Calendar(site), Spending(site), site.limits
    spent: dict[tuple[str, int], MicroEuro] = defaultdict(int)
    stopped_on: dict[int, int] = {}
    for record in records:
        spending.seen(record.at)
        if record.direction is not Direction.OUT or record.billed_s <= 0 or record.call in suspect:
            continue
        destination = numbering.destination(record.number)
        if not destination.is_capped:
            continue
        cost = destination.price.cost(record.billed_s)
        spending.add(record.at, cost, destination.number_class.value)
        windows = calendar.windows(record.at)
        held = [(("day", windows.day), limits.day), (("month", windows.month), limits.month)]
        if windows.closed:
            held.append((("closed", windows.closed), limits.closed_hours))
        if any(most is not None and spent[window] + cost > most for window, most in held):
            stopped_on[windows.day] = stopped_on.get(windows.day, 0) + 1
            continue
        for window, _ in held:
            spent[window] += cost
    wanted = spending.limits()
    return Room(
        calls_stopped=sum(stopped_on.values()),
        fitting=Limits(
            closed_hours=_wider(limits.closed_hours, wanted.closed_hours),
            day=_wider(limits.day, wanted.day),
            month=_wider(limits.month, wanted.month),
        ),
        dearest=spending.dearest(),
        stopped_on=stopped_on,
    )


def written_limits(site: Site) -> Site:
    """The site with the limits that its owner wrote, and none where they fit themselves."""
    limits = site.limits
    fitting = limits.fitting
    written = replace(
        limits,
        closed_hours=None if "closed_hours" in fitting else limits.closed_hours,
        day=None if "day" in fitting else limits.day,
        month=None if "month" in fitting else limits.month,
        fitting=(),
    )
    return replace(site, limits=written)


def _wider(own: MicroEuro | None, wanted: MicroEuro | None) -> MicroEuro | None:
    return None if own is None else max(own, wanted or 0)
