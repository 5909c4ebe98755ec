"""Errors and help in French, found again by their English form.

Errors are raised in English, where they happen, with their blanks filled in; `french_errors.txt` holds the
French of each form. Out: the French sentence, or the English one when its form is not in the table.
What a reader would get wrong: a blank may hold a sentence of its own, the cause, and is looked up too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache, partial
from pathlib import Path

_HERE = Path(__file__).parent
_BLANK = re.compile(r"\{(\w+)\}")
_DEEP = 3  # a cause within a cause within a sentence
_LONGEST = 4_000  # what comes from outside is no reason to search for long


def error_in(text: str, lang: str) -> str:
    """The sentence of an error in a language; text that is not known stays as it is."""
    return _french(text, _DEEP) if lang == "fr" else text


def is_known(text: str) -> bool:
    """Whether a sentence has a French form of its own, with words in it."""
    return any(
        pattern.fullmatch(text) for pattern, french in _forms() if _BLANK.sub("", french).strip("\u00a0: ")
    )


def _french(text: str, deep: int) -> str:
    if not text or deep == 0 or len(text) > _LONGEST:
        return text
    for pattern, form in _forms():
        found = pattern.fullmatch(text)
        if found is not None:
            blanks = {name: _french(value, deep - 1) for name, value in found.groupdict().items()}
            return _BLANK.sub(partial(_filled, blanks), form)
    return text


def _filled(blanks: Mapping[str, str], blank: re.Match[str]) -> str:
    return blanks[blank[1]]


def help_in(text: str, lang: str) -> str:
    """A command's help in a language; what is not in `french_help.txt` stays as it is."""
    return _help().get(text, text) if lang == "fr" else text


def forms(table: str = "french_errors.txt") -> list[tuple[str, str]]:
    """(English form, French form) of each sentence of a table."""
    text = (_HERE / table).read_text(encoding="utf-8")
    lines = [line for line in text.split("\n") if not line.startswith("# ")]
    blocks = filter(str.strip, "\n".join(lines).split("\n\n"))
    pairs = [block.strip().replace("~", "\u00a0").split("\n") for block in blocks]
    return [(english, french) for english, french in pairs]


@lru_cache(maxsize=1)
def _help() -> dict[str, str]:
    return dict(forms("french_help.txt"))


@lru_cache(maxsize=1)
def _forms() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The forms with the most fixed words first, so that the closest one is found."""
    by_length = sorted(forms(), key=lambda pair: -len(_BLANK.sub("", pair[0])))
    return tuple((re.compile("".join(_pieces(english)), re.DOTALL), french) for english, french in by_length)


def _pieces(english: str) -> Iterator[str]:
    place = 0
    for blank in _BLANK.finditer(english):
        yield re.escape(english[place : blank.start()])
        yield f"(?P<{blank[1]}>.+?)"
        place = blank.end()
    yield re.escape(english[place:])
