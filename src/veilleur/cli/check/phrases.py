"""Counts, dates, periods and places of the page of `veilleur check`, in one language and time zone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from veilleur.cli.check import texts
from veilleur.language import (
    Sentence,
    clock_in_sentence,
    day,
    long_days,
    plural,
    territory_name,
    territory_phrase,
)
from veilleur.wording.deadlines import last_evening_before
from veilleur.words.destinations import NumberClass
from veilleur.words.site import Hours

MOST_SHOWN = 8
MOMENT_S = 60.0  # what is shorter is one moment


class Phrases:
    """What stands in the blanks of sentences. lang: "fr" or "en"."""

    def __init__(self, lang: str, timezone: str) -> None:
        self.lang, self._zone = lang, timezone

    def say(self, sentence: Sentence, **blanks: object) -> str:
        """The sentence with its blanks filled."""
        return (sentence.fr if self.lang == "fr" else sentence.en).format(**blanks)

    def plural(self, count: int, words: tuple[Sentence, Sentence]) -> str:
        """A count with its noun."""
        return plural(count, self.say(words[0]), self.say(words[1]), self.lang)

    def listed(self, items: list[str]) -> str:
        """The first items of a list, and how many more there are."""
        more = len(items) - MOST_SHOWN
        shown = ", ".join(items[:MOST_SHOWN])
        return f"{shown}, {self.say(texts.MORE, count=more)}" if more > 0 else shown

    def place(self, place: str) -> str:
        """A territory, or a class of numbers that belongs to none."""
        if place in set(NumberClass):
            return self.say(texts.CLASSES[NumberClass(place)])
        return territory_name(place, self.lang)

    def to_place(self, place: str) -> str:
        """ "vers le Cambodge" or "vers des numéros surtaxés"; "to Cambodia"."""
        if place not in set(NumberClass):
            return territory_phrase(place, self.lang)
        name = self.place(place)
        if self.lang != "fr":
            return f"to {name}"
        return f"vers des {name}" if name.split()[0].endswith(("s", "x")) else f"vers\u00a0: {name}"

    def dates(self, first: float, last: float) -> str:
        """From one day to another, with their years."""
        begins, ends = self._date(first), self._date(last)
        if begins == ends:
            return self.say(texts.ON, moment=begins)
        return self.say(texts.FROM_TO, first=begins, last=ends)

    def evening(self, at: float) -> str:
        """The last day whose evening is before a moment; after the evening has begun, that day itself."""
        return self._date(last_evening_before(at, self._zone))

    def on(self, at: float) -> str:
        """On a day, with its year."""
        return self.say(texts.ON, moment=self._date(at))

    def period(self, at: float, until: float) -> str:
        """From one moment to another, the year said once where it is the same."""
        if until - at < MOMENT_S:
            return self.say(texts.ON, moment=self._moment(at))
        if self._date(at) == self._date(until):
            return self.say(
                texts.SAME_DAY, day=self._date(at), first=self._clock(at), last=self._clock(until)
            )
        first = self._moment(at, has_year=self._year(at) != self._year(until))
        return self.say(texts.FROM_TO, first=first, last=self._moment(until))

    def hours(self, hours: Hours) -> str:
        """Opening hours, days that are alike together."""
        if hours.always:
            return self.say(texts.DAY_AND_NIGHT)
        days: list[tuple[str, list[str]]] = []
        for name, ranges in zip(long_days(self.lang), hours.ranges, strict=True):
            text = ", ".join(
                self.say(texts.OPEN_TIMES, start=self._time(start), end=self._time(end))
                for start, end in ranges
            )
            if text and days and days[-1][0] == text:
                days[-1][1].append(name)
            elif text:
                days.append((text, [name]))
        return ", ".join(
            self.say(
                texts.OPEN_DAYS if len(names) > 1 else texts.OPEN_DAY,
                first=names[0],
                last=names[-1],
                times=text,
            )
            for text, names in days
        )

    def extensions(self, patterns: Sequence[str]) -> str:
        """The extensions of a site, by their length and first digit where that is all that is known."""
        said = []
        for pattern in patterns:
            first = pattern.rstrip("X")
            if first.isdecimal() and first != pattern:
                said.append(self.say(texts.ANY_EXTENSIONS, digits=len(pattern), first=first))
            else:
                said.append(self.say(texts.NAMED_EXTENSIONS, names=pattern))
        return ", ".join(said)

    def _year(self, at: float) -> int:
        return datetime.fromtimestamp(at, ZoneInfo(self._zone)).year

    def _date(self, at: float) -> str:
        return f"{day(at, self._zone, self.lang)} {self._year(at)}"

    def _clock(self, at: float) -> str:
        return clock_in_sentence(at, self._zone, self.lang)

    def _moment(self, at: float, has_year: bool = True) -> str:
        on = self._date(at) if has_year else day(at, self._zone, self.lang)
        return self.say(texts.MOMENT, day=on, clock=self._clock(at))

    def _time(self, minute: int) -> str:
        hour, minute = divmod(minute, 60)
        if self.lang != "fr":
            return f"{hour:02d}:{minute:02d}"
        return f"{hour}\u00a0h\u00a0{minute:02d}" if minute else f"{hour}\u00a0h"
