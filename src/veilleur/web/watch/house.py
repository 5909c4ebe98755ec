"""What every route of the page works with, put together by the desk.

In: settings, the people, the line to the guard. Out: one object. Pitfall: it holds no request and no reader;
what belongs to one reader is a `Visitor`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from veilleur.config import Settings
from veilleur.history.night import Night
from veilleur.history.normal import Normal
from veilleur.numbering import DialPlan
from veilleur.web.watch.answer_port import AnswerLinks
from veilleur.web.watch.auth.links import Links
from veilleur.web.watch.auth.people import People
from veilleur.web.watch.auth.secrets import Hasher
from veilleur.web.watch.auth.tries import Tries
from veilleur.web.watch.drafts import Draft
from veilleur.web.watch.previews import Previews
from veilleur.web.watch.sites.reading import SitesReading
from veilleur.web.watch.stream.guard import GuardWord
from veilleur.web.watch.stream.past import Past
from veilleur.web.watch.stream.waiting import Waiting
from veilleur.words.calls import Vantage

Note = Callable[[str, str, str], Awaitable[object]]  # what, who, about whom
CODE_MOST, CODE_WITHIN_S = 5, 3_600.0


@dataclass(slots=True)
class House:
    """One page. note: puts who did what into the journal. now: the guard's time; wall: this machine's, by
    which sessions and links end; both in seconds since 1970 UTC.

    waiting: the questions that wait for an answer, the most urgent first.
    """

    settings: Settings
    people: People
    note: Note
    now: Callable[[], float]
    wall: Callable[[], float]
    guard: GuardWord
    past: Past
    waiting: Callable[[], Sequence[Waiting]] = tuple
    language: str = "fr"
    answers: AnswerLinks | None = None  # where alerts hold links
    is_demo: bool = False  # a link opens it without a login
    hasher: Hasher = field(default_factory=Hasher)
    links: Links = field(default_factory=Links)
    logins: Tries = field(default_factory=Tries)
    codes: Tries = field(default_factory=lambda: Tries(CODE_MOST, CODE_WITHIN_S))
    nights: dict[tuple[Any, ...], Night] = field(default_factory=dict)  # of incidents that were looked at
    normal: Normal | None = None
    normal_lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    saving: asyncio.Lock = field(default_factory=asyncio.Lock)  # one change after the other
    drill: str = ""  # the rehearsal that was begun here last
    drafts: dict[str, Draft] = field(default_factory=dict)  # changes that somebody looks at
    previews: Previews = field(init=False)
    sites: SitesReading = field(init=False)
    numbering: DialPlan = field(init=False)

    @property
    def can_stop(self) -> bool:
        """Whether anything can be refused or cut on this PBX, whatever the mode."""
        return self.settings.vantage is not Vantage.RECORDS

    def __post_init__(self) -> None:
        """Raises ConfigError or InputError when the site's tariff cannot be read."""
        self.numbering = self.settings.numbering()
        self.previews = Previews(self.settings, self.now)
        self.sites = SitesReading(self.settings.page.sites if self.settings.page else (), self.wall)
