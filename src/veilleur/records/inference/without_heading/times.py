"""Which columns of a table without a heading hold the start, the answer and the end of a call.

In: the texts of the columns. Out: their places. Pitfall: a record may end with the moment at which it was
rated or written; only lengths that agree show that it is the end of the call.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from veilleur.records.inference.fields.field_types import filled, is_date, is_epoch, is_moment, is_time, share
from veilleur.records.values.datetimes import moment
from veilleur.records.values.local_time import LocalClock

NEARLY_EVERY = 0.9
LONGEST_ELAPSED_S = 200_000.0
_PLAIN_DATE = re.compile(r"([0-3]\d)([01]\d)(20\d\d)$")
_CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?$|[0-2]\d[0-5]\d[0-5]\d$")


class NamelessTimes:
    """start, answer, end: places, two where day and time stand apart. starts: of each row, in seconds."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self._texts = texts
        self.start: tuple[int, ...] | None = None
        self.answer: tuple[int, ...] | None = None
        self.end: tuple[int, ...] | None = None
        moments = [*self._whole(), *self._apart()]
        always = [one for one in moments if self._filled(one) >= 0.95]
        sometimes = [one for one in moments if 0.2 <= self._filled(one) < 0.95]
        if not always:
            return
        stamps = {one: self.seconds(one) for one in moments}
        first = next(
            (one for one in always if all(self._follows(stamps[one], stamps[other]) for other in moments)),
            min(always, key=self._mean),
        )
        always.remove(first)
        self.start = first
        begun = self.seconds(self.start)
        always = [one for one in always if not self._is_same(begun, self.seconds(one))]
        after = [one for one in always if self._follows(begun, self.seconds(one))]
        after.sort(key=self._mean)
        if after:
            self.end = after[-1]
            if len(after) > 1 and not sometimes:
                self.answer = after[0]
        for one in sometimes:
            if self._follows(begun, self.seconds(one)):
                self.answer = one
                break

    @property
    def taken(self) -> set[int]:
        """All places of moments that are understood."""
        return {place for one in (self.start, self.answer, self.end) if one for place in one}

    def forget_end(self) -> None:
        """The last moment is not the end of the call."""
        self.end = None

    def named(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Names and places."""
        for name, places in (
            ("Start time", self.start),
            ("Answer time", self.answer),
            ("End time", self.end),
        ):
            if places is not None:
                yield name, places

    def seconds(self, places: tuple[int, ...]) -> list[float | None]:
        """The moments of all rows; None for nothing."""
        rows = zip(*(self._texts[place] for place in places), strict=True)
        return [_moment(as_written(row)) for row in rows]

    def _whole(self) -> Iterator[tuple[int, ...]]:
        for place, texts in enumerate(self._texts):
            if share(texts, lambda text: is_moment(text) or is_epoch(text)) >= NEARLY_EVERY:
                yield (place,)

    def _apart(self) -> Iterator[tuple[int, ...]]:
        for place, texts in enumerate(self._texts):
            if share(texts, lambda text: is_date(text) or bool(_PLAIN_DATE.match(text))) < NEARLY_EVERY:
                continue
            for other in range(place + 1, min(place + 3, len(self._texts))):
                clocks = self._texts[other]
                if share(clocks, lambda text: is_time(text) and bool(_CLOCK.match(text))) >= NEARLY_EVERY:
                    yield place, other
                    break

    def _filled(self, places: tuple[int, ...]) -> float:
        texts = self._texts[places[0]]
        return len([text for text in filled(texts) if text != "0"]) / len(texts)

    def _mean(self, places: tuple[int, ...]) -> float:
        there = [one for one in self.seconds(places) if one is not None]
        return sum(there) / max(1, len(there))

    def _is_same(self, begun: Sequence[float | None], other: Sequence[float | None]) -> bool:
        """Whether a column says the start once more, as an id that begins with it does."""
        same = sum(
            one is not None and two is not None and abs(one - two) < 1
            for one, two in zip(begun, other, strict=True)
        )
        return same >= 0.95 * len(begun)

    def _follows(self, begun: Sequence[float | None], after: Sequence[float | None]) -> bool:
        both = [(one, other) for one, other in zip(begun, after, strict=True) if one and other]
        good = sum(0 <= other - one <= LONGEST_ELAPSED_S for one, other in both)
        return bool(both) and good >= 0.95 * len(both)


def as_written(cells: Sequence[str]) -> str:
    """A value of one column as it is; a day and a time together, `02112026` and `121942` with their signs."""
    if len(cells) == 1:
        return cells[0]
    day, clock = cells[0].strip(), cells[1].strip()
    plain = _PLAIN_DATE.match(day)
    if plain is not None:
        day = f"{plain.group(1)}/{plain.group(2)}/{plain.group(3)}"
    if clock.isdecimal() and len(clock) == 6:
        clock = f"{clock[:2]}:{clock[2:4]}:{clock[4:]}"
    return f"{day} {clock}" if day and clock else ""


def _moment(text: str) -> float | None:
    if not text.strip() or text.strip() == "0":
        return None
    clock = LocalClock("UTC")
    for is_day_first in (True, False):
        clock.is_day_first = is_day_first
        try:
            return moment(text, clock)
        except (ValueError, OverflowError):
            continue
    return None
