"""Which fields hold how long a call rang, was spoken and lasted in all.

In: the search through the fields of one table, and its times. Out: billed, ring and duration.
Pitfall: a length without any word for it (`seconds`, `call time`) counts only where no other field is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from veilleur.records.inference.fields.field_search import MOSTLY, FieldSearch, Meant
from veilleur.records.inference.fields.field_types import is_clock, is_duration
from veilleur.records.inference.fields.field_words import words_of

_UNITS = frozenset({"second", "minute", "milli", "unknown"})
_ROUNDED = frozenset(
    "rounded rounding arrondi arrondie gerundet arrotondata redondeada arredondada afgerond".split()
)


class LengthFields:
    """The search for lengths."""

    def __init__(self, search: FieldSearch, times: Mapping[str, int]) -> None:
        self._search = search
        self._times = times  # by role, as far as they were found

    def roles(self) -> Iterator[tuple[str, int]]:
        """billed, ring and duration."""

        def length(wanted: Meant, without: Meant) -> Callable[[int, Meant], float]:
            def score(place: int, meant: Meant) -> float:
                if not meant & wanted or meant & without or meant & {"caller", "called", "name"}:
                    return 0.0
                if "cost" in meant and not ("duration" in meant and meant & _UNITS - {"unknown"}):
                    return 0.0  # `PriceDurationMins` is no price
                if meant & {"stop", "type", "id", "number", "direction", "own"} and "duration" not in meant:
                    return 0.0
                if self._search.share(place, is_duration) < MOSTLY:
                    return 0.0
                if meant == {"total"} and not self._search.share(place, is_clock):
                    return 0.0  # of money
                sure = 2 * ("duration" in meant) + ("talk" in meant) + 0.5 * bool(meant & _UNITS)
                rounded = not _ROUNDED.isdisjoint(words_of(self._search.names[place]))
                exact = self._search.share(place, is_clock) * 0.1 - 1.5 * rounded
                return 2 + sure + exact - self._search.extras(place)

            return score

        talk = self._search.best(length(frozenset({"talk"}), frozenset({"ring", "wait", "end"})))
        if talk is None:  # `answered duration`, `seconds connected`
            talk = self._search.best(
                lambda place, meant: (
                    3.0
                    if "answer" in meant
                    and meant & {"duration", "second", "minute"}
                    and self._search.share(place, is_duration) >= MOSTLY
                    else 0.0
                )
            )
        if talk is not None:
            yield "billed", talk
        ring = self._search.best(length(frozenset({"ring"}), frozenset({"wait"})))
        if ring is not None:
            yield "ring", ring
        whole = self._search.best(
            length(frozenset({"duration", "total"}), frozenset({"ring", "wait", "talk", "answer"}))
        )
        if whole is None:
            whole = self._search.best(
                length(frozenset({"second", "minute", "milli"}), frozenset({"ring", "wait", "date", "time"}))
            )
        if whole is None and talk is None and not {"answer", "end"} <= self._times.keys():
            whole = self._search.best(
                length(frozenset({"call", "time"}), frozenset({"ring", "wait", "date", "end", "status"}))
            )
        if whole is not None:
            yield "duration", whole
