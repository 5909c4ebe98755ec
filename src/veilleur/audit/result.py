"""One audit put together: what was seen and answered, by check, with a score.

In: a survey of a switch and the answers of people. Out: an `Audit`. Pitfall: the score counts what was judged
alone; `unknown` says how much that leaves out, and one sign of an intruder makes it 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from veilleur.audit.check import Check
from veilleur.audit.checks import CATALOGUE, CHECKS
from veilleur.words.audit import Observation, Outcome, Severity, Survey
from veilleur.words.messages import Message

FIRST_INDICATOR = 101
# Points of a check in the score: expert estimate, each step twice the next.
POINTS = {Severity.CRITICAL: 8, Severity.HIGH: 4, Severity.MEDIUM: 2, Severity.LOW: 1}
# Holes that were not used yet and defaults are weaknesses; all others of the packs mean that somebody was in.
_NO_INTRUSION = frozenset({102, 107, 111})


@dataclass(frozen=True, slots=True)
class Judged:
    """One check with its outcome. observations: its weaknesses, worst first; of an unknown one, why it is not
    known, where that was said. severity: of the worst."""

    check: Check
    outcome: Outcome
    severity: Severity
    observations: tuple[Observation, ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """One audit. at: seconds since 1970 UTC. judged: worst first; files: what was read, with its SHA-256."""

    switch: str
    at: float
    judged: tuple[Judged, ...]
    files: dict[str, str] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def weak(self) -> tuple[Judged, ...]:
        """What does not hold, worst first."""
        return tuple(one for one in self.judged if one.outcome is Outcome.WEAK)

    @property
    def unknown(self) -> tuple[Judged, ...]:
        """What nobody has judged."""
        return tuple(one for one in self.judged if one.outcome is Outcome.UNKNOWN)

    @property
    def is_entered(self) -> bool:
        """Whether there is a sign that somebody was in."""
        return any(
            one.check.number >= FIRST_INDICATOR and one.check.number not in _NO_INTRUSION for one in self.weak
        )

    @property
    def score(self) -> int:
        """From 0 to 100: the points of what holds, of those that were judged."""
        if self.is_entered:
            return 0
        known = [one for one in self.judged if one.outcome is not Outcome.UNKNOWN]
        total = sum(POINTS[one.check.severity] for one in known)
        held = sum(POINTS[one.check.severity] for one in known if one.outcome is Outcome.HOLDS)
        lost = sum(POINTS[one.severity] for one in known if one.outcome is Outcome.WEAK)
        worst = sum(POINTS[one.check.severity] for one in known if one.outcome is Outcome.WEAK)
        return round(100 * (held + max(0, worst - lost)) / total) if total else 0

    @property
    def reasons(self) -> tuple[tuple[Message, tuple[int, ...]], ...]:
        """Why checks are not known, each with their numbers."""
        found: dict[str, tuple[Message, list[int]]] = {}
        for one in self.unknown:
            for seen in one.observations[:1]:
                if seen.what is not None:
                    found.setdefault(seen.what.template, (seen.what, []))[1].append(one.check.number)
        return tuple((why, tuple(sorted(numbers))) for why, numbers in found.values())

    def count(self, severity: Severity) -> int:
        """How many checks of a severity are weak."""
        return sum(one.severity is severity for one in self.weak)

    def is_at_least(self, severity: Severity) -> bool:
        """Whether a weakness of this severity or a worse one was found."""
        return any(one.severity.rank <= severity.rank for one in self.weak)

    @property
    def keys(self) -> dict[str, int]:
        """The key of each weakness, with its check: what two audits are compared by."""
        return {seen.key: one.check.number for one in self.weak for seen in one.observations}


def put_together(survey: Survey, answers: Mapping[int, Observation], at: float) -> Audit:
    """One audit of a survey and of what people answered: what files show counts before what is said."""
    by_check: dict[int, list[Observation]] = {}
    for seen in survey.observations:
        by_check.setdefault(seen.check, []).append(seen)
    for number, answer in answers.items():
        by_check.setdefault(number, [answer])
    numbers = {one.number for one in CHECKS} | set(by_check)
    judged = [_judged(CATALOGUE[number], by_check.get(number, ())) for number in sorted(numbers)]
    order = {Outcome.WEAK: 0, Outcome.UNKNOWN: 1, Outcome.HOLDS: 2}
    judged.sort(key=lambda one: (order[one.outcome], one.severity.rank, -_weight(one), one.check.number))
    return Audit(survey.switch, at, tuple(judged), survey.files, survey.facts)


def _weight(judged: Judged) -> int:
    """Signs of an intruder come before all else of their severity."""
    return int(judged.check.number >= FIRST_INDICATOR)


def _judged(check: Check, seen: Iterable[Observation]) -> Judged:
    seen = list(seen)
    weak = [one for one in seen if one.outcome is Outcome.WEAK]
    if weak:
        weak.sort(key=lambda one: (one.severity or check.severity).rank)
        return Judged(check, Outcome.WEAK, weak[0].severity or check.severity, tuple(weak))
    if any(one.outcome is Outcome.HOLDS for one in seen):
        return Judged(check, Outcome.HOLDS, check.severity)
    reasons = tuple(one for one in seen if one.what is not None)
    return Judged(check, Outcome.UNKNOWN, check.severity, reasons)
