"""The page of `veilleur check`, laid out by `templates/`.

In: an `Examination`. Out: lines, each with a style, which a template writes as `# ` or `! ` before a line.
Pitfall: `now` is the clock of the 72 hours, the moment when the fraud was shown for the first time, which may
be days ago.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veilleur.cli.check import texts
from veilleur.cli.check.phrases import MOST_SHOWN, Phrases
from veilleur.language import clean, duration, euros, masked, territory_name
from veilleur.wording.deadlines import COMPLAINT_WITHIN_S
from veilleur.wording.templates import environment
from veilleur.words.calls import Direction, Origin
from veilleur.words.site import Site

if TYPE_CHECKING:
    from veilleur.evidence import Examination, Notice, PastIncident, Total
    from veilleur.records import Guess

STILL_RUNNING_S = 6 * 3600.0  # an attack that was alive so shortly before the end of the file may go on
LINE_NUMBER = 9  # digits, from which on it is no telephone of the site but a line of the operator
REASONS_SHOWN = 4
STYLES = {"# ": "bold underline", "! ": "bold"}
Line = tuple[str, str]


class Page:
    """The page of one check. now: seconds since 1970 UTC."""

    def __init__(self, found: Examination, site: Site, lang: str, now: float) -> None:
        self._found, self._site, self._now = found, site, now
        self._phrases = Phrases(lang, site.timezone)

    def lines(
        self,
        cases: dict[str, Path],
        guess: Guess | None,
        rejected: int,
        reject_file: Path,
        unusable: Sequence[Path],
    ) -> Iterator[Line]:
        """The lines in order. cases: incident -> its folder; rejected: lines not understood."""
        yield from self._laid_out(
            "page.txt",
            cases=cases,
            guess=guess,
            rejected=rejected,
            reject_file=reject_file,
            unusable=unusable,
            incoming=self._found.directions[Direction.IN],
            inside=self._found.directions[Direction.INTERNAL],
        )

    def announcement(self, incident: PastIncident, cases: dict[str, Path]) -> Iterator[Line]:
        """What is said when an incident has just been seen."""
        yield from self._laid_out("announcement.txt", incident=incident, cases=cases)

    def _laid_out(self, template: str, **values: Any) -> Iterator[Line]:
        say, lang = self._phrases, self._phrases.lang
        templates = environment(Path(__file__).with_name("templates"))
        templates.filters["clean"] = clean
        templates.filters["euros"] = lambda amount: euros(amount, lang)
        templates.filters["duration"] = lambda seconds: duration(seconds, lang)
        templates.globals.update(
            page=self,
            found=self._found,
            site=self._site,
            texts=texts,
            most_shown=MOST_SHOWN,
            say=say.say,
            plural=say.plural,
            period=say.period,
        )
        for line in templates.get_template(template).render(values).splitlines():
            style = STYLES.get(line[:2], "")
            yield style, line[2:] if style else line

    # --- what a template asks for ---------------------------------------------------------------

    def first_sentence(self) -> str:
        """The outcome."""
        found, say = self._found, self._phrases.say
        if not found.records:
            return say(texts.NO_CALL)
        blanks = {
            "calls": self._phrases.plural(found.total.calls, texts.OUTGOING),
            "period": self._phrases.dates(found.first_at, found.last_at),
        }
        if found.incidents:
            cost = euros(sum(incident.total.cost for incident in found.incidents), self._phrases.lang)
            incidents = self._phrases.plural(len(found.incidents), texts.FRAUD)
            return say(texts.FOUND, incidents=incidents, cost=cost, **blanks)
        if found.notices:
            notices = self._phrases.plural(len(found.notices), texts.THING)
            return say(texts.ONLY_NOTICES, notices=notices, **blanks)
        return say(texts.CLEAN if found.total.calls else texts.NO_OUTGOING, **blanks)

    def steps(self, cases: dict[str, Path]) -> Iterator[str]:
        """What the owner does now. cases: incident -> its folder."""
        say = self._phrases.say
        last = max(incident.last_at for incident in self._found.incidents)
        if self._found.last_at - last <= STILL_RUNNING_S:
            yield say(texts.STILL_RUNNING)
        yield say(texts.OPERATOR)
        yield say(texts.MAINTAINER)
        folders = ", ".join(sorted({clean(str(path.parent)) for path in cases.values()}))
        kept = say(texts.KEPT_HERE, folders=folders) if cases else ""
        yield say(texts.KEEP_THE_LOGS) + kept
        if self._site.country == "FR":
            deadline = self._phrases.deadline(self._now + COMPLAINT_WITHIN_S)
            yield say(texts.COMPLAINT_IN_FRANCE, deadline=deadline)
            yield say(texts.INSURER_IN_FRANCE)
        else:
            yield say(texts.COMPLAINT_ELSEWHERE)

    def ways(self, incident: PastIncident) -> str:
        """By which ways its calls left, the most used first."""
        return ", ".join(self._way(origin, incident) for origin, _count in incident.origins.most_common())

    def places(self, incident: PastIncident) -> str:
        """Where its calls went, the dearest first."""
        return self._phrases.listed(
            [
                f"{self._phrases.place(place)} ({self._calls(part)}, {euros(part.cost, self._phrases.lang)})"
                for place, part in incident.places.items()
            ]
        )

    def numbers(self, incident: PastIncident) -> str:
        """The numbers that were called, masked."""
        calls = Counter[str]()  # by what is shown: numbers that differ in what is masked stand together
        for number, part in incident.numbers.items():
            calls[masked(number) or "?"] += part.calls
        return self._phrases.listed([f"{shown} ({count})" for shown, count in calls.most_common()])

    def reasons(self, incident: PastIncident) -> str:
        """Why its first call is suspicious."""
        from veilleur.detection.signals.catalog import sentence

        first = incident.first_reasons[:REASONS_SHOWN]
        return ", ".join(sentence(reason, self._phrases.lang) for reason in first)

    def notice(self, notice: Notice) -> str:
        """An oddity worth a look."""
        return self._phrases.say(
            texts.NOTICES[notice.code],
            who=clean(notice.extension) or "?",
            number=masked(notice.number) or "?",
            place=self._phrases.place(notice.territory),
            calls=self._phrases.plural(
                notice.calls, texts.INCOMING if notice.code == "long_incoming" else texts.CALL
            ),
            cost=euros(notice.cost, self._phrases.lang),
            length=duration(notice.seconds, self._phrases.lang),
            period=self._phrases.period(notice.at, notice.until),
        )

    def by_class(self) -> Iterator[str]:
        """What was spent, by class of number."""
        say = self._phrases.say
        yield from self._table([(say(texts.CLASSES[one]), t) for one, t in self._found.by_class.items()])

    def by_territory(self) -> Iterator[str]:
        """What was spent beyond ordinary national numbers, by territory."""
        place = self._phrases.place
        yield from self._table([(place(one), t) for one, t in self._found.by_territory.items()])

    def row(self, name: str, total: Total) -> str:
        """One row of a table."""
        length, cost = duration(total.seconds, self._phrases.lang), euros(total.cost, self._phrases.lang)
        return f"  {name[:28]:28}{self._calls(total):>16}{length:>18}{cost:>14}"

    def days_covered(self) -> str:
        """How many days the records cover."""
        days = max(1, round((self._found.last_at - self._found.first_at) / 86_400))
        return self._phrases.plural(days, texts.DAY)

    def guessed(self, guess: Guess) -> str:
        """What was guessed of the site from the records."""
        site, say = guess.site, self._phrases.say
        digit = texts.OUTSIDE_DIGIT if site.outside_line else texts.NO_OUTSIDE_DIGIT
        names = ", ".join(clean(line) for line in guess.lines)
        return say(
            texts.GUESSED,
            country=territory_name(site.country, self._phrases.lang),
            extensions=say(
                texts.NAMED_EXTENSIONS if guess.are_extensions_seen else texts.NO_EXTENSIONS,
                names=", ".join(site.extensions),
            ),
            outside=say(digit, digit=site.outside_line),
            hours=self._phrases.hours(site.hours),
            zone=site.timezone,
            lines=say(texts.OUTSIDE_LINES, names=names) if names else "",
        )

    def _table(self, rows: list[tuple[str, Total]]) -> Iterator[str]:
        rows = sorted(rows, key=lambda row: (-row[1].cost, -row[1].calls, row[0]))
        for name, total in rows[:MOST_SHOWN]:
            yield self.row(name, total)
        if len(rows) > MOST_SHOWN:
            yield "  " + self._phrases.say(texts.MORE, count=len(rows) - MOST_SHOWN)

    def _way(self, origin: Origin, incident: PastIncident) -> str:
        names = sorted({c.extension for c in incident.calls if c.origin is origin and c.extension})
        if all(len(name) >= LINE_NUMBER and name.lstrip("+").isdigit() for name in names):
            one, several = texts.ONE_LINE, texts.LINES  # a bill names the company's own number
        else:
            one, several = texts.ONE_EXTENSION, texts.EXTENSIONS
        sentence = texts.NOBODY if not names else one if len(names) == 1 else several
        who = self._phrases.say(sentence, names=self._phrases.listed([clean(name) for name in names]))
        return self._phrases.say(texts.ORIGINS[origin], who=who)

    def _calls(self, total: Total) -> str:
        return self._phrases.plural(total.calls, texts.CALL)
