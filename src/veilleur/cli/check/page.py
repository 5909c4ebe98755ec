"""The page of `veilleur check`, laid out by `templates/`.

In: an `Examination`. Out: lines, each with a style, which a template writes as `# ` or `! ` before a line.
Pitfall: `known_at` is the clock of the 72 hours, the moment when the fraud was shown for the first time,
which may be days before `read_at`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veilleur.cli.check import texts
from veilleur.cli.check.phrases import MOST_SHOWN, Phrases
from veilleur.cli.records.contradiction import Contradiction, sentence_of
from veilleur.evidence.past_incidents import Total
from veilleur.language import clean, duration, euros, masked, money, territory_name, zone_city
from veilleur.records.values.currencies import in_other_currencies
from veilleur.wording.deadlines import COMPLAINT_WITHIN_S
from veilleur.wording.templates import environment
from veilleur.words.calls import Direction, Origin
from veilleur.words.destinations import NumberClass
from veilleur.words.site import Site

if TYPE_CHECKING:
    from veilleur.evidence import Examination, Notice, PastIncident
    from veilleur.records import Guess

STILL_RUNNING_S = 6 * 3600.0  # an attack that was alive so shortly before the end of the file may go on
FRESH_S = 7 * 86_400.0  # after which a file says nothing of today
PAST_S = 60 * 86_400.0  # after which there is nothing left to stop
BILL_YEAR_S = 365 * 86_400.0
LINE_NUMBER = 9  # digits, from which on it is no telephone of the site but a line of the operator
FRENCH_DIGITS = 10
REASONS_SHOWN = 4
PRICE_REASONS = frozenset({"price_high", "price_low"})
# Departments, regions and collectivities of France with a code of their own.
OVERSEAS = frozenset({"RE", "GP", "MQ", "GF", "YT", "PM", "BL", "MF", "NC", "PF", "WF"})
STYLES = {"# ": "bold underline", "! ": "bold"}
Line = tuple[str, str]


class Page:
    """The page of one check. known_at, read_at: seconds since 1970 UTC, the same when one is left out.

    foreign: call -> currency and amount, where the file prices it in another currency than euros.
    """

    def __init__(
        self,
        found: Examination,
        site: Site,
        lang: str,
        known_at: float,
        read_at: float | None = None,
        foreign: Mapping[str, tuple[str, int]] | None = None,
    ) -> None:
        self._found, self._site, self._foreign = found, site, foreign or {}
        self._known_at, self._read_at = known_at, known_at if read_at is None else read_at
        self._phrases = Phrases(lang, site.timezone)
        self._is_country_disputed = False  # then no country's law is named

    def lines(
        self,
        cases: dict[str, Path],
        guess: Guess | None,
        rejected: int,
        reject_file: Path,
        unusable: Sequence[Path],
        contradictions: Sequence[Contradiction] = (),
    ) -> Iterator[Line]:
        """The lines in order. cases: incident -> its folder; rejected: lines not understood."""
        self._is_country_disputed = any(one.key == "country" for one in contradictions)
        yield from self._laid_out(
            "page.txt",
            cases=cases,
            guess=guess,
            rejected=rejected,
            reject_file=reject_file,
            unusable=unusable,
            contradictions=contradictions,
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
        outgoing = self._phrases.plural(found.total.calls, texts.OUTGOING)
        period = self._phrases.dates(found.first_at, found.last_at)
        if found.incidents:
            count, whole = len(found.incidents), Total()
            for incident in found.incidents:
                whole.join(incident.total)
            return say(
                texts.FOUND,
                incidents=say(texts.ONE_FRAUD) if count == 1 else self._phrases.plural(count, texts.FRAUD),
                calls=self.counted(whole),
                cost=self.money(whole),
                outgoing=outgoing,
                period=period,
            )
        if found.notices:
            notices = self._phrases.plural(len(found.notices), texts.THING)
            return say(texts.ONLY_NOTICES, notices=notices, calls=outgoing, period=period)
        return say(texts.CLEAN if found.total.calls else texts.NO_OUTGOING, calls=outgoing, period=period)

    def contradiction(self, one: Contradiction) -> str:
        """What the configuration says and the file does not."""
        return sentence_of(one, self._phrases.lang)

    def is_guess(self) -> bool:
        """Whether a fraud hangs on numbers that were not understood, so that no order is given yet."""
        incidents = self._found.incidents
        return not self._found.charged and any(incident.is_mostly_guess for incident in incidents)

    def counted(self, total: Total) -> str:
        """How many calls, and how many of them were answered where not all were."""
        calls = self._calls(total)
        if total.answered == total.calls:
            return calls
        sentence = (
            texts.ANSWERED
            if total.answered > 1
            else texts.ONE_ANSWERED
            if total.answered
            else texts.NONE_ANSWERED
        )
        return self._phrases.say(sentence, calls=calls, answered=total.answered)

    def money(self, total: Total) -> str:
        """A sum, with where it comes from: the file's own euros and estimates are never added up."""
        lang, say = self._phrases.lang, self._phrases.say
        charged = say(texts.CHARGED, cost=euros(total.charged, lang))
        if not total.estimated and self._found.charged:
            return charged
        cost, most = euros(total.estimated, lang), euros(total.at_most, lang)
        if self._site.tariff.file:
            estimated = say(texts.ESTIMATED_BY_SITE, cost=cost)
        elif total.at_most > total.estimated:
            estimated = say(texts.ESTIMATED_AT_MOST, cost=cost, most=most)
        else:
            estimated = say(texts.ESTIMATED, cost=cost)
        return say(texts.BOTH, charged=charged, estimated=estimated) if total.charged else estimated

    def foreign(self, incident: PastIncident | None = None) -> str:
        """What the file says in its own currency, of an incident or of all calls; empty where it is euros."""
        calls = self._foreign if incident is None else {one.id for one in incident.calls}
        return ", ".join(
            money(amount, currency, self._phrases.lang)
            for currency, amount in sorted(in_other_currencies(self._foreign, calls).items())
        )

    def steps(self, cases: dict[str, Path]) -> Iterator[str]:
        """What the owner does now. cases: incident -> its folder."""
        say = self._phrases.say
        last = max(incident.last_at for incident in self._found.incidents)
        age_s = self._read_at - last
        is_past = age_s > PAST_S
        if self.is_guess():
            yield say(texts.VERIFY_FIRST)
        elif self._found.last_at - last <= STILL_RUNNING_S and age_s <= FRESH_S:
            yield say(texts.STILL_RUNNING)
        yield say(texts.PAST_OPERATOR, ended=self._phrases.on(last)) if is_past else say(texts.OPERATOR)
        yield say(texts.MAINTAINER)
        folders = ", ".join(sorted({clean(str(path.parent)) for path in cases.values()}))
        kept = say(texts.KEPT_HERE, folders=folders) if cases else ""
        yield say(texts.KEEP_THE_LOGS) + kept
        if self._site.country == "FR" and not self._is_country_disputed:
            deadline = self._phrases.evening(self._known_at + COMPLAINT_WITHIN_S)
            complaint = texts.PAST_COMPLAINT_IN_FRANCE if is_past else texts.COMPLAINT_IN_FRANCE
            yield say(complaint, deadline=deadline)
            yield say(texts.PAST_INSURER_IN_FRANCE if age_s > BILL_YEAR_S else texts.INSURER_IN_FRANCE)
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

    def others(self) -> str:
        """The records that are no outgoing calls."""
        directions = self._found.directions
        kinds = ((Direction.IN, texts.INCOMING), (Direction.INTERNAL, texts.INSIDE))
        return ", ".join(
            self._phrases.plural(directions[way], words) for way, words in kinds if directions[way]
        )

    def reasons(self, incident: PastIncident) -> str:
        """Why its first call is suspicious."""
        from veilleur.detection.signals.catalog import sentence

        first = incident.first_reasons[:REASONS_SHOWN]
        if self._found.charged:  # the price of a reason is an estimate, and the file knows better
            first = tuple(reason for reason in first if reason.code not in PRICE_REASONS)
        separator = "\u00a0; " if self._phrases.lang == "fr" else "; "
        return separator.join(sentence(reason, self._phrases.lang) for reason in first)

    def notice(self, notice: Notice) -> str:
        """An oddity worth a look."""
        return self._phrases.say(
            texts.NOTICES[notice.code],
            who=self._who({notice.extension} - {""}),
            number=masked(notice.number) or "?",
            place=self._phrases.place(notice.territory),
            to_place=self._phrases.to_place(notice.territory),
            calls=self._phrases.plural(
                notice.calls, texts.INCOMING if notice.code.endswith("_incoming") else texts.CALL
            ),
            cost=euros(notice.cost, self._phrases.lang),
            length=duration(notice.seconds, self._phrases.lang),
            period=self._phrases.period(notice.at, notice.until),
        )

    def by_class(self) -> Iterator[str]:
        """What was spent, by class of number."""
        say = self._phrases.say
        rows = []
        for one, total in self._found.by_class.items():
            overseas = self._overseas() if one is NumberClass.INTERNATIONAL else Total()
            if overseas.calls:
                rows.append((say(texts.OVERSEAS_FRANCE), overseas))
            rest = total.without(overseas)
            if rest.calls > 0:
                rows.append((say(texts.CLASSES[one]), rest))
        yield from self._table(rows)

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
        by = say(texts.COUNTRY_FROM[guess.country_from])
        country_from = say(texts.COUNTRY_IS, by=by) if guess.country_from != "said" else ""
        if guess.country_rivals:
            rivals = (territory_name(one, self._phrases.lang) for one in guess.country_rivals)
            country_from += say(texts.COUNTRY_RIVALS, names=", ".join(rivals))
        return say(
            texts.GUESSED,
            country_from=country_from,
            country=territory_name(site.country, self._phrases.lang),
            extensions=self._phrases.extensions(site.extensions)
            if guess.are_extensions_seen
            else say(texts.NO_EXTENSIONS),
            outside=say(digit, digit=site.outside_line),
            hours=self._phrases.hours(site.hours),
            zone=zone_city(site.timezone, self._phrases.lang),
            lines=say(texts.OUTSIDE_LINES, names=names) if names else "",
        )

    def _table(self, rows: list[tuple[str, Total]]) -> Iterator[str]:
        rows = sorted(rows, key=lambda row: (-row[1].cost, -row[1].calls, row[0]))
        for name, total in rows[:MOST_SHOWN]:
            yield self.row(name, total)
        if len(rows) > MOST_SHOWN:
            yield "  " + self._phrases.say(texts.MORE, count=len(rows) - MOST_SHOWN)

    def _overseas(self) -> Total:
        """Calls of a French site to overseas France, which are no calls abroad."""
        whole = Total()
        if self._site.country == "FR":
            for place, total in self._found.by_territory.items():
                if place in OVERSEAS:
                    whole.join(total)
        return whole

    def _way(self, origin: Origin, incident: PastIncident) -> str:
        who = self._who({c.extension for c in incident.calls if c.origin is origin and c.extension})
        return self._phrases.say(texts.ORIGINS[origin], who=who)

    def _who(self, named: Set[str]) -> str:
        """Extensions, or lines where a bill names the company's own numbers."""
        names = sorted(named)
        if all(len(name) >= LINE_NUMBER and name.lstrip("+").isdecimal() for name in names):
            one, several = texts.ONE_LINE, texts.LINES
        else:
            one, several = texts.ONE_EXTENSION, texts.EXTENSIONS
        sentence = texts.NOBODY if not names else one if len(names) == 1 else several
        return self._phrases.say(sentence, names=self._phrases.listed([_line(clean(name)) for name in names]))

    def _calls(self, total: Total) -> str:
        return self._phrases.plural(total.calls, texts.CALL)


def _line(name: str) -> str:
    """A French number of the company itself as people write it; any other name as it is."""
    digits = "0" + name[3:] if name.startswith("+33") else name
    if len(digits) != FRENCH_DIGITS or not digits.isdecimal() or digits[0] != "0":
        return name
    return "\u00a0".join(digits[n : n + 2] for n in range(0, FRENCH_DIGITS, 2))
