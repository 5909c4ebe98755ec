"""One number called over and over, be it an ordinary national one that costs nothing here.

In: outgoing calls in order of start, whatever they cost. Out: notices for a number that was called far more
often on one day than on others; and the calls of a pump: many answered calls an hour, in a closed firm, to a
number that nobody calls by day, which a person earns on at the far end (a stolen telephone).
Pitfall: a machine calls over and over as well (alarm, fax); gaps and lengths that are alike make it a notice
and no fraud. The figures are expert estimates.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from veilleur.detection.business_hours import Calendar
from veilleur.detection.judge.memory.autodiallers import Run, next_run
from veilleur.detection.judge.parameters import CERTAIN_CALLS
from veilleur.evidence.past_incidents import Notice, PastCall
from veilleur.words.decisions import Reason
from veilleur.words.destinations import NumberClass

NOT_FOLLOWED = frozenset({NumberClass.INTERNAL, NumberClass.FEATURE, NumberClass.EMERGENCY})
MANY_A_DAY = 100
MANY_CLOSED, MANY_CLOSED_ANSWERED = 30, 10  # in closed hours of one day
PUMP_CALLS, PUMP_WITHIN_S = 30, 3600.0  # answered ones
USUAL_SHARE = 3  # a third of them on another day makes a number usual
DAYS_AROUND = 4  # days before and after that do not make it usual
LEAST_KEPT = 10  # calls of a day to one number, below which they are forgotten
NUMBERS_AT_MOST = 1 << 16
CLOSED_CALLS_AT_MOST = 50_000  # of one closed period


@dataclass(slots=True)
class _Day:
    """The calls of one day to one number."""

    first: PastCall
    last_at: float = 0.0
    calls: int = 0
    answered: int = 0
    closed: int = 0
    closed_answered: int = 0
    seconds: float = 0.0
    cost: int = 0


class RepeatedNumbers:
    """Follows the numbers of one file; bounded."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._today = 0
        self._current: dict[str, _Day] = {}
        self._days: dict[str, dict[int, _Day]] = {}
        self._open_days: dict[str, tuple[int, int]] = {}  # number -> first and last day it was called by day
        self._period = 0
        self._closed: dict[str, list[PastCall]] = {}
        self._closed_calls = 0
        self._pumps: list[list[PastCall]] = []

    def observe(self, call: PastCall) -> None:
        """One more call."""
        if call.number_class in NOT_FOLLOWED or not call.called:
            return
        moment, day = self._calendar.moment(call.at), self._calendar.windows(call.at).day
        if day != self._today:
            self._end_day()
            self._today = day
        current = self._current.get(call.called)
        if current is None:
            current = self._current[call.called] = _Day(first=call)
        current.calls += 1
        current.last_at = call.at
        current.seconds += call.billed_s
        current.cost += call.cost
        is_answered = call.billed_s > 0
        current.answered += is_answered
        if moment.is_open:
            first, _last = self._open_days.get(call.called, (day, day))
            self._open_days[call.called] = first, day
            if len(self._open_days) > NUMBERS_AT_MOST:
                del self._open_days[next(iter(self._open_days))]
            return
        current.closed += 1
        current.closed_answered += is_answered
        if moment.period != self._period:
            self._end_period()
            self._period = moment.period
        if is_answered and self._closed_calls < CLOSED_CALLS_AT_MOST:
            self._closed.setdefault(call.called, []).append(call)
            self._closed_calls += 1

    def pumped(self) -> list[PastCall]:
        """The calls of pumps: fraud, all of them together."""
        current = [calls for calls in self._closed.values() if _is_pump(calls)]
        return [
            call._replace(is_stopped=True, reasons=(_reason(call, len(calls)), *call.reasons))
            for calls in (*self._pumps, *current)
            if not self._is_called_by_day(calls[0].called)
            for call in calls
        ]

    def notices(self, reported: Iterable[PastCall]) -> list[Notice]:
        """Numbers called out of all proportion, but for those of the calls that are reported otherwise."""
        known = {call.called for call in reported}
        days = {number: dict(by_day) for number, by_day in self._days.items()}
        for number, day in self._current.items():
            days.setdefault(number, {})[self._today] = day
        return [
            _notice(max(odd, key=lambda one: one.calls))
            for number, by_day in days.items()
            if number not in known and (odd := [day for at, day in by_day.items() if _is_odd(at, by_day)])
        ]

    def _end_day(self) -> None:
        for number, day in self._current.items():
            if day.calls >= LEAST_KEPT:
                self._days.setdefault(number, {})[self._today] = day
        while len(self._days) > NUMBERS_AT_MOST:
            del self._days[next(iter(self._days))]
        self._current = {}

    def _end_period(self) -> None:
        self._pumps += [calls for calls in self._closed.values() if _is_pump(calls)]
        self._closed, self._closed_calls = {}, 0

    def _is_called_by_day(self, number: str) -> bool:
        first, last = self._open_days.get(number, (0, 0))
        return last > first


def _is_odd(at: int, by_day: dict[int, _Day]) -> bool:
    day = by_day[at]
    if day.calls < MANY_A_DAY and not (
        day.closed >= MANY_CLOSED and day.closed_answered >= MANY_CLOSED_ANSWERED
    ):
        return False
    return not any(
        abs(other - at) > DAYS_AROUND and one.calls * USUAL_SHARE >= day.calls
        for other, one in by_day.items()
    )


def _is_pump(calls: list[PastCall]) -> bool:
    """Whether PUMP_CALLS answered calls fall into one hour, and no machine makes them."""
    times = [call.at for call in calls]
    most = max(place + 1 - bisect_left(times, at - PUMP_WITHIN_S) for place, at in enumerate(times))
    return most >= PUMP_CALLS and 2 * _alike(calls) < len(calls)


def _alike(calls: list[PastCall]) -> int:
    """How many of these calls stand in runs of equal gaps and lengths."""
    run: Run | None = None
    in_runs = 0
    for call in calls:
        follows = next_run(run, call.at, call.billed_s)
        if follows.calls == 1 and run is not None and run.calls >= CERTAIN_CALLS:
            in_runs += run.calls
        run = follows
    return in_runs + (run.calls if run is not None and run.calls >= CERTAIN_CALLS else 0)


def _reason(call: PastCall, count: int) -> Reason:
    return Reason(code="pump_to_one_number", values=(("calls", str(count)), ("number", call.called)))


def _notice(day: _Day) -> Notice:
    return Notice(
        code="many_calls",
        at=day.first.at,
        until=day.last_at,
        calls=day.calls,
        cost=day.cost,
        extension=day.first.extension,
        number=day.first.called,
        territory=day.first.place,
        answered=day.answered,
        seconds=day.seconds,
    )
