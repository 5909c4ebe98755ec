"""Which columns of a table without a heading hold how long a call rang, lasted and was spoken.

In: the texts of the columns that are free, and the times. Out: names and places of the lengths.
Pitfall: a price in cents, a port and a cause are whole numbers too; where two columns look alike
none is taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from veilleur.records.inference.fields.field_types import filled, is_duration, share
from veilleur.records.inference.without_heading.times import NamelessTimes
from veilleur.records.values.datetimes import seconds

NEARLY_EVERY = 0.9
LONGEST_RINGING_S = 180
MOST_PLAIN = 36_000  # seconds
FACTORS = (1.0, 60.0, 0.001, 0.01)
_ID_DIGITS = 6
_FRACTION = re.compile(r"\d+[.,](?!0+$)\d+$")

Named = tuple[str, tuple[int, ...]]


class NamelessLengths:
    """named: names that explain themselves, and the places of the lengths."""

    def __init__(self, texts: Sequence[Sequence[str]], free: Sequence[int], times: NamelessTimes) -> None:
        self._texts, self._times = texts, times
        self.named: list[Named] = []
        fit = [place for place in free if self._may_be_length(place)]
        if times.end is not None:
            self.named = self._by_times(fit)
            if self.named or not fit:
                return
            times.forget_end()
        self.named = self._by_order(fit)

    def _may_be_length(self, place: int) -> bool:
        texts = filled(self._texts[place])
        if len(texts) < 0.5 * len(self._texts[place]) or share(texts, is_duration) < NEARLY_EVERY:
            return False
        if len(set(texts)) < max(3, 0.1 * len(texts)):
            return False
        if any(_FRACTION.match(text) for text in texts) and not any(":" in text for text in texts):
            return False  # a price
        if all(text.isdecimal() and len(text) >= _ID_DIGITS for text in texts):
            return False
        values = self._values(place)
        return values != sorted(values) and values != sorted(values, reverse=True)

    def _values(self, place: int) -> list[float]:
        found = []
        for text in self._texts[place]:
            try:
                found.append(seconds(text))
            except ValueError:
                found.append(0.0)
        return found

    def _by_times(self, fit: Sequence[int]) -> list[Named]:
        """The column that agrees with answer and end, or with start and end."""
        start, end = self._times.start, self._times.end
        if start is None or end is None:
            return []
        spoken = self._elapsed(self._times.answer, end) if self._times.answer else []
        lasted = self._elapsed(start, end)
        for name, elapsed in (("Talk time", spoken), ("Duration", lasted)):
            for place in fit:
                factor = self._agreeing(place, elapsed)
                if factor:
                    return [(f"{name}{_UNITS[factor]}", (place,))]
        for place in fit:  # spoken within the time from start to end, where nothing shows the answer
            both = zip(self._values(place), lasted, strict=True)
            pairs = [(value, whole) for value, whole in both if whole is not None]
            for factor in FACTORS:
                within = [0 <= whole - value * factor <= LONGEST_RINGING_S for value, whole in pairs if value]
                if len(within) > 3 and sum(within) >= NEARLY_EVERY * len(within):
                    return [(f"Talk time{_UNITS[factor]}", (place,))]
        return []

    def _elapsed(self, begin: tuple[int, ...], end: tuple[int, ...]) -> list[float | None]:
        return [
            after - before if before is not None and after is not None else None
            for before, after in zip(self._times.seconds(begin), self._times.seconds(end), strict=True)
        ]

    def _agreeing(self, place: int, elapsed: Sequence[float | None]) -> float:
        pairs = [
            (value, whole)
            for value, whole in zip(self._values(place), elapsed, strict=False)
            if whole is not None and whole > 0
        ]
        if len(pairs) < 3:
            return 0.0
        for factor in FACTORS:
            if sum(abs(value * factor - whole) <= 2 for value, whole in pairs) >= 0.8 * len(pairs):
                return factor
        return 0.0

    def _by_order(self, fit: Sequence[int]) -> list[Named]:
        """One length; or the whole one and its part; or ringing and talk."""
        fit = [place for place in fit if self._is_likely(place)]
        different: list[int] = []
        for place in fit:
            if not any(self._values(place) == self._values(other) for other in different):
                different.append(place)
        if len(different) == 1:
            return [("Duration", (different[0],))]
        if len(different) != 2:
            return []
        first, second = (self._values(place) for place in different)
        for whole, part, places in ((first, second, different), (second, first, different[::-1])):
            rest = [one - other for one, other in zip(whole, part, strict=True)]
            if min(rest) >= 0 and sorted(rest)[len(rest) // 2] <= LONGEST_RINGING_S and any(part):
                return [("Duration", (places[0],)), ("Talk time", (places[1],))]
        if max(first) <= LONGEST_RINGING_S < max(second):
            return [("Ring time", (different[0],)), ("Talk time", (different[1],))]
        return []

    def _is_likely(self, place: int) -> bool:
        """Whether the values spread as lengths of calls do."""
        values = [value for value in self._values(place) if value]
        if not values:
            return False
        middle = sorted(values)[len(values) // 2]
        return 2 <= middle <= 4_000 and max(values) <= MOST_PLAIN and len(set(values)) >= 3


_UNITS = {1.0: "", 60.0: " (min)", 0.001: " (ms)", 0.01: ""}
