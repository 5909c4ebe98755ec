"""What becomes of an emergency call, as text and as data.

Pitfall: the model says that the dialplan lets the call out; whether the carrier takes it, only a call shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from veilleur.language import Sentence, printable, say

_OUT = Sentence("{number} depuis [{telephones}]\u00a0: sort.", "{number} from [{telephones}]: goes out.")
_STAYS = Sentence(
    "{number} depuis [{telephones}]\u00a0: NE SORT PAS.", "{number} from [{telephones}]: DOES NOT GO OUT."
)


class Followed(Protocol):
    """One emergency number followed through a dialplan."""

    @property
    def number(self) -> str:
        """As it is dialled."""
        ...

    @property
    def telephones(self) -> str:
        """From which kind of telephones."""
        ...

    @property
    def goes_out(self) -> bool:
        """Whether it comes to a way out."""
        ...

    @property
    def path(self) -> tuple[str, ...]:
        """The steps."""
        ...


def lines(one: Followed, lang: str) -> Iterator[str]:
    """The verdict, and the steps."""
    sentence = _OUT if one.goes_out else _STAYS
    yield say(sentence, {"number": one.number, "telephones": one.telephones}, lang)
    yield from (f"   > {printable(step)}" for step in one.path)


def plain(one: Followed) -> dict[str, Any]:
    """The same as data."""
    return {
        "number": one.number,
        "telephones": printable(one.telephones),
        "goes_out": one.goes_out,
        "path": [printable(step) for step in one.path],
    }
