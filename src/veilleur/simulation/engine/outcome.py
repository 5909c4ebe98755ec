"""What became of calls, and how often honest people met the rule under test.

In: plans and decisions. Out: fates, counts and samples.
Pitfall: the calls of a faulty machine are nobody's business calls; stopping them is right and is counted
apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from veilleur.simulation.engine.steps import PlannedCall
from veilleur.words.decisions import Decision, DecisionKind
from veilleur.words.events import Event
from veilleur.words.ports import Numbering

OWNER_ANSWERS_IN_10 = 7  # of ten honest calls stopped, how often the owner says that it was right; assumed
SAMPLES_MAX = 50


class RuleUnderTest(Protocol):
    """What is measured: events in, decisions out. A rule that wants Ticks has a `wake_at`."""

    def step(self, event: Event) -> Sequence[Decision]:
        """Take one event in, give the decisions."""
        ...


@dataclass(slots=True)
class CallFate:
    """What became of one planned call. passed_s: answered seconds that were really talked."""

    plan: PlannedCall
    refused: bool = False
    asked: bool = False
    cut: bool = False
    congested: bool = False
    passed_s: float = 0.0
    answered_at: float | None = None


class Tally:
    """Counts of one honest life: calls, refused, cut, asked, alerts, locks, faulty and so on."""

    def __init__(self, numbering: Numbering | None = None) -> None:
        self.counts: Counter[str] = Counter()
        self.samples: list[tuple[str, float, PlannedCall, tuple[str, ...]]] = []
        self._numbering = numbering

    def alerted(self, decision: Decision) -> None:
        """Honest life set off an alarm or a lock."""
        name = "alerts" if decision.kind is DecisionKind.ALERT else "locks"
        self.counts[name] += 1
        codes = tuple(reason.code for reason in decision.reasons)
        if any(code.startswith("decoy") for code in codes):
            self.counts["decoy_alerts"] += 1

    def stopped(self, decision: Decision, plan: PlannedCall, fate: CallFate) -> str:
        """An honest call was refused, cut or asked; gives the number that the owner will accept, or ""."""
        if decision.kind is DecisionKind.ALLOW:
            return ""
        name = {DecisionKind.REFUSE: "refused", DecisionKind.CUT: "cut", DecisionKind.ASK: "asked"}.get(
            decision.kind, "other"
        )
        if plan.faulty:
            self.counts["faulty_stopped"] += 1
            return ""
        accepted = ""
        if self._numbering is not None:
            destination = self._numbering.destination(plan.number)
            if not destination.is_capped:
                name = "national_" + name
            elif (
                name in ("refused", "cut")
                and destination.e164
                and int(decision.at) % 10 < OWNER_ANSWERS_IN_10
            ):
                accepted = destination.e164
        self.counts[name] += 1
        if name == "asked" and fate.refused:
            self.counts["code_missed"] += 1
        if len(self.samples) < SAMPLES_MAX:
            codes = tuple(reason.code for reason in decision.reasons)
            self.samples.append((name, decision.at, plan, codes))
        return accepted
