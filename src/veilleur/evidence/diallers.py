"""Machines that dial by themselves: an alarm, a boiler, a lift that calls one number over and over.

In: outgoing calls in order of start. Out: runs of calls that no person and hardly a thief makes: one
extension, one number at home, short calls of equal length at equal gaps, one after the other. What a
reader would get wrong: such a run may cost thousands (Cognac's boiler: 134 563 EUR in a month), so it is
told with its price; it is only not called an attack. Calls abroad are never taken for a machine's.
"""

from __future__ import annotations

from dataclasses import dataclass

from veilleur.evidence.past import Notice, PastCall

LEAST_CALLS = 10
LONGEST_CALL_S = 180.0
LONGEST_GAP_S = 6 * 3600.0
GAP_SLACK = 0.1  # of the gap
GAP_SLACK_S = 5.0
LENGTH_SLACK = 0.25  # of the call
LENGTH_SLACK_S = 3.0
FOLLOWED_AT_ONCE = 10_000  # pairs of extension and number


@dataclass(slots=True)
class _Run:
    began_at: float
    last_at: float
    gap_s: float
    length_s: float
    calls: int
    cost: int
    territory: str

    @property
    def is_machine(self) -> bool:
        return self.calls >= LEAST_CALLS


class Diallers:
    """Follows the pairs of extension and number of one file; bounded, the oldest pair goes."""

    def __init__(self, home: str) -> None:
        self._home = home
        self._runs: dict[tuple[str, str], _Run] = {}
        self._found: dict[tuple[str, str], list[_Run]] = {}

    def see(self, call: PastCall) -> None:
        """One more call, in order of start."""
        if call.territory != self._home:
            return
        key = call.extension, call.called
        run = self._runs.pop(key, None)
        if run is None or not _goes_on(run, call):
            if run is not None and run.is_machine:
                self._found.setdefault(key, []).append(run)
            run = _Run(call.at, call.at, 0.0, call.billed_s, 1, 0, call.territory)
        else:
            run.gap_s = run.gap_s or call.at - run.last_at
            run.last_at = call.at
            run.calls += 1
        run.cost += call.cost
        self._runs[key] = run
        if len(self._runs) > FOLLOWED_AT_ONCE:
            del self._runs[next(iter(self._runs))]

    def has(self, call: PastCall) -> bool:
        """Whether a call belongs to a machine's run. Ask when all calls were seen."""
        key = call.extension, call.called
        return any(run.began_at <= call.at <= run.last_at for run in self._all(key))

    def notices(self) -> list[Notice]:
        """One notice for each machine, whatever its number of runs."""
        notices = []
        for key in {**self._found, **self._runs}:
            runs = self._all(key)
            if runs:
                calls, cost = sum(run.calls for run in runs), sum(run.cost for run in runs)
                first, last = runs[0].began_at, runs[-1].last_at
                notices.append(
                    Notice("faulty_dialler", first, last, calls, cost, key[0], key[1], runs[0].territory)
                )
        return sorted(notices, key=lambda notice: notice.at)

    def _all(self, key: tuple[str, str]) -> list[_Run]:
        runs = list(self._found.get(key, ()))
        last = self._runs.get(key)
        if last is not None and last.is_machine:
            runs.append(last)
        return runs


def _alike(one: float, other: float) -> bool:
    return abs(one - other) <= max(LENGTH_SLACK_S, LENGTH_SLACK * max(one, other))


def _goes_on(run: _Run, call: PastCall) -> bool:
    gap = call.at - run.last_at
    if not 0 < gap <= LONGEST_GAP_S or call.billed_s > LONGEST_CALL_S or gap < run.length_s:
        return False
    is_regular = run.gap_s == 0.0 or abs(gap - run.gap_s) <= max(GAP_SLACK_S, GAP_SLACK * run.gap_s)
    return is_regular and _alike(run.length_s, call.billed_s)
