"""How the durations of one file are written, settled over the whole file, and the time of talk they mean.

In: the values of the columns of durations. Out: a unit for each column, and seconds.
Pitfall: `0:27` is 27 seconds or 27 minutes; where neither the heading nor longer values decide, the share of
values below one of the larger unit does, and that is uncertain and is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from veilleur.records.inference.fields.field_types import filled, is_nothing, share
from veilleur.records.inference.fields.field_words import meanings_of, words_of
from veilleur.records.values.datetimes import is_part_of_day, seconds
from veilleur.words.messages import Message

HOURS_FROM_SHARE = 0.9  # of the values that are not zero, whose first part is 0: no desk calls so briefly
MINUTES_UP_TO_SHARE = 0.7
LONGEST_MEDIAN_S = 4_000  # a median above it is no number of seconds
CLOCKS_NEEDED = 8
SHIFTED_MEDIAN_S = 1_800  # most calls are shorter, and so are whole minutes that are charged


class Unit(NamedTuple):
    """How one column is written. is_sure: false where only the spread of the values decided.

    are_shifted: `1:08:00` is 1:08, which a spreadsheet took for hours and minutes.
    """

    factor: float = 1.0  # seconds in one, for values without a colon
    are_hours: bool = False  # of `1:05`
    is_sure: bool = True
    are_shifted: bool = False

    def seconds(self, text: str) -> float:
        """Seconds of one value. Raises ValueError."""
        if is_nothing(text):
            return 0.0
        found = seconds(text)
        if ":" not in text:
            is_bare = text.replace(",", ".").replace(".", "", 1).strip().isdecimal()
            return found * self.factor if is_bare else found
        if self.are_shifted and text.count(":") == 2:
            return found / 60
        return found * 60 if self.are_hours and text.count(":") == 1 else found


def unit_of(name: str, texts: Sequence[str], elapsed: Sequence[float | None] = ()) -> Unit:
    """The unit of a column. elapsed: seconds from start to end of the same records, where both are known."""
    there = filled(texts)
    if share(there, is_part_of_day) > 0.5:
        return Unit()
    clocks = [text for text in there if ":" in text]
    if clocks and len(clocks) * 2 > len(there):
        return _clock_unit(name, clocks, _pairs(texts, elapsed))
    return _plain_unit(name, there, _pairs(texts, elapsed))


def how_read(name: str, unit: Unit) -> Message:
    """What to say of a unit that only the spread of the values decided."""
    if unit.are_shifted:
        return Message(
            "durations under {name!r} are read as minutes and seconds, which a spreadsheet shifted", name=name
        )
    if unit.are_hours:
        return Message("durations under {name!r} are read as hours and minutes", name=name)
    if unit.factor == 60:
        return Message("durations under {name!r} are read as minutes", name=name)
    if unit.factor < 1:
        return Message("durations under {name!r} are read as thousandths of a second", name=name)
    return Message("durations under {name!r} may be in another unit than seconds", name=name)


def _pairs(texts: Sequence[str], elapsed: Sequence[float | None]) -> list[tuple[str, float]]:
    return [
        (text, lasted)
        for text, lasted in zip(texts, elapsed, strict=False)
        if lasted is not None and lasted > 0 and filled([text])
    ]


def _clock_unit(name: str, clocks: Sequence[str], pairs: Sequence[tuple[str, float]]) -> Unit:
    short = [text.strip() for text in clocks if text.count(":") == 1]
    if not short:
        return Unit(is_sure=False, are_shifted=True) if _are_shifted(clocks, pairs) else Unit()
    letters = "".join(words_of(name))
    if ("hhmm" in letters and "hhmmss" not in letters) or letters.endswith("hmm"):
        return Unit(are_hours=True)
    if len(short) < len(clocks) or "mmss" in letters or "mins" in letters or "mss" in letters:
        return Unit()  # hours are written where there are any, or the heading says it
    if {"minute", "second"} <= meanings_of(name):
        return Unit()
    by_times = [
        abs(seconds(text) * 60 - lasted) < abs(seconds(text) - lasted)
        for text, lasted in pairs
        if ":" in text and seconds(text)
    ]
    if len(by_times) >= 3:
        return Unit(are_hours=sum(by_times) * 2 > len(by_times))
    parts = [
        tuple(int(part) for part in text.split(":")) for text in short if text.replace(":", "").isdecimal()
    ]
    if any(second >= 60 for _first, second in parts):
        return Unit()
    if any(first >= 24 for first, _second in parts):
        return Unit()
    spoken = [pair for pair in parts if pair != (0, 0)]
    if len(spoken) < CLOCKS_NEEDED:
        return Unit(is_sure=not spoken)
    below = sum(first == 0 for first, _second in spoken) / len(spoken)
    if below >= HOURS_FROM_SHARE:
        return Unit(are_hours=True, is_sure=False)
    return Unit(is_sure=below <= MINUTES_UP_TO_SHARE)


def _are_shifted(clocks: Sequence[str], pairs: Sequence[tuple[str, float]]) -> bool:
    """Whether no length has seconds and most are beyond half an hour: minutes and seconds, shifted."""
    if len(clocks) < CLOCKS_NEEDED or len(set(clocks)) < CLOCKS_NEEDED // 2:
        return False
    if not all(text.strip().endswith(":00") for text in clocks):
        return False
    if any(abs(seconds(text) - lasted) < 120 for text, lasted in pairs):
        return False  # start and end agree with them
    values = sorted(seconds(text) for text in clocks)
    return values[len(values) // 2] > SHIFTED_MEDIAN_S


def _plain_unit(name: str, there: Sequence[str], pairs: Sequence[tuple[str, float]]) -> Unit:
    meant = meanings_of(name)
    said = 0.001 if "milli" in meant else 60.0 if "minute" in meant and "second" not in meant else 0.0
    values = sorted(value for value in map(_bare, there) if value)
    if said or "second" in meant or not values:
        return Unit(factor=said or 1.0)
    shown = _shown_by(pairs)
    if shown:
        return Unit(factor=shown)
    if values[len(values) // 2] > LONGEST_MEDIAN_S:
        return Unit(factor=0.001, is_sure=False)
    if any(value % 1 for value in values):
        # Fractions of a second are for machines: whole numbers of them would be seconds.
        are_tenths = all(round(value * 10, 6) % 1 == 0 for value in values)
        if values[-1] < 200 and not are_tenths:
            return Unit(factor=60.0, is_sure=False)
    elif len(values) >= CLOCKS_NEEDED and values[-1] <= 60 and values[len(values) // 2] <= 15:
        return Unit(is_sure=False)  # whole minutes, or a company in a hurry
    return Unit()


def _bare(text: str) -> float:
    try:
        return float(text.replace(",", ".").strip())
    except ValueError:
        return 0.0


def _shown_by(pairs: Iterable[tuple[str, float]]) -> float:
    """The factor that start and end of the calls show; 0 when they show none."""
    ratios = sorted(lasted / value for text, lasted in pairs if (value := _bare(text)))
    if len(ratios) < 3:
        return 0.0
    middle = ratios[len(ratios) // 2]
    return next(
        (factor for factor in (1.0, 60.0, 0.001, 0.01) if factor * 0.6 <= middle <= factor * 1.7), 0.0
    )
