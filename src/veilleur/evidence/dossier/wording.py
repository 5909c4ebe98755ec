"""The texts of a dossier in one language, with their blanks filled and their spaces set.

In: a language, codes of texts and values. Out: text. Pitfall: amounts here have cents always, as a bill has
them; on the owner's pages they are rounded.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from veilleur.evidence.dossier.content import Amounts, Tax
from veilleur.language import NO_BREAK, clock_in_sentence, day, day_and_month, plural, printable
from veilleur.words.money import MicroEuro

NARROW = "\u202f"
_COMMAND = re.compile(r"`([^`]{1,80})`")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'")
_NARROW = re.compile("[ \u00a0](?=[:;?!»])|(?<=«)[ \u00a0]")
_TIED = re.compile(
    r" (?=[€%])|(?<=\bn°) |(?<=\bart\.) |(?<=\barticle) (?=[A-Z]?\d)|(?<=\d) (?=(?:h|heures|ans)\b)"
    "|(?<=[ \u00a0]h) (?=\\d\\d\\b)"
)


class Words:
    """Texts and values of one dossier, in one language and one time zone."""

    def __init__(self, lang: str, timezone: str) -> None:
        self.lang, self.timezone = lang, timezone
        self._zone = ZoneInfo(timezone)
        self._texts = _texts(lang)

    def say(self, code: str, **blanks: object) -> str:
        """The text of a code such as "summary.calls". A day among the blanks is written out."""
        return self.set(self._filled(code, blanks))

    def instructions(self, code: str, **blanks: object) -> str:
        """The same for a block that sets as code what stands between backticks."""
        return self._spaced(self._filled(code, blanks))

    def _filled(self, code: str, blanks: Mapping[str, object]) -> str:
        value: Any = self._texts
        for part in code.split("."):
            value = value[part]
        shown = {
            name: self.calendar_day(blank) if isinstance(blank, date) else blank
            for name, blank in blanks.items()
        }
        return str(value).format(**shown) if shown else str(value)

    def lines(self, code: str) -> list[str]:
        """The texts of a list."""
        section, name = code.split(".")
        return [self.set(str(text)) for text in self._texts[section][name]]

    def set(self, text: str) -> str:
        """A text as it is printed: French spaces do not break, and nothing in it steers a printer.

        A command that a terminal shows between backticks stands between quotes.
        """
        return self._spaced(_COMMAND.sub(r"« \1 »" if self.lang == "fr" else r"“\1”", text))

    def _spaced(self, text: str) -> str:
        text = printable(text)
        return _TIED.sub(NO_BREAK, _NARROW.sub(NARROW, text)) if self.lang == "fr" else text

    def printed(self, text: str) -> str:
        """A sentence that a terminal shows with straight apostrophes; names of others keep theirs."""
        return self.set(_APOSTROPHE.sub("’", text))

    def labelled(self, label: str, text: str) -> str:
        """ "Objet : ..." or "Subject: ..."."""
        return self.set(f"{label} : {text}" if self.lang == "fr" else f"{label}: {text}")

    def with_question_mark(self, text: str) -> str:
        """ "12,30 € ?" or "€12.30?"."""
        return f"{text}{NARROW}?" if self.lang == "fr" else f"{text}?"

    def series(self, parts: Sequence[str]) -> str:
        """Parts that hold commas, as one text."""
        return self.set(" ; " if self.lang == "fr" else "; ").join(parts)

    def money(self, amount: MicroEuro) -> str:
        """An amount with its cents."""
        rounded = (Decimal(amount) / 1_000_000).quantize(Decimal("0.01"), ROUND_HALF_UP)
        text = f"{rounded:,}"
        if self.lang == "fr":
            return text.replace(",", NARROW).replace(".", ",") + f"{NO_BREAK}€"
        return f"€{text}"

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with its thousands apart."""
        text = f"{value:,.{decimals}f}"
        return text.replace(",", NARROW).replace(".", ",") if self.lang == "fr" else text

    def count(self, value: int, fr: str, en: str) -> str:
        """A number with its noun: fr and en name one and many, such as "appel/appels"."""
        one, many = (fr if self.lang == "fr" else en).split("/")
        return plural(value, one, many, self.lang)

    def moment(self, at: float) -> str:
        """Day, year and minute, in a sentence."""
        year = datetime.fromtimestamp(at, self._zone).year
        link = " à " if self.lang == "fr" else " at "
        clock = clock_in_sentence(at, self.timezone, self.lang)
        return f"{day(at, self.timezone, self.lang)} {year}{link}{clock}"

    def span(self, began: float, last: float) -> str:
        """From when to when, at the head of a sentence; a day is named once."""
        if self.day_of(began) != self.day_of(last):
            link = ("Du ", " au ") if self.lang == "fr" else ("From ", " to ")
            return f"{link[0]}{self.moment(began)}{link[1]}{self.moment(last)}"
        first, second = (clock_in_sentence(at, self.timezone, self.lang) for at in (began, last))
        if self.lang == "fr":
            clocks = f"de {first} à {second}" if first != second else f"à {first}"
            return f"Le {self.day_of(began)}, {clocks}"
        return f"On {self.day_of(began)}, " + (
            f"from {first} to {second}" if first != second else f"at {first}"
        )

    def period(self, began: float, last: float) -> str:
        """ "du lundi 23 mars 2026, de 22 h 30 à 22 h 43", after a noun; a day is named once."""
        first, _, rest = self.span(began, last).partition(" ")
        return f"{'du' if self.lang == 'fr' else {'On': 'of'}.get(first, first.lower())} {rest}"

    def day_of(self, at: float) -> str:
        """The day and year."""
        return f"{day(at, self.timezone, self.lang)} {datetime.fromtimestamp(at, self._zone).year}"

    def calendar_day(self, when: date) -> str:
        """A day of a calendar, with its year."""
        return f"{day_and_month(when, self.lang)} {when.year}"

    def month(self, name: str) -> str:
        """ "mars 2026" for "2026-03"."""
        year, number = map(int, name.split("-"))
        return f"{day_and_month(date(year, number, 2), self.lang).partition(NO_BREAK)[2]} {year}"

    def stamp(self, at: float) -> str:
        """Local time to the second, for tables, with its distance from UTC."""
        return f"{self._moment(at):{self._day_form} %H:%M:%S} ({self._offset(at)})"

    def local(self, at: float) -> str:
        """The same without the distance from UTC, but in the hour that a clock change brings twice."""
        moment = self._moment(at)
        is_twice = moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()
        return self.stamp(at) if is_twice else f"{moment:{self._day_form} %H:%M:%S}"

    def until(self, at: float, since: float) -> str:
        """Local time to the second, with the day and the distance from UTC where `since` had others."""
        if self._offset(at) != self._offset(since):
            return self.stamp(at)
        if self._moment(at).date() != self._moment(since).date():
            return self.local(at)
        return f"{self._moment(at):%H:%M:%S}"

    @property
    def _day_form(self) -> str:
        return "%d/%m/%Y" if self.lang == "fr" else "%d %b %Y"

    def _moment(self, at: float) -> datetime:
        return datetime.fromtimestamp(at, self._zone)

    def _offset(self, at: float) -> str:
        minutes = round((self._moment(at).utcoffset() or timedelta()).total_seconds() / 60)
        return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"

    def utc(self, at: float) -> str:
        """UTC to the second, as ISO 8601 has it."""
        return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S}Z"

    def duration(self, seconds: float) -> str:
        """Seconds as "20:05" or "1:20:05"."""
        minutes, rest = divmod(round(seconds), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"

    def listed(self, names: Sequence[str]) -> str:
        """ "A, B et C"."""
        link = " et " if self.lang == "fr" else " and "
        return link.join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)

    def basis(self, total: Amounts) -> str:
        """What prices come from."""
        used = [
            name
            for name, amount in (
                ("bill", total.by_bill),
                ("deck", total.by_deck),
                ("estimate", total.by_estimate),
            )
            if amount
        ]
        return self.say(f"summary.by_{used[0] if len(used) == 1 else 'mixed' if used else 'none'}")


def both(amount: MicroEuro, tax: Tax, per_cent: int | None) -> tuple[MicroEuro, MicroEuro] | None:
    """An amount without and with VAT; None where that is not known."""
    if per_cent is None or tax is Tax.UNKNOWN:
        return None
    factor = Decimal(100 + per_cent) / 100
    if tax is Tax.WITH:
        return int((Decimal(amount) / factor).to_integral_value(ROUND_HALF_UP)), amount
    return amount, int((Decimal(amount) * factor).to_integral_value(ROUND_HALF_UP))


@lru_cache(maxsize=2)
def _texts(lang: str) -> dict[str, Any]:
    name = f"texts.{'fr' if lang == 'fr' else 'en'}.toml"
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))
