"""Lines of the time-line with what repeats said once: a measure counted, a reason given the first time.

In: steps in order, a language. Out: `Run`s, one a line. Pitfall: a count ends where a person answers, where
something is unlocked or put back, or after an hour without it, so that no line spans a change of mind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from veilleur.evidence.dossier.content import Parts, Step
from veilleur.evidence.dossier.gathering.waves import PAUSE_S
from veilleur.wording.decisions import REASONS_MAX


@dataclass(slots=True)
class Run:
    """Steps that make one line. said: what was done. reasons: those that no line before gave.

    has_old_reasons: whether others of its reasons stand in a line before. has_more: whether some do nowhere.
    """

    steps: list[Step]
    said: str = ""
    reasons: list[str] = field(default_factory=list)
    has_old_reasons: bool = False
    has_more: bool = False

    @property
    def first(self) -> Step:
        """The step whose time and proof the line has."""
        return self.steps[0]

    @property
    def times(self) -> int:
        """How often."""
        return sum(step.times for step in self.steps)

    @property
    def last_at(self) -> float:
        """When it came last."""
        return max(step.last_at or step.at for step in self.steps)

    @property
    def is_tried_again(self) -> bool:
        """Whether the same thing had to be tried more than once."""
        return any(step.attempt > 1 for step in self.steps)


def runs_of(steps: Sequence[Step], lang: str, kinds: Collection[str] = ()) -> list[Run]:
    """The lines, in the order in which each came first.

    steps: all of them, for they end each other's counts. kinds: of the lines wanted; () for all.
    """
    runs = [run for run in _counted(steps) if not kinds or run.first.kind in kinds]
    given: set[str] = set()
    for run in runs:
        parts = [step.parts_fr if lang == "fr" else step.parts_en for step in run.steps]
        run.said = _said(run, parts, lang)
        reasons = _commonest(parts)
        if run.first.parts_fr.act:
            _give(run, parts, reasons, given)
        given |= reasons.keys()
    return runs


def _counted(steps: Sequence[Step]) -> list[Run]:
    runs: list[Run] = []
    going: dict[tuple[str, ...], Run] = {}
    for step in steps:
        if step.kind == "answer" or step.is_turn:
            going.clear()
        key = (step.kind, step.parts_fr.act, step.parts_fr.message)
        run = going.get(key) if step.parts_fr.act else None
        if run is not None and step.at - run.last_at <= PAUSE_S:
            run.steps.append(step)
        else:
            going[key] = run = Run([step])
            runs.append(run)
    return runs


def _said(run: Run, parts: Sequence[Parts], lang: str) -> str:
    if not parts[0].act:
        return run.first.fr if lang == "fr" else run.first.en
    return parts[0].whole if len({part.whole for part in parts}) == 1 else parts[0].act


def _commonest(parts: Sequence[Parts]) -> dict[str, str]:
    """The reasons of a line, those of most of its steps first; the last count of each holds."""
    reasons = dict(reason for part in parts for reason in part.reasons)
    often = Counter(name for part in parts for name, _ in part.reasons)
    return {name: reasons[name] for name in sorted(reasons, key=lambda name: -often[name])}


def _give(run: Run, parts: Sequence[Parts], reasons: Mapping[str, str], given: set[str]) -> None:
    """Give a line its new reasons, not more than one decision has; an alert has its message in any case."""
    new = [text for name, text in reasons.items() if name not in given or text == parts[-1].message]
    run.reasons, run.has_old_reasons = new[:REASONS_MAX], len(new) < len(reasons)
    run.has_more = bool(new) and (len(new) > REASONS_MAX or any(part.has_more for part in parts))
