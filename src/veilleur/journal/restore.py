"""The watch brought back after a stop: the newest kept state, then what was journalled after it.

In: a journal. Out: the watch as it was. Pitfall: a state is only a short cut. When the chain does not vouch
for it, or this version cannot read it, everything is replayed from the first entry.
"""

from __future__ import annotations

import contextlib
import json
from typing import NamedTuple

from veilleur.detection import Watch
from veilleur.journal import JournalReader
from veilleur.journal.reader import Entry
from veilleur.words.calls import Vantage
from veilleur.words.events import Event
from veilleur.words.ports import Numbering
from veilleur.words.site import Site

# A minute's worth. More are replayed only when no kept state can be believed: after a change of version,
# when the PBX must not wait for the whole past.
REPLAYED_MAX = 200_000


class Recovered(NamedTuple):
    """The watch, the number of the last entry it knows, and how many events were replayed for it.

    unreadable: events that this version does not understand; they were passed over. begins_after: number
    of the entry before the first that was replayed or kept, 0 when the watch knows the whole journal.
    """

    watch: Watch
    last_seq: int
    replayed: int
    unreadable: int
    begins_after: int


def bring_back(reader: JournalReader, site: Site, numbering: Numbering, vantage: Vantage) -> Recovered:
    """The watch of a site as it was when the journal ends.

    Raises:
        JournalError: when the journal cannot be read.
    """
    last_seq, watch = _kept_watch(reader, site, numbering, vantage)
    begins_after = 0
    if not last_seq:
        last_seq = begins_after = reader.before_last_events(site.name, REPLAYED_MAX)
    replayed = unreadable = 0
    for entry in reader.entries(after=last_seq, site=site.name, kind="event"):
        last_seq = entry.seq
        event = _event(entry)
        if event is None:
            unreadable += 1
            continue
        replayed += 1
        # What failed when it happened fails in the same way now, and leaves the same state behind.
        with contextlib.suppress(Exception):
            watch.step(event)
    return Recovered(watch, last_seq, replayed, unreadable, begins_after)


def _kept_watch(
    reader: JournalReader, site: Site, numbering: Numbering, vantage: Vantage
) -> tuple[int, Watch]:
    kept = reader.checkpoint(site.name)
    if kept is not None:
        try:
            data = json.loads(kept[1])
            # How the guard stands now decides, not how it stood when the state was kept.
            data["vantage"] = vantage.value
            return kept[0], Watch.load(site, numbering, data)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):
            pass  # of another version: the events themselves are still there
    return 0, Watch(site, numbering, vantage=vantage)


def _event(entry: Entry) -> Event | None:
    if entry.forgotten:
        return None
    try:
        return entry.event()
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
