"""A table of calls without a heading: what each column holds, by its values alone.

In: the first lines of a file. Out: a heading for the columns that were understood, and each line in their
order. Pitfall: a guess by values is never sure: whoever reads with it says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from veilleur.records.inference.fields.field_types import (
    filled,
    is_direction,
    is_epoch,
    is_money,
    is_number,
    is_outside_number,
    is_time,
    share,
)
from veilleur.records.inference.guessed_directions import letters_for
from veilleur.records.inference.without_heading.lengths import NamelessLengths
from veilleur.records.inference.without_heading.times import NamelessTimes, as_written
from veilleur.records.values.keywords import is_status_answered
from veilleur.records.values.zones import zone_named

LEAST_ROWS_NAMELESS = 5
LEAST_COLUMNS_NAMELESS = 4
MOST_COLUMNS_NAMELESS = 300
SAME_WIDTH_SHARE = 0.8  # of the lines
NEARLY_EVERY = 0.9
_DECIMAL = re.compile(r"-?\d+[.,]\d+$")
_ADDRESS = re.compile(r"\b(?:sips?|tel):")
_CALL_ID = re.compile(r"\S*\d[-.]\d+@")
_SHORT = re.compile(r"[1-9]\d{1,4}$")

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class NamelessColumns:
    """delimiter: of the file. columns: name -> the places whose values stand under it, joined by a blank."""

    delimiter: str
    width: int
    columns: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def heading(self) -> str:
        """The names that explain themselves."""
        return "\t".join(name for name, _ in self.columns)

    def delimited(self, cells: Sequence[str]) -> str:
        """A line's values in the order of the heading."""

        def at(place: int) -> str:
            return cells[place].replace("\t", " ") if place < len(cells) else ""

        return "\t".join(as_written([at(place) for place in places]) for _, places in self.columns)


def nameless_columns(rows: Rows, delimiter: str) -> NamelessColumns | None:
    """What the columns of these rows hold; None when they are no calls, or cannot be distinguished."""
    widths = Counter(map(len, rows))
    if not widths:
        return None
    width, count = widths.most_common(1)[0]
    if (
        count < max(LEAST_ROWS_NAMELESS, SAME_WIDTH_SHARE * len(rows))
        or not LEAST_COLUMNS_NAMELESS <= width <= MOST_COLUMNS_NAMELESS
    ):
        return None
    search = _Search([row for row in rows if len(row) == width], width)
    found = search.columns()
    return None if found is None else NamelessColumns(delimiter, width, found)


class _Search:
    """The search through the columns; each is taken once."""

    def __init__(self, rows: Rows, width: int) -> None:
        self._rows = rows
        self._texts = [[row[place].strip() for row in rows] for place in range(width)]
        self._taken: set[int] = set()

    def columns(self) -> tuple[tuple[str, tuple[int, ...]], ...] | None:
        """Name and places of each column that is understood; None where something is missing."""
        times = NamelessTimes(self._texts)
        if times.start is None:
            return None
        self._taken.update(times.taken)
        way = self._way()
        numbers = self._numbers(way)
        if numbers is None:
            return None
        self._taken.update(place for _, place in numbers)
        lengths = NamelessLengths(self._texts, self._free(), times)
        found: list[tuple[str, tuple[int, ...]]] = list(times.named())
        if not lengths.named and times.end is None:
            return None
        found += lengths.named
        self._taken.update(place for _, places in lengths.named for place in places)
        found += [(name, (place,)) for name, place in numbers]
        if way is not None:
            found.append(("Direction", (way,)))
        found += [(name, (place,)) for name, place in self._others(bool(way is None and len(numbers) == 1))]
        if len(numbers) == 1 and way is None and not any(name == "Cost" for name, _ in found):
            return None
        return tuple(found)

    def _free(self) -> list[int]:
        return [place for place in range(len(self._texts)) if place not in self._taken]

    def _way(self) -> int | None:
        """The column of words for the direction."""
        for place in self._free():
            texts = filled(self._texts[place])
            words = set(texts)
            if len(texts) < NEARLY_EVERY * len(self._rows) or not 2 <= len(words) <= 6:
                continue
            if share(texts, is_direction) >= NEARLY_EVERY or letters_for(words):
                self._taken.add(place)
                return place
        return None

    def _numbers(self, way: int | None) -> list[tuple[str, int]] | None:
        """Caller and called; or the telephone and the far number; or the called one alone."""
        fit = [place for place in self._free() if self._is_number_column(place)]
        outer = [place for place in fit if share(self._texts[place], is_outside_number) > 0.1]
        if not outer:
            return None
        for first, second in _pairs(sorted({*outer, *self._telephones(fit)})):
            if first not in outer and second not in outer:
                continue
            if not self._is_pair(first, second):
                continue
            return self._named_pair(first, second, way)
        called = max(outer, key=lambda place: len(set(self._texts[place])))
        return [("Called number", called)] if len(set(self._texts[called])) > 1 else None

    def _is_number_column(self, place: int) -> bool:
        texts = filled(self._texts[place])
        if len(texts) < 0.5 * len(self._rows) or share(texts, is_number) < 0.8:
            return False
        bad = sum(
            bool(_DECIMAL.match(text) or _CALL_ID.match(text)) or is_epoch(text) or ":" in text[:-1]
            for text in texts
        )
        if bad * 5 > len(texts) and not any(_ADDRESS.search(text) for text in texts):
            return False
        return not self._is_counter(texts) and not all(is_time(text) and len(text) == 6 for text in texts)

    def _is_counter(self, texts: Sequence[str]) -> bool:
        if len(set(texts)) < len(texts) or not all(text.isdecimal() for text in texts):
            return False
        values = list(map(int, texts))
        return values == sorted(values) or values == sorted(values, reverse=True)

    def _telephones(self, fit: Sequence[int]) -> Iterator[int]:
        """Columns of a few short numbers that come again, all as long."""
        for place in fit:
            texts = filled(self._texts[place])
            lengths = Counter(len(text) for text in texts if _SHORT.match(text))
            if not lengths:
                continue
            usual = lengths.most_common(1)[0][1]
            if usual >= NEARLY_EVERY * len(texts) and 1 < len(set(texts)) <= 0.6 * len(texts):
                yield place

    def _is_pair(self, first: int, second: int) -> bool:
        """Whether most rows have both, not the same, and an outside number among them."""
        good = mixed = 0
        for one, other in zip(self._texts[first], self._texts[second], strict=True):
            if one and other and one != other:
                good += 1
                mixed += is_outside_number(one) or is_outside_number(other)
        return good >= 0.8 * len(self._rows) and mixed >= 0.5 * good

    def _named_pair(self, first: int, second: int, way: int | None) -> list[tuple[str, int]]:
        out_first = share(self._texts[first], is_outside_number)
        out_second = share(self._texts[second], is_outside_number)
        if way is not None and min(out_first, out_second) < 0.02 and max(out_first, out_second) > 0.5:
            near, far = (first, second) if out_first < out_second else (second, first)
            return [("Extension", near), ("Number", far)]
        if out_second == 0:  # the far number stands before the telephone
            return [("Extension", second), ("Number", first)]
        return [("Caller number", first), ("Called number", second)]

    def _others(self, is_cost_needed: bool) -> Iterator[tuple[str, int]]:
        """The outcome, the zone and the price."""
        for place in self._free():
            texts = filled(self._texts[place])
            words = set(texts)
            if not texts:
                continue
            if len(words) == 1 and len(texts) == len(self._rows) and zone_named(texts[0]):
                yield "Time zone", place
            elif len(words) <= 8 and any(not is_status_answered(text) for text in words):
                yield "Status", place
                return
        costs = [
            place
            for place in self._free()
            if share(self._texts[place], is_money) >= NEARLY_EVERY
            and share(self._texts[place], lambda text: bool(_DECIMAL.match(text))) >= NEARLY_EVERY
        ]
        if costs and is_cost_needed:
            yield "Cost", costs[-1]


def _pairs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Each two, those beside each other first."""
    two = [(one, other) for at, one in enumerate(places) for other in places[at + 1 :]]
    return iter(sorted(two, key=lambda pair: (places.index(pair[1]) - places.index(pair[0]), pair[0])))
