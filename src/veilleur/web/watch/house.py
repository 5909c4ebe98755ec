"""What every route of the page works with, put together by the desk.

In: settings, the people, the line to the guard. Out: one object. Pitfall: it holds no request and no reader;
what belongs to one reader is a `Visitor`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from veilleur.config import Settings
from veilleur.web.watch.auth.links import Links
from veilleur.web.watch.auth.people import People
from veilleur.web.watch.auth.secrets import Hasher
from veilleur.web.watch.auth.tries import Tries

Note = Callable[[str, str, str], Awaitable[object]]  # what, who, about whom
CODE_MOST, CODE_WITHIN_S = 5, 3_600.0


@dataclass(slots=True)
class House:
    """One page. note: puts who did what into the journal. now: seconds since 1970 UTC."""

    settings: Settings
    people: People
    note: Note
    now: Callable[[], float]
    language: str = "fr"
    hasher: Hasher = field(default_factory=Hasher)
    links: Links = field(default_factory=Links)
    logins: Tries = field(default_factory=Tries)
    codes: Tries = field(default_factory=lambda: Tries(CODE_MOST, CODE_WITHIN_S))
