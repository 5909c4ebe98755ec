"""Who was alerted of an incident, by what and when, and who answered; read from the journal.

In: a journal, a conversation. Out: notices in order. Pitfall: a message that a channel took is no proof that
somebody read it; only an answer is.
"""

from __future__ import annotations

import heapq
from operator import attrgetter
from typing import NamedTuple

from veilleur.journal import JournalReader
from veilleur.words.events import AlertAnswered, AlertSent

NOTICES_MOST = 200


class Notice(NamedTuple):
    """One message, or an answer. why: why the channel did not take it, "" when it did."""

    at: float
    person: str
    channel: str
    answer: str = ""
    why: str = ""


def notices_of(reader: JournalReader, site: str, conversation: str) -> list[Notice]:
    """Messages and answers of one conversation, oldest first.

    Raises:
        JournalError: when the journal cannot be read.
    """
    streams = [
        reader.entries(site=site, kind="event", holding=f'"event":"{name}"')
        for name in (AlertSent.__name__, AlertAnswered.__name__)
    ]
    found: list[Notice] = []
    for entry in heapq.merge(*streams, key=attrgetter("seq")):
        if entry.data.get("conversation") != conversation or len(found) >= NOTICES_MOST:
            continue
        try:
            event = entry.event()
        except (ValueError, TypeError):
            continue  # tampered with, or of another version: `verify` says so
        if isinstance(event, AlertSent):
            found.append(Notice(event.at, event.person, event.channel, why=event.why))
        elif isinstance(event, AlertAnswered):
            found.append(Notice(event.seen_at, event.by, event.channel, answer=event.answer))
    return found
