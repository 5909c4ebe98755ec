"""Sentences in two languages with typed blanks, such as `{territory|territory}` or `{tries|call/calls}`.

In: a Sentence and its values, plain ones or messages. Out: one line of text. Never raises for a value: a
blank whose value is missing or does not fit shows the value as it is, made harmless.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from veilleur.language import values as show
from veilleur.language.catalogue import error_in
from veilleur.words.messages import Message

Value = str | int | float
_BLANK = re.compile(r"\{(\w+)(?:\|(\w+(?:/[\w ]+)?))?\}")


class Sentence(NamedTuple):
    """One sentence in French and English."""

    fr: str
    en: str


def say(sentence: Sentence, values: Mapping[str, Value], lang: str, timezone: str = "Europe/Paris") -> str:
    """The sentence with its blanks filled; times are shown in `timezone`."""
    kinds: dict[str, Callable[[Value], str]] = {
        "euros": lambda v: show.euros(int(v), lang),
        "duration": lambda v: show.duration(float(v), lang),
        "clock": lambda v: show.clock_in_sentence(float(v), timezone, lang),
        "day": lambda v: show.day(float(v), timezone, lang),
        "masked": lambda v: show.masked(str(v)),
        "territory": lambda v: show.territory_name(str(v), lang),
        "to_territory": lambda v: show.territory_phrase(str(v), lang),
    }

    def fill(match: re.Match[str]) -> str:
        name, kind = match[1], match[2]
        value = values.get(name, "?")
        try:
            if kind and "/" in kind:
                one, many = kind.split("/")
                return plural(int(value), one, many, lang)
            text = error_in(value, lang) if isinstance(value, Message) else str(value)
            return show.clean(kinds[kind](value) if kind in kinds else text)
        except (ValueError, OverflowError, OSError):
            return show.clean(str(value))

    return _BLANK.sub(fill, sentence.fr if lang == "fr" else sentence.en)


def plural(count: int, one: str, many: str, lang: str) -> str:
    """ "3 appels": in French 0 and 1 are singular, in English only 1."""
    single = abs(count) < 2 if lang == "fr" else count == 1
    grouped = f"{count:,}".replace(",", "\u202f") if lang == "fr" else f"{count:,}"
    return f"{grouped}\u00a0{one if single else many}"


def pick_language(option: str | None, environ: Mapping[str, str]) -> str:
    """ "fr" or "en": the option, else LC_ALL, LC_MESSAGES, LANG; English unless one says French."""
    if option:
        return "fr" if option.lower().startswith("fr") else "en"
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(name):
            return "fr" if environ[name].lower().startswith("fr") else "en"
    return "en"
