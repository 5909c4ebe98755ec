"""One FreeSWITCH put together for the guard."""

from __future__ import annotations

import asyncio

from veilleur.config import Settings
from veilleur.pbx.adapter import Coverage, GuardHooks, NoPastCalls, Switch
from veilleur.pbx.freeswitch.feed import FreeSwitchFeed
from veilleur.pbx.freeswitch.questions import DialplanQuestions
from veilleur.pbx.freeswitch.settings import NAME, FreeSwitchSettings


def build(settings: Settings, guard: GuardHooks) -> Switch:
    """The switch of a configuration that names a FreeSWITCH."""
    freeswitch = settings.switch
    assert isinstance(freeswitch, FreeSwitchSettings)
    feed = FreeSwitchFeed(freeswitch, settings.site, guard)
    return Switch(
        feed_name=NAME,
        feed=feed,
        questions=DialplanQuestions(freeswitch, guard, feed.channels),
        actuator=feed,
        inspection=_FreeSwitchInspection(feed),
        past_calls=NoPastCalls(),  # the list of what is alive closes a gap
        vantage=settings.vantage,
        call_id_of=feed.call_id_of,
    )


class _FreeSwitchInspection:
    """What of the dialplan is in force, as the feed asks on each connection and each minute."""

    can_cut = True

    def __init__(self, feed: FreeSwitchFeed) -> None:
        self._feed = feed

    @property
    def coverage(self) -> Coverage | None:
        """None until it was asked; a context that set-up does not know is not looked at."""
        pieces = self._feed.pieces
        if not self._feed.is_seeing or pieces is None:
            return None
        is_whole = all(pieces.values())
        return Coverage(pieces, is_complete=is_whole, holds_alone=is_whole)

    async def first(self) -> None:
        """See `Inspection`: the feed says itself when it is lost."""

    def returned(self) -> None:
        """See `Inspection`."""

    async def repeat(self) -> None:
        """See `Inspection`."""
        await asyncio.get_running_loop().create_future()
