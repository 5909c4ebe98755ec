"""Templates -> HTML in French or English.

In: a template's name and plain values. Out: HTML. Pitfall: values come from a hostile telephone network; all
are escaped and put on one line by `wording.templates`, and no template holds a script, a style or an event
handler: the page's policy would not run them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from veilleur.language import (
    Sentence,
    clock,
    clock_in_sentence,
    day,
    duration,
    error_in,
    euros,
    plural,
    printable,
    say,
    territory_name,
)
from veilleur.wording.templates import environment
from veilleur.words.errors import VeilleurError
from veilleur.words.messages import Message
from veilleur.words.money import micro_euros

FOLDER = Path(__file__).parent / "templates"


class Speech:
    """How values and sentences are said to one reader. zone: the site's."""

    def __init__(self, language: str, zone: str) -> None:
        self.language, self.zone = language, zone

    def say(self, said: str | VeilleurError, **values: object) -> str:
        """A sentence of a template, or a message, in the reader's language."""
        if isinstance(said, Message | VeilleurError):
            return error_in(said, self.language)
        return error_in(Message(said, **values), self.language)

    def sentence(self, sentence: Sentence, **values: str | int | float) -> str:
        """A sentence that the commands say too."""
        return say(sentence, values, self.language, self.zone)

    def euros(self, amount: float) -> str:
        """An amount given in euros."""
        return euros(micro_euros(amount), self.language)

    def clock(self, at: float) -> str:
        """Time of day for a table."""
        return clock(at, self.zone, self.language)

    def at(self, at: float) -> str:
        """Time of day inside a sentence."""
        return clock_in_sentence(at, self.zone, self.language)

    def day(self, at: float) -> str:
        """The day, with its weekday."""
        return day(at, self.zone, self.language)

    def lasted(self, seconds: float) -> str:
        """How long."""
        return duration(seconds, self.language)

    def place(self, territory: str) -> str:
        """A country's name."""
        return territory_name(territory, self.language)

    def count(self, number: int, one: str, many: str) -> str:
        """A number with its noun: both forms are sentences of the catalogue."""
        return plural(number, self.say(one), self.say(many), self.language)

    @property
    def tools(self) -> Mapping[str, Callable[..., str]]:
        """What a template may call."""
        return {
            "say": self.say,
            "euros": self.euros,
            "clock": self.clock,
            "at": self.at,
            "day": self.day,
            "lasted": self.lasted,
            "place": self.place,
            "count": self.count,
        }


@cache
def templates() -> Environment:
    """The page's templates."""
    return environment(FOLDER)


def render(template: str, speech: Speech, /, **values: Any) -> str:
    """One template."""
    return templates().get_template(template).render(**speech.tools, language=speech.language, **values)


def lines(text: str) -> Markup:
    """The text of a field of several lines: other values are put on one."""
    return Markup("\n").join(escape(printable(line)) for line in text.splitlines())


def as_html(parts: Mapping[str, str]) -> dict[str, Markup]:
    """Parts that `render` has made, to be put into a whole page."""
    return {name: Markup(text) for name, text in parts.items()}  # noqa: S704 - escaped when they were made
