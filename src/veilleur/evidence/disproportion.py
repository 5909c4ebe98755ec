"""Money and length out of all proportion to the firm's past, whatever the odds of fraud.

In: outgoing calls that cost extra, in order of start. Out: notices by closed period or open day and by place,
and calls of hours to a place never called, which nobody makes on purpose.
Pitfall: whether a place is known is decided from the whole file, the days after as well as those before, but
never from the days around the calls themselves: an attack does not make its own places known. The figures
are expert estimates, tried on honest companies of every kind that `veilleur simulate` makes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from veilleur.detection.business_hours import Calendar
from veilleur.evidence.past_incidents import Notice, PastCall
from veilleur.words.decisions import Reason
from veilleur.words.money import MicroEuro

HOUR_S = 3600.0
HOURS_S = 4 * HOUR_S  # longer than people talk
HOURS_SPENT: MicroEuro = 100_000_000  # from which a call of hours to a new place is taken for fraud
NIGHT_SPENT: MicroEuro = 20_000_000  # in one closed period, to one new place
DAY_SPENT: MicroEuro = 50_000_000  # on one day, to one new place
LONG_SPENT: MicroEuro = 5_000_000  # below, an hour is no matter of money
PREMIUM_SPENT, PREMIUM_CALLS = 20_000_000, 10  # on one day
DEAR_SPENT, DEAR_TIMES = 100_000_000, 10  # on a day to a known place, and times its dearest other day
DAYS_AROUND = 4  # days before and after the calls that do not make their place known
PLACE_KNOWN_DAYS = 2  # other days on which a place was called in opening hours
SHORT_DAYS = 14  # a file no longer than this has no days far off: any other day makes a place known
GROUPS_AT_MOST = 100_000
DAYS_HELD = 400  # days of a place
CALLS_OF_HOURS_AT_MOST = 1_000


@dataclass(slots=True)
class _Group:
    """The calls of one closed period, or of one open day, to one place."""

    day: int
    is_open: bool
    first: PastCall
    last_at: float = 0.0
    calls: int = 0
    answered: int = 0
    seconds: float = 0.0
    cost: MicroEuro = 0
    risked: MicroEuro = 0  # what it may have cost: the thresholds are held against this
    longest_s: float = 0.0

    def add(self, call: PastCall, times: int = 1) -> None:
        self.calls += times
        self.answered += times * (call.billed_s > 0)
        self.seconds += times * call.billed_s
        self.cost += times * call.cost
        self.risked += times * call.risked
        self.last_at = max(self.last_at, call.at)
        self.longest_s = max(self.longest_s, call.billed_s)


class Disproportion:
    """Follows the places of one file; bounded, the oldest group goes."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._groups: dict[tuple[int, bool, str], _Group] = {}
        self._open_days: dict[str, set[int]] = {}  # by place
        self._of_hours: list[PastCall] = []
        self._first_day = self._last_day = 0

    def observe(self, call: PastCall) -> None:
        """One more call that costs extra."""
        key, day = self._key(call)
        self._first_day, self._last_day = self._first_day or day, day
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = _Group(day=day, is_open=key[1], first=call)
            if len(self._groups) > GROUPS_AT_MOST:
                del self._groups[next(iter(self._groups))]
        group.add(call)
        if group.is_open and call.billed_s > 0:
            days = self._open_days.setdefault(call.place, set())
            if len(days) < DAYS_HELD:
                days.add(day)
        if call.billed_s >= HOURS_S and len(self._of_hours) < CALLS_OF_HOURS_AT_MOST:
            self._of_hours.append(call)

    def calls_of_hours(self) -> list[PastCall]:
        """Calls of hours and of much money to places that were not called before: fraud, by themselves."""
        return [
            call._replace(is_stopped=True, reasons=(_reason(call), *call.reasons))
            for call in self._of_hours
            if call.risked >= HOURS_SPENT and not self._is_known(call.place, self._key(call)[1])
        ]

    def notices(self, reported: Iterable[PastCall], are_prices_known: bool) -> list[Notice]:
        """What is out of proportion among the calls that are not reported otherwise.

        are_prices_known: the file gives them; else those of numbers not understood are a guess.
        """
        rest: dict[tuple[int, bool, str], _Group] = {}
        for call in reported:
            key, _day = self._key(call)
            if key in self._groups and key not in rest:
                rest[key] = _copy(self._groups[key])
            if key in rest:
                rest[key].add(call, -1)
        dearest = self._dearest_days()
        notices = []
        for key, whole in self._groups.items():
            group = rest.get(key, whole)
            code = self._code(key[2], group, dearest) if group.calls > 0 else ""
            if code and group.first.is_guess and not are_prices_known:
                code = "hangs_on_guess"
            if code:
                notices.append(_notice(code, group))
        return notices

    def _code(self, place: str, group: _Group, dearest: dict[str, list[tuple[MicroEuro, int]]]) -> str:
        """What is out of proportion in this group: the code of its notice, or ""."""
        is_paid_at_home = group.first.is_paid_at_home
        if self._is_known(place, group.day):
            others = (cost for cost, day in dearest[place] if abs(day - group.day) > DAYS_AROUND)
            least = PREMIUM_SPENT if is_paid_at_home else DEAR_SPENT
            if group.risked >= max(least, DEAR_TIMES * next(others, 0)):
                return "premium_repeated" if is_paid_at_home else "unusual_spending"
            return "long_call" if group.longest_s >= HOURS_S and group.risked >= LONG_SPENT else ""
        if is_paid_at_home:
            many = group.calls >= PREMIUM_CALLS and group.risked >= LONG_SPENT
            return "premium_repeated" if many or group.risked >= PREMIUM_SPENT else ""
        is_long = group.longest_s >= HOUR_S and group.risked >= LONG_SPENT
        is_an_hour = group.seconds >= HOUR_S and group.risked >= LONG_SPENT
        if is_long and group.calls == 1:
            return "long_call"
        if not group.is_open and (group.risked >= NIGHT_SPENT or is_an_hour):
            return "night_calls"
        if group.risked >= DAY_SPENT or is_long:
            return "unusual_spending"
        return ""

    def _dearest_days(self) -> dict[str, list[tuple[MicroEuro, int]]]:
        """The groups of each place by cost, the dearest first."""
        found: dict[str, list[tuple[MicroEuro, int]]] = {}
        for key, group in self._groups.items():
            found.setdefault(key[2], []).append((group.risked, group.day))
        for costs in found.values():
            costs.sort(reverse=True)
        return found

    def _is_known(self, place: str, day: int) -> bool:
        """Whether the firm called this place in opening hours on other days."""
        days = self._open_days.get(place, ())
        if self._last_day - self._first_day < SHORT_DAYS:
            return any(other != day for other in days)
        return sum(abs(other - day) > DAYS_AROUND for other in days) >= PLACE_KNOWN_DAYS

    def _key(self, call: PastCall) -> tuple[tuple[int, bool, str], int]:
        moment, day = self._calendar.moment(call.at), self._calendar.windows(call.at).day
        return (day if moment.is_open else moment.period, moment.is_open, call.place), day


def _copy(group: _Group) -> _Group:
    return _Group(
        day=group.day,
        is_open=group.is_open,
        first=group.first,
        last_at=group.last_at,
        calls=group.calls,
        answered=group.answered,
        seconds=group.seconds,
        cost=group.cost,
        risked=group.risked,
        longest_s=group.longest_s,
    )


def _reason(call: PastCall) -> Reason:
    return Reason(code="call_of_hours", values=(("length", str(call.billed_s)), ("place", call.place)))


def _notice(code: str, group: _Group) -> Notice:
    first = group.first
    return Notice(
        code=code,
        at=first.at,
        until=group.last_at,
        calls=group.calls,
        cost=group.cost,
        extension=first.extension,
        number=first.called,
        territory=first.place,
        answered=group.answered,
        seconds=group.seconds,
    )
