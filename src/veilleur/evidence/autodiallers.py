"""Machines that dial by themselves: an alarm, a boiler, a lift that calls one number over and over.

In: outgoing calls in order of start. Out: runs of calls that no person and hardly an attacker makes: one
extension, one number at home, short calls of equal length at equal gaps, one after the other.
Pitfall: such a run may cost thousands (Cognac's boiler: 134 563 EUR in a month), so it is reported with its
price; it is only not called an attack. Calls abroad are never taken for a machine's.
"""

from __future__ import annotations

from dataclasses import dataclass

from veilleur.detection.judge.memory.autodiallers import Run, next_run
from veilleur.detection.judge.parameters import CERTAIN_CALLS
from veilleur.evidence.past_incidents import Notice, PastCall

FOLLOWED_AT_ONCE = 10_000  # pairs of extension and number


@dataclass(slots=True)
class _Run:
    began_at: float
    run: Run
    cost: int
    territory: str

    @property
    def is_machine(self) -> bool:
        return self.run.calls >= CERTAIN_CALLS


class Diallers:
    """Follows the pairs of extension and number of one file; bounded, the oldest pair goes."""

    def __init__(self, home: str) -> None:
        self._home = home
        self._runs: dict[tuple[str, str], _Run] = {}
        self._found: dict[tuple[str, str], list[_Run]] = {}

    def observe(self, call: PastCall) -> None:
        """One more call, in order of start."""
        if call.territory != self._home:
            return
        key = call.extension, call.called
        run = self._runs.pop(key, None)
        follows = next_run(run.run if run is not None else None, call.at, call.billed_s)
        if run is None or follows.calls == 1:
            if run is not None and run.is_machine:
                self._found.setdefault(key, []).append(run)
            run = _Run(call.at, follows, 0, call.territory)
        run.run = follows
        run.cost += call.cost
        self._runs[key] = run
        if len(self._runs) > FOLLOWED_AT_ONCE:
            del self._runs[next(iter(self._runs))]

    def has(self, call: PastCall) -> bool:
        """Whether a call belongs to a machine's run. Ask when all calls were seen."""
        key = call.extension, call.called
        return any(run.began_at <= call.at <= run.run.last_at for run in self._all(key))

    def notices(self) -> list[Notice]:
        """One notice for each machine, whatever its number of runs."""
        notices = []
        for key in {**self._found, **self._runs}:
            runs = self._all(key)
            if runs:
                calls, cost = sum(run.run.calls for run in runs), sum(run.cost for run in runs)
                first, last = runs[0].began_at, runs[-1].run.last_at
                notices.append(
                    Notice(
                        code="faulty_dialler",
                        at=first,
                        until=last,
                        calls=calls,
                        cost=cost,
                        extension=key[0],
                        number=key[1],
                        territory=runs[0].territory,
                    )
                )
        return sorted(notices, key=lambda notice: notice.at)

    def _all(self, key: tuple[str, str]) -> list[_Run]:
        runs = list(self._found.get(key, ()))
        last = self._runs.get(key)
        if last is not None and last.is_machine:
            runs.append(last)
        return runs
