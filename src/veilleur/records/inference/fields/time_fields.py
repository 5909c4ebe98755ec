"""Which fields hold the start, the answer and the end of a call.

In: the search through the fields of one table. Out: start, or date and time; end; answer.
Pitfall: a table may write only the day and the time of the end (`heure de fin`); the role `time_is_end`
says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from veilleur.records.inference.fields.field_search import MOSTLY, FieldSearch, Meant
from veilleur.records.inference.fields.field_types import (
    are_days,
    filled,
    has_zone,
    is_counted,
    is_date,
    is_epoch,
    is_moment,
    is_time,
    share,
)
from veilleur.records.values.zones import zone_named


class TimeFields:
    """The search for times."""

    def __init__(self, search: FieldSearch) -> None:
        self._search = search

    def roles(self) -> Iterator[tuple[str, int]]:
        """start, or date and time; end; answer."""

        def at(meaning: str, may_be_talk: bool = False) -> Callable[[int, Meant], float]:
            def score(place: int, meant: Meant) -> float:
                if meaning not in meant or meant & {"duration", "ring", "wait", "called", "name"}:
                    return 0.0
                if "talk" in meant and not (may_be_talk and filled(self._search.columns[place])):
                    return 0.0
                if "stop" in meant or not self._is_when(place):
                    return 0.0
                says = 4 + bool(filled(self._search.columns[place]))
                return says + 0.5 * self._bears_zone(place) - self._search.extras(place)

            return score

        end, answer = self._search.best(at("end")), self._search.best(at("answer"))
        start = self._search.best(at("start"))
        if start is None:
            start = self._search.best(self._any_moment)
        if start is None and end is None:  # `conversationStart`
            start = self._search.best(at("start", may_be_talk=True))
            end = self._search.best(at("end", may_be_talk=True)) if start is not None else None
        if start is not None:
            yield "start", start
        else:
            is_dated = False
            for role, found in self._date_and_time("", frozenset({"end", "answer", "stop"})):
                is_dated = True
                yield role, found
            if is_dated and end is None:  # the day is written once, before both times
                end = self._search.best(self._end_of_day_written_once)
        for role, place in (("end", end), ("answer", answer)):
            if place is not None:
                yield role, place

    def _end_of_day_written_once(self, place: int, meant: Meant) -> float:
        if "end" not in meant or meant & {"duration", "ring", "talk", "wait", "stop"}:
            return 0.0
        is_clock_time = filled(self._search.columns[place]) and self._search.share(place, is_time) >= MOSTLY
        return 3.0 - self._search.extras(place) if is_clock_time else 0.0

    def _is_when(self, place: int) -> bool:
        texts = self._search.columns[place]
        if not filled(texts):
            return True
        if are_days(texts):
            return False
        return max(share(texts, is_moment), share(texts, is_counted)) >= MOSTLY

    def _bears_zone(self, place: int) -> bool:
        """Whether the values, or the name, leave no question of the time zone."""
        texts = self._search.columns[place]
        return bool(zone_named(self._search.names[place])) or any(
            share(texts, fits) >= MOSTLY for fits in (is_epoch, has_zone)
        )

    def _any_moment(self, place: int, meant: Meant) -> float:
        if meant & {"end", "answer", "stop", "duration", "talk", "ring", "caller", "called", "number"}:
            return 0.0
        texts = self._search.columns[place]
        named = 3.0 * bool(meant & {"date", "time", "moment"})
        if not filled(texts):
            return (
                named - self._search.extras(place) if "moment" in meant or {"date", "time"} <= meant else 0.0
            )
        if are_days(texts):
            return 0.0
        if share(texts, is_moment) >= MOSTLY or (named and share(texts, is_counted) >= MOSTLY):
            return 1 + named + 0.5 * self._bears_zone(place) - self._search.extras(place)
        return 0.0

    def _date_and_time(self, suffix: str, without: Meant) -> Iterator[tuple[str, int]]:
        def day(place: int, meant: Meant) -> float:
            texts = self._search.columns[place]
            if meant & without or self._search.share(place, is_date) < MOSTLY:
                return 0.0
            if not filled(texts) and "date" not in meant:
                return 0.0
            return 1 + 2 * ("date" in meant) + ("start" in meant) - self._search.extras(place)

        def hour(place: int, meant: Meant) -> float:
            if meant & without or meant & {"duration", "talk", "ring", "wait", "total"}:
                return 0.0
            if not meant & {"time", "start"} or self._search.share(place, is_time) < MOSTLY:
                return 0.0
            return 1 + 2 * ("time" in meant) + ("start" in meant) - self._search.extras(place)

        date = self._search.best(day)
        time = self._search.best(hour)
        if date is not None and time is None:  # `heure de fin` alone
            ending = self._search.best(
                lambda place, meant: (
                    1.0 * ({"end", "time"} <= meant and self._search.share(place, is_time) >= MOSTLY)
                )
            )
            if ending is not None:
                yield "date", date
                yield "time", ending
                yield "time_is_end", ending
                return
        if date is not None and time is not None:
            yield "date", date
            yield "time", time
