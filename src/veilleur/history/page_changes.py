"""What people changed on the page: who, what, when; from the journal.

In: a journal. Out: the last changes, newest first. Pitfall: it holds what was saved for good; limits that end
by themselves are events of their own, and the guard says what holds of them.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from veilleur.journal import JournalReader

CHANGES_LISTED = 10


class PageChange(NamedTuple):
    """One change. about: what was changed, from what to what."""

    at: float
    by: str
    about: str


def changes_of(reader: JournalReader, site: str) -> list[PageChange]:
    """The last ones, newest first.

    Raises:
        JournalError: when the journal cannot be read.
    """
    found: deque[PageChange] = deque(maxlen=CHANGES_LISTED)
    for entry in reader.entries(site=site, kind="note", holding='"what":"settings"'):
        data = entry.data
        if data.get("note") == "page":
            found.append(PageChange(entry.at, str(data.get("by", "")), str(data.get("value", ""))))
    return list(reversed(found))
