"""What the owner of a made company spent before the measured life: the limits are chosen from it.

In: honest steps of the past. Out: `Spending`.
Pitfall: every contender chooses from the same past, each by the multiples that serve it best.
"""

from __future__ import annotations

from collections.abc import Iterable

from veilleur.detection.spending.recommended_limits import Spending
from veilleur.simulation.engine.steps import PlannedCall, Step
from veilleur.words.ports import Numbering
from veilleur.words.site import Site


def spending(past: Iterable[Step], site: Site, numbering: Numbering) -> Spending:
    """What such a past cost, where caps count it."""
    spent = Spending(site)
    for step in past:
        if isinstance(step, PlannedCall) and step.answered and not step.faulty:
            destination = numbering.destination(step.number)
            if destination.is_capped:
                spent.add(step.start, destination.price.cost(step.duration_s))
    return spent
