"""Machines that dial by themselves: an alarm, a boiler, a lift that calls one number over and over.

In: calls in order of start. Out: the run that each belongs to: one extension, one number at home, short calls
of equal length at equal gaps, one after the other. Easily read wrong: such a run may cost thousands (Cognac's
boiler: 134 563 EUR in a month), so it is told; it is only not called an attack. Calls abroad, long calls
and calls through a door of the switch are never taken for a machine's.
"""

from __future__ import annotations

from typing import Any, NamedTuple

LONGEST_CALL_S = 180.0
LONGEST_GAP_S = 6 * 3600.0
GAP_SLACK = 0.1  # of the gap
GAP_SLACK_S = 5.0
LENGTH_SLACK = 0.25  # of the call
LENGTH_SLACK_S = 3.0
ALIKE_CALLS = 3  # from here on a run is taken for a machine's while it goes on: two equal gaps
CERTAIN_CALLS = 10  # from here on it is told as one
TOLD_AGAIN_S = 30 * 86_400.0  # of a machine the owner knows
MOST_FOLLOWED = 8  # pairs of extension and number on one site


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
        return self.length_s <= LONGEST_CALL_S and self.tries < ALIKE_CALLS


def next_run(run: Run | None, at: float, length_s: float) -> Run:
    """The run with one more call: goes on when gap and length are as before, else begins anew."""
    if run is None or at - run.last_at > LONGEST_GAP_S:
        return Run(at, 0.0, length_s, 1)
    if not _goes_on(run, at, length_s):
        return Run(at, 0.0, length_s, 1, run.tries + 1)
    return Run(at, run.gap_s or at - run.last_at, run.length_s, run.calls + 1, run.tries + 1)


def is_alike(one_s: float, other_s: float) -> bool:
    """Whether two lengths may be of one machine."""
    return abs(one_s - other_s) <= max(LENGTH_SLACK_S, LENGTH_SLACK * max(one_s, other_s))


def _goes_on(run: Run, at: float, length_s: float) -> bool:
    gap = at - run.last_at
    if not 0 < gap <= LONGEST_GAP_S or length_s > LONGEST_CALL_S or gap < run.length_s:
        return False
    is_regular = run.gap_s == 0.0 or abs(gap - run.gap_s) <= max(GAP_SLACK_S, GAP_SLACK * run.gap_s)
    return is_regular and is_alike(run.length_s, length_s)


class Machines:
    """The runs of one site, followed while its records come in."""

    __slots__ = ("_runs", "_told_at")

    def __init__(self) -> None:
        self._runs: dict[str, Run] = {}
        self._told_at: dict[str, float] = {}

    def see(self, who: str, at: float, length_s: float) -> Run:
        """One more call of an extension to a number at home (`who` is both); gives its run."""
        run = self._runs[who] = next_run(self._runs.pop(who, None), at, length_s)
        if len(self._runs) > MOST_FOLLOWED:
            del self._runs[next(iter(self._runs))]
        return run

    def is_news(self, who: str, at: float) -> bool:
        """Whether the owner has not been told of this machine lately; he is, now."""
        if at < self._told_at.get(who, float("-inf")) + TOLD_AGAIN_S:
            return False
        self._told_at.pop(who, None)
        self._told_at[who] = at
        if len(self._told_at) > MOST_FOLLOWED:
            del self._told_at[next(iter(self._told_at))]
        return True

    def save(self) -> list[Any]:
        """Plain JSON data."""
        return [[[who, *run] for who, run in self._runs.items()], list(self._told_at.items())]

    def load(self, data: list[Any]) -> None:
        """Go on from saved data."""
        runs, told_at = data
        self._runs = {who: Run(*run) for who, *run in runs}
        self._told_at = dict(told_at)
