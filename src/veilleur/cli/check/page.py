"""The page of `veilleur check`. In: an `Examination`. Out: lines, each with a style.

The thing a reader would get wrong: `now` is the clock of the 72 hours, the moment when the fraud was shown
for the first time, which may be days ago.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from veilleur.cli.check import texts
from veilleur.language import (
    Sentence,
    clean,
    clock_in_sentence,
    day,
    duration,
    euros,
    masked,
    plural,
    territory_name,
)
from veilleur.words.calls import Direction, Origin
from veilleur.words.destinations import NumberClass
from veilleur.words.site import Hours, Site

if TYPE_CHECKING:
    from veilleur.evidence import Examination, Notice, PastIncident, Total
    from veilleur.records import Guess

COMPLAINT_S = 72 * 3600.0
STILL_RUNNING_S = 6 * 3600.0  # an attack that was alive so shortly before the end of the file may go on
MOST_SHOWN = 8
LINE_NUMBER = 9  # digits, from which on it is no telephone of the site but a line of the operator
HEADING, PLAIN, STRONG = "bold underline", "", "bold"
Line = tuple[str, str]


class Page:
    """The page of one check. now: seconds since 1970 UTC."""

    def __init__(self, found: Examination, site: Site, lang: str, now: float) -> None:
        self._found, self._site, self._lang, self._now = found, site, lang, now
        self._zone = site.timezone

    def lines(
        self,
        cases: dict[str, Path],
        guess: Guess | None,
        rejected: int,
        reject_file: Path,
        unusable: Sequence[Path],
    ) -> Iterator[Line]:
        """The lines in order. cases: incident -> its folder; rejected: lines not understood."""
        found = self._found
        yield STRONG, self._first_sentence()
        for path in unusable:
            yield PLAIN, self._say(texts.UNREAD, file=clean(str(path)))
        if found.incidents:
            yield from self._section(texts.DO_THIS_NOW)
            for place, text in enumerate(self._to_do(cases), start=1):
                yield PLAIN, f"{place}. {text}"
            yield from self._section(texts.WHAT_HAPPENED)
            for incident in found.incidents:
                yield from self._incident(incident, cases.get(incident.id))
        if found.notices:
            yield from self._section(texts.WORTH_A_LOOK)
            for notice in found.notices[:MOST_SHOWN]:
                yield PLAIN, f"- {self._notice(notice)}"
            if len(found.notices) > MOST_SHOWN:
                yield PLAIN, "- " + self._say(texts.MORE, count=len(found.notices) - MOST_SHOWN)
        if found.total.calls:
            yield from self._spent()
        yield from self._section(texts.HOW_COUNTED)
        for text in self._how(guess):
            yield PLAIN, f"- {text}"
        if rejected:
            lines = self._plural(rejected, texts.LINE)
            told = self._say(texts.NOT_UNDERSTOOD, lines=lines, file=clean(str(reject_file)))
            yield PLAIN, f"- {told}"

    def announcement(self, incident: PastIncident, cases: dict[str, Path]) -> Iterator[Line]:
        """What is said when an incident has just been seen."""
        total = incident.total
        cost = euros(total.cost, self._lang)
        yield PLAIN, ""
        yield STRONG, self._say(texts.ANNOUNCED, calls=self._calls(total), cost=cost)
        yield from self._section(texts.DO_THIS_NOW)
        for place, text in enumerate(self._to_do(cases), start=1):
            yield PLAIN, f"{place}. {text}"
        yield from self._section(texts.WHAT_HAPPENED)
        yield from self._incident(incident, cases.get(incident.id))

    # --- sections -----------------------------------------------------------------------------

    def _first_sentence(self) -> str:
        found = self._found
        if not found.records:
            return self._say(texts.NO_CALL)
        blanks = {
            "calls": self._plural(found.total.calls, texts.OUTGOING),
            "period": self._dates(found.first_at, found.last_at),
        }
        if found.incidents:
            cost = euros(sum(incident.total.cost for incident in found.incidents), self._lang)
            incidents = self._plural(len(found.incidents), texts.FRAUD)
            return self._say(texts.FOUND, incidents=incidents, cost=cost, **blanks)
        if found.notices:
            notices = self._plural(len(found.notices), texts.THING)
            return self._say(texts.ONLY_NOTICES, notices=notices, **blanks)
        return self._say(texts.CLEAN if found.total.calls else texts.NO_OUTGOING, **blanks)

    def _to_do(self, cases: dict[str, Path]) -> Iterator[str]:
        last = max(incident.last_at for incident in self._found.incidents)
        if self._found.last_at - last <= STILL_RUNNING_S:
            yield self._say(texts.STILL_RUNNING)
        yield self._say(texts.OPERATOR)
        yield self._say(texts.MAINTAINER)
        folders = ", ".join(sorted({clean(str(path.parent)) for path in cases.values()}))
        kept = self._say(texts.KEPT_HERE, folders=folders) if cases else ""
        yield self._say(texts.KEEP_THE_LOGS) + kept
        if self._site.country == "FR":
            until = self._now + COMPLAINT_S
            deadline = self._say(texts.MOMENT, day=self._date(until), clock=self._clock(until))
            yield self._say(texts.COMPLAINT_IN_FRANCE, deadline=deadline)
            yield self._say(texts.INSURER_IN_FRANCE)
        else:
            yield self._say(texts.COMPLAINT_ELSEWHERE)

    def _incident(self, incident: PastIncident, case: Path | None) -> Iterator[Line]:
        from veilleur.detection.signals.catalog import sentence

        total, lang = incident.total, self._lang
        period = self._period(incident.began_at, incident.last_at)
        yield STRONG, self._say(texts.INCIDENT_PERIOD, id=incident.id, period=period)
        yield PLAIN, f"  {self._calls(total)}, {duration(total.seconds, lang)}, {euros(total.cost, lang)}"
        if incident.visits is not None:
            before = self._period(incident.visits.first_at, incident.visits.last_at)
            yield PLAIN, "  " + self._say(texts.VISITS, times=incident.visits.calls, period=before)
        ways = [self._way(origin, incident) for origin, _count in incident.origins.most_common()]
        yield PLAIN, "  " + self._say(texts.LEFT, ways=", ".join(ways))
        places = [
            f"{self._place(place)} ({self._calls(part)}, {euros(part.cost, lang)})"
            for place, part in incident.places.items()
        ]
        yield PLAIN, "  " + self._say(texts.TO, places=self._listed(places))
        calls = Counter[str]()  # by what is shown: numbers that differ in what is masked stand together
        for number, part in incident.numbers.items():
            calls[masked(number) or "?"] += part.calls
        numbers = [f"{shown} ({count})" for shown, count in calls.most_common()]
        yield PLAIN, "  " + self._say(texts.NUMBERS, numbers=self._listed(numbers))
        why = ", ".join(sentence(reason, lang) for reason in incident.first_reasons[:4])
        if why:
            yield PLAIN, "  " + self._say(texts.WHY, reasons=why)
        if case is not None:
            yield PLAIN, "  " + self._say(texts.CASE, folder=clean(str(case)))

    def _way(self, origin: Origin, incident: PastIncident) -> str:
        names = sorted({c.extension for c in incident.calls if c.origin is origin and c.extension})
        if all(len(name) >= LINE_NUMBER and name.lstrip("+").isdigit() for name in names):
            one, several = texts.ONE_LINE, texts.LINES  # a bill names the company's own number
        else:
            one, several = texts.ONE_EXTENSION, texts.EXTENSIONS
        sentence = texts.NOBODY if not names else one if len(names) == 1 else several
        who = self._say(sentence, names=self._listed([clean(name) for name in names]))
        return self._say(texts.ORIGINS[origin], who=who)

    def _notice(self, notice: Notice) -> str:
        return self._say(
            texts.NOTICES[notice.code],
            who=clean(notice.extension) or "?",
            number=masked(notice.number) or "?",
            place=self._place(notice.territory),
            calls=self._plural(notice.calls, texts.CALL),
            cost=euros(notice.cost, self._lang),
            period=self._period(notice.at, notice.until),
        )

    def _spent(self) -> Iterator[Line]:
        found = self._found
        yield from self._section(texts.WHAT_WAS_SPENT)
        yield from self._table([(self._say(texts.CLASSES[one]), t) for one, t in found.by_class.items()])
        yield from self._table([(self._say(texts.IN_ALL), found.total)])
        if found.by_territory:
            yield PLAIN, self._say(texts.BEYOND_NATIONAL)
            yield from self._table([(self._place(place), t) for place, t in found.by_territory.items()])

    def _table(self, rows: list[tuple[str, Total]]) -> Iterator[Line]:
        rows = sorted(rows, key=lambda row: (-row[1].cost, -row[1].calls, row[0]))
        for name, total in rows[:MOST_SHOWN]:
            length, cost = duration(total.seconds, self._lang), euros(total.cost, self._lang)
            yield PLAIN, f"  {name[:28]:28}{self._calls(total):>16}{length:>18}{cost:>14}"
        if len(rows) > MOST_SHOWN:
            yield PLAIN, "  " + self._say(texts.MORE, count=len(rows) - MOST_SHOWN)

    def _how(self, guess: Guess | None) -> Iterator[str]:
        found = self._found
        if found.records and not found.knows_normal:
            days = max(1, round((found.last_at - found.first_at) / 86_400))
            yield self._say(texts.SHORT_FILE, days=self._plural(days, texts.DAY))
        incoming, inside = found.directions[Direction.IN], found.directions[Direction.INTERNAL]
        if incoming or inside:
            yield self._say(
                texts.ALSO_READ,
                incoming=self._plural(incoming, texts.INCOMING),
                inside=self._plural(inside, texts.INSIDE),
            )
        if found.charged:
            yield self._say(texts.COSTS_OF_FILE)
        else:
            yield self._say(texts.COSTS_OF_SITE if self._site.tariff.file else texts.COSTS_ESTIMATED)
        if guess is not None:
            if guess.are_zeros_lost:
                yield self._say(texts.ZEROS_LOST)
            yield self._guess(guess)

    def _guess(self, guess: Guess) -> str:
        site = guess.site
        digit = texts.OUTSIDE_DIGIT if site.outside_line else texts.NO_OUTSIDE_DIGIT
        names = ", ".join(clean(line) for line in guess.lines)
        return self._say(
            texts.GUESSED,
            country=territory_name(site.country, self._lang),
            extensions=self._say(
                texts.NAMED_EXTENSIONS if guess.are_extensions_seen else texts.NO_EXTENSIONS,
                names=", ".join(site.extensions),
            ),
            outside=self._say(digit, digit=site.outside_line),
            hours=self._hours(site.hours),
            zone=site.timezone,
            lines=self._say(texts.OUTSIDE_LINES, names=names) if names else "",
        )

    def _hours(self, hours: Hours) -> str:
        if hours.always:
            return self._say(texts.DAY_AND_NIGHT)
        days: list[tuple[str, list[str]]] = []
        for name, ranges in zip(texts.WEEKDAYS[self._lang], hours.ranges, strict=True):
            text = ", ".join(f"{_time(start)}-{_time(end)}" for start, end in ranges)
            if text and days and days[-1][0] == text:
                days[-1][1].append(name)
            elif text:
                days.append((text, [name]))
        return ", ".join(
            f"{names[0]}-{names[-1]} {text}" if len(names) > 1 else f"{names[0]} {text}"
            for text, names in days
        )

    # --- words --------------------------------------------------------------------------------

    def _say(self, sentence: Sentence, **blanks: object) -> str:
        return (sentence.fr if self._lang == "fr" else sentence.en).format(**blanks)

    def _plural(self, count: int, words: tuple[Sentence, Sentence]) -> str:
        return plural(count, self._say(words[0]), self._say(words[1]), self._lang)

    def _section(self, heading: Sentence) -> Iterator[Line]:
        yield PLAIN, ""
        yield HEADING, self._say(heading)

    def _listed(self, items: list[str]) -> str:
        more = len(items) - MOST_SHOWN
        shown = ", ".join(items[:MOST_SHOWN])
        return f"{shown}, {self._say(texts.MORE, count=more)}" if more > 0 else shown

    def _calls(self, total: Total) -> str:
        return self._plural(total.calls, texts.CALL)

    def _place(self, place: str) -> str:
        if place in set(NumberClass):
            return self._say(texts.CLASSES[NumberClass(place)])
        return territory_name(place, self._lang)

    def _date(self, at: float) -> str:
        year = datetime.fromtimestamp(at, ZoneInfo(self._zone)).year
        return f"{day(at, self._zone, self._lang)} {year}"

    def _dates(self, first: float, last: float) -> str:
        begins, ends = self._date(first), self._date(last)
        if begins == ends:
            return self._say(texts.ON, moment=begins)
        return self._say(texts.FROM_TO, first=begins, last=ends)

    def _clock(self, at: float) -> str:
        return clock_in_sentence(at, self._zone, self._lang)

    def _moment(self, at: float) -> str:
        return self._say(texts.MOMENT, day=day(at, self._zone, self._lang), clock=self._clock(at))

    def _period(self, at: float, until: float) -> str:
        if until - at < 60:
            return self._say(texts.ON, moment=self._moment(at))
        if self._date(at) == self._date(until):
            on = day(at, self._zone, self._lang)
            return self._say(texts.SAME_DAY, day=on, first=self._clock(at), last=self._clock(until))
        return self._say(texts.FROM_TO, first=self._moment(at), last=self._moment(until))


def _time(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
