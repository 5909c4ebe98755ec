"""What people let through or refused, and until when; read from the journal.

In: a journal and the time. Out: each yes and each no that still holds. Pitfall: a later answer or a
withdrawal of the same number, country or extension ends the one before; and one that is good for a single
call may have been used already.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from operator import attrgetter
from typing import NamedTuple

from veilleur.journal import JournalReader
from veilleur.journal.reader import Entry
from veilleur.words.events import AnswerWithdrawn, OwnerAnswered

KINDS = ("OwnerAnswered", "AnswerWithdrawn")


class Permission(NamedTuple):
    """One yes. scope: number, territory or extension. until: None for good; seconds since 1970 UTC.

    accepted: False for a no.
    """

    scope: str
    value: str
    since: float
    until: float | None
    once: bool
    by: str
    accepted: bool = True


def answers_in_force(reader: JournalReader, site: str, now: float) -> list[Permission]:
    """Every yes and no that holds at a time, oldest first.

    Raises:
        JournalError: when the journal cannot be read.
    """
    streams = [reader.entries(site=site, kind="event", holding=f'"event":"{name}"') for name in KINDS]
    return still_holding(heapq.merge(*streams, key=attrgetter("seq")), now)


def open_permissions(reader: JournalReader, site: str, now: float) -> list[Permission]:
    """Every yes of them.

    Raises:
        JournalError: when the journal cannot be read.
    """
    return [one for one in answers_in_force(reader, site, now) if one.accepted]


def still_open(entries: Iterable[Entry], now: float) -> list[Permission]:
    """Every yes, from entries in order."""
    return [one for one in still_holding(entries, now) if one.accepted]


def still_holding(entries: Iterable[Entry], now: float) -> list[Permission]:
    """Every answer, from entries in order."""
    found: dict[tuple[str, str], Permission] = {}
    for entry in entries:
        try:
            event = entry.event()
        except (ValueError, TypeError):
            continue  # tampered with, or of another version: `verify` says so
        if isinstance(event, OwnerAnswered | AnswerWithdrawn):
            found.pop((event.scope, event.value), None)
        if isinstance(event, OwnerAnswered) and event.value:
            found[event.scope, event.value] = Permission(
                scope=event.scope,
                value=event.value,
                since=event.seen_at,
                until=event.until,
                once=event.once,
                by=event.by,
                accepted=event.accepted,
            )
    return [one for one in found.values() if one.until is None or one.until > now]
