"""Machines that dial by themselves: an alarm, a boiler, a lift that calls one number over and over.

In: calls in order of start. Out: the run that each belongs to: one extension, one number at home, short calls
of equal length at equal gaps, one after the other. Pitfall: such a run may cost thousands (Cognac's boiler:
134 563 EUR in a month), so it is reported; it is only not called an attack. Calls abroad, long calls and
calls of indirect origin are never taken for a machine's.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from veilleur.detection.judge.parameters import (
    ALIKE_CALLS,
    GAP_SLACK,
    GAP_SLACK_S,
    LENGTH_SLACK,
    LENGTH_SLACK_S,
    LONGEST_MACHINE_CALL_S,
    LONGEST_MACHINE_GAP_S,
    MACHINE_AGAIN_S,
    MACHINES_FOLLOWED,
)


class Run(NamedTuple):
    """Calls of one extension to one number. Times in seconds since 1970 UTC; gap_s: 0 when not known yet.

    calls: alike, up to now. tries: all of them, alike or not, without a long pause between.
    """

    last_at: float
    gap_s: float
    length_s: float
    calls: int
    tries: int = 1

    @property
    def may_be_machine(self) -> bool:
        """Whether the next call may still show it to be a machine's: a short call or two."""
        return self.length_s <= LONGEST_MACHINE_CALL_S and self.tries < ALIKE_CALLS


def next_run(run: Run | None, at: float, length_s: float) -> Run:
    """The run with one more call: goes on when gap and length are as before, else begins again."""
    if run is None or at - run.last_at > LONGEST_MACHINE_GAP_S:
        return Run(at, 0.0, length_s, 1)
    if not _goes_on(run, at, length_s):
        return Run(at, 0.0, length_s, 1, run.tries + 1)
    return Run(at, run.gap_s or at - run.last_at, run.length_s, run.calls + 1, run.tries + 1)


def is_alike(one_s: float, other_s: float) -> bool:
    """Whether two lengths may be of one machine."""
    return abs(one_s - other_s) <= max(LENGTH_SLACK_S, LENGTH_SLACK * max(one_s, other_s))


def _goes_on(run: Run, at: float, length_s: float) -> bool:
    gap = at - run.last_at
    if not 0 < gap <= LONGEST_MACHINE_GAP_S or length_s > LONGEST_MACHINE_CALL_S or gap < run.length_s:
        return False
    is_regular = run.gap_s == 0.0 or abs(gap - run.gap_s) <= max(GAP_SLACK_S, GAP_SLACK * run.gap_s)
    return is_regular and is_alike(run.length_s, length_s)


class Autodiallers:
    """The runs of one site, followed while its records come in. `line`: an extension and a number."""

    __slots__ = ("_reported_at", "_runs")

    def __init__(self) -> None:
        self._runs: dict[str, Run] = {}
        self._reported_at: dict[str, float] = {}

    def run_with(self, line: str, at: float, length_s: float) -> Run:
        """The run of this line with one more call; nothing is kept."""
        return next_run(self._runs.get(line), at, length_s)

    def record(self, line: str, run: Run) -> None:
        """Keep the run of a line."""
        self._runs.pop(line, None)
        self._runs[line] = run
        if len(self._runs) > MACHINES_FOLLOWED:
            del self._runs[next(iter(self._runs))]

    def is_reported(self, line: str, at: float) -> bool:
        """Whether the owner knows of this machine: it was reported lately."""
        return at < self._reported_at.get(line, float("-inf")) + MACHINE_AGAIN_S

    def record_report(self, line: str, at: float) -> None:
        """The owner is alerted of this machine now."""
        self._reported_at.pop(line, None)
        self._reported_at[line] = at
        if len(self._reported_at) > MACHINES_FOLLOWED:
            del self._reported_at[next(iter(self._reported_at))]

    def save(self) -> list[Any]:
        """Plain JSON data."""
        return [[[line, *run] for line, run in self._runs.items()], list(self._reported_at.items())]

    def load(self, data: list[Any]) -> None:
        """Go on from saved data."""
        runs, reported_at = data
        self._runs = {line: Run(*run) for line, *run in runs}
        self._reported_at = dict(reported_at)
