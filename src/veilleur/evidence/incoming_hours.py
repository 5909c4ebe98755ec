"""Incoming calls of hours: who pays for a free number pays for those who call it.

In: records in order of start. Out: notices. Pitfall: records rarely name the free number that was dialled, so
that a call of hours is reported whatever it reached, a free number that is named sooner, and hours of calls
to a closed company where no other closed day has the like.
"""

from __future__ import annotations

from veilleur.detection.business_hours import Calendar
from veilleur.evidence.past_incidents import Notice
from veilleur.words.calls import Direction
from veilleur.words.destinations import NumberClass
from veilleur.words.events import CallRecorded
from veilleur.words.ports import Numbering

HOURS_S = 4 * 3600.0  # one call, whatever it reached
FREE_DAY_S = 2 * 3600.0  # in all calls of one caller and day to a free number
CLOSED_S = 6 * 3600.0  # in one day, in calls to a closed company
CLOSED_TIMES = 5.0  # as much as on the next busiest of its closed days; expert estimate
CLOSED_CALLS = 10
LEAST_DIGITS = 6  # below, a number is an extension
HELD_AT_MOST = 10_000


class IncomingHours:
    """Follows the incoming calls of one file; bounded, the oldest goes."""

    def __init__(self, numbering: Numbering, calendar: Calendar) -> None:
        self._numbering, self._calendar = numbering, calendar
        self._closed: dict[int, Notice] = {}  # by closed period
        self._free: dict[str, bool] = {}
        self._found: dict[tuple[str, str, int], Notice] = {}  # by number reached, caller and day

    def observe(self, record: CallRecorded) -> None:
        """One more record, of any direction."""
        if record.direction is not Direction.IN or record.billed_s <= 0:
            return
        moment = self._calendar.moment(record.at)
        if not moment.is_open:
            self._closed[moment.period] = _with(
                self._closed.get(moment.period) or Notice("closed_incoming", record.at, record.at), record
            )
            if len(self._closed) > HELD_AT_MOST:
                del self._closed[next(iter(self._closed))]
        is_free = self._is_free(record.number)
        if not is_free and record.billed_s < HOURS_S:
            return
        key = record.number, record.outside_caller, int(record.at // 86_400)
        known = self._found.get(key)
        if known is None:
            if len(self._found) >= HELD_AT_MOST:
                del self._found[next(iter(self._found))]
            known = Notice(
                code="long_incoming",
                at=record.at,
                until=record.at,
                extension=record.extension,
                number=record.outside_caller,
                territory=NumberClass.FREE.value if is_free else "",
            )
        self._found[key] = _with(known, record)

    def notices(self) -> list[Notice]:
        """The callers that stayed for hours, and hours of calls to a closed company."""
        found = [
            one for one in self._found.values() if one.seconds >= (FREE_DAY_S if one.territory else HOURS_S)
        ]
        busiest = sorted(self._closed.values(), key=lambda one: -one.seconds)[:2]
        if busiest and busiest[0].seconds >= CLOSED_S and busiest[0].calls >= CLOSED_CALLS:
            usual = busiest[1].seconds if len(busiest) > 1 else 0.0
            if busiest[0].seconds >= CLOSED_TIMES * usual:
                found.append(busiest[0])
        return found

    def _is_free(self, number: str) -> bool:
        if len(number) < LEAST_DIGITS:
            return False
        known = self._free.get(number)
        if known is None:
            if len(self._free) >= HELD_AT_MOST:
                self._free.clear()
            known = self._numbering.destination(number).number_class is NumberClass.FREE
            self._free[number] = known
        return known


def _with(notice: Notice, record: CallRecorded) -> Notice:
    """The notice with one call more."""
    return notice._replace(
        until=record.at,
        calls=notice.calls + 1,
        answered=notice.answered + 1,
        seconds=notice.seconds + record.billed_s,
    )
