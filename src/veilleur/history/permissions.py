"""Permissions that are open: what people let through, and until when; read from the journal.

In: a journal and the time. Out: each yes that still holds. Pitfall: a later no or a withdrawal of the same
number, country or extension ends a yes; and one that is good for a single call may have been used already.
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
    """One yes. scope: number, territory or extension. until: None for good; seconds since 1970 UTC."""

    scope: str
    value: str
    since: float
    until: float | None
    once: bool
    by: str


def open_permissions(reader: JournalReader, site: str, now: float) -> list[Permission]:
    """What holds at a time, oldest first.

    Raises:
        JournalError: when the journal cannot be read.
    """
    streams = [reader.entries(site=site, kind="event", holding=f'"event":"{name}"') for name in KINDS]
    return still_open(heapq.merge(*streams, key=attrgetter("seq")), now)


def still_open(entries: Iterable[Entry], now: float) -> list[Permission]:
    """The same from entries in order."""
    found: dict[tuple[str, str], Permission] = {}
    for entry in entries:
        try:
            event = entry.event()
        except (ValueError, TypeError):
            continue  # tampered with, or of another version: `verify` says so
        if isinstance(event, OwnerAnswered | AnswerWithdrawn):
            found.pop((event.scope, event.value), None)
        if isinstance(event, OwnerAnswered) and event.accepted and event.value:
            found[event.scope, event.value] = Permission(
                scope=event.scope,
                value=event.value,
                since=event.seen_at,
                until=event.until,
                once=event.once,
                by=event.by,
            )
    return [one for one in found.values() if one.until is None or one.until > now]
