"""Counts, dates, periods and places of the page of `veilleur check`, in one language and time zone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from veilleur.cli.check import texts
from veilleur.language import Sentence, clock_in_sentence, day, plural, short_days, territory_name
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

    def dates(self, first: float, last: float) -> str:
        """From one day to another, with their years."""
        begins, ends = self._date(first), self._date(last)
        if begins == ends:
            return self.say(texts.ON, moment=begins)
        return self.say(texts.FROM_TO, first=begins, last=ends)

    def deadline(self, at: float) -> str:
        """A moment with its year."""
        return self.say(texts.MOMENT, day=self._date(at), clock=self._clock(at))

    def period(self, at: float, until: float) -> str:
        """From one moment to another."""
        if until - at < MOMENT_S:
            return self.say(texts.ON, moment=self._moment(at))
        if self._date(at) == self._date(until):
            on = day(at, self._zone, self.lang)
            return self.say(texts.SAME_DAY, day=on, first=self._clock(at), last=self._clock(until))
        return self.say(texts.FROM_TO, first=self._moment(at), last=self._moment(until))

    def hours(self, hours: Hours) -> str:
        """Opening hours, days that are alike together."""
        if hours.always:
            return self.say(texts.DAY_AND_NIGHT)
        days: list[tuple[str, list[str]]] = []
        for name, ranges in zip(short_days(self.lang), hours.ranges, strict=True):
            text = ", ".join(f"{_time(start)}-{_time(end)}" for start, end in ranges)
            if text and days and days[-1][0] == text:
                days[-1][1].append(name)
            elif text:
                days.append((text, [name]))
        return ", ".join(
            f"{names[0]}-{names[-1]} {text}" if len(names) > 1 else f"{names[0]} {text}"
            for text, names in days
        )

    def _date(self, at: float) -> str:
        year = datetime.fromtimestamp(at, ZoneInfo(self._zone)).year
        return f"{day(at, self._zone, self.lang)} {year}"

    def _clock(self, at: float) -> str:
        return clock_in_sentence(at, self._zone, self.lang)

    def _moment(self, at: float) -> str:
        return self.say(texts.MOMENT, day=day(at, self._zone, self.lang), clock=self._clock(at))


def _time(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
