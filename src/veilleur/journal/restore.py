"""The watch brought back after a stop: the newest kept state, then what was journalled after it.

In: a journal, and the time now. Out: the watch as it was. Pitfall: nothing is believed unread. Hash, link and
time of each entry are checked as it is replayed, and the first that is wrong ends the replay; a kept state is
only a short cut, and is thrown away when the chain does not vouch for it or this version cannot read it.
"""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from veilleur.detection import Watch
from veilleur.journal.reader import Entry, JournalReader
from veilleur.words.calls import Vantage
from veilleur.words.events import Event
from veilleur.words.ports import Numbering
from veilleur.words.site import Site

# A minute's worth. More are replayed only when no kept state can be believed: after a change of version,
# when the PBX must not wait for the whole past.
REPLAYED_MAX = 200_000
DAY_S = 86_400.0
LATEST = 4_102_444_800.0  # 2100


class Wrong(NamedTuple):
    """The first entry that could not be believed: its number, and why."""

    seq: int
    why: str


class Ahead(NamedTuple):
    """Entries written while the machine's clock was ahead, from `first` to `last`, by `seconds`."""

    first: int
    last: int
    seconds: float


class Recovered(NamedTuple):
    """The watch, the number of the last entry it knows, and how many events were replayed for it.

    unreadable: events that this version does not understand; they were passed over. begins_after: number of
    the entry before the first that was replayed or kept, 0 when the watch knows the whole journal. wrong:
    where the replay ended early, None when everything was as it was written. last_at: time of the last entry
    as the watch knows it, seconds since 1970 UTC. returned: what was written by a clock that is seen only
    now to have been ahead, None when there is nothing of the kind.
    """

    watch: Watch
    last_seq: int
    replayed: int
    unreadable: int
    begins_after: int
    wrong: Wrong | None = None
    last_at: float = 0.0
    returned: Ahead | None = None


def bring_back(
    reader: JournalReader, site: Site, numbering: Numbering, vantage: Vantage, now: float | None = None
) -> Recovered:
    """The watch of a site as it was when the journal ends.

    now: the wall clock, seconds since 1970 UTC; None to take the journal's times as they are.

    Raises:
        JournalError: when the journal cannot be read.
    """
    spans = list(_known_spans(reader))
    returned = _newly_ahead(reader, spans, now) if now is not None else None
    if returned is not None:
        spans.append(returned)
    last_seq, watch = 0, Watch(site, numbering, vantage=vantage)
    if returned is None:
        last_seq, watch = _kept_watch(reader, site, numbering, vantage)
    begins_after = 0
    if not last_seq:
        last_seq = begins_after = reader.before_last_events(site.name, REPLAYED_MAX)
    replayed = unreadable = 0
    wrong: Wrong | None = None
    for entry, why in reader.checked(after=last_seq):
        why = why or _impossible(entry)
        if why:
            wrong = Wrong(entry.seq, why)
            break
        last_seq = entry.seq
        if entry.site != site.name or entry.kind != "event":
            continue
        event = _event(entry)
        if event is None:
            unreadable += not entry.forgotten  # what was forgotten is no sign of another version
            continue
        replayed += 1
        # What failed when it happened fails in the same way now, and leaves the same state behind.
        with contextlib.suppress(Exception):
            watch.step(_moved(event, entry.seq, spans))
    last_at = _moved_at(*reader.last(), spans)
    return Recovered(
        watch=watch,
        last_seq=last_seq,
        replayed=replayed,
        unreadable=unreadable,
        begins_after=begins_after,
        wrong=wrong,
        last_at=last_at if math.isfinite(last_at) else 0.0,
        returned=returned,
    )


def _kept_watch(
    reader: JournalReader, site: Site, numbering: Numbering, vantage: Vantage
) -> tuple[int, Watch]:
    kept = reader.checkpoint(site.name)
    if kept is not None:
        # Of another version, or damaged in a way that the chain does not see: the events are still there.
        with contextlib.suppress(Exception):
            data = json.loads(kept[1])
            # How the guard stands now decides, not how it stood when the state was kept.
            data["vantage"] = vantage.value
            return kept[0], Watch.load(site, numbering, data)
    return 0, Watch(site, numbering, vantage=vantage)


def _event(entry: Entry) -> Event | None:
    if entry.forgotten:
        return None
    try:
        return entry.event()
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _impossible(entry: Entry) -> str:
    """Why the time of an entry cannot be; "" when it can. An impossible time would stop the watch's own."""
    if not (math.isfinite(entry.at) and 0.0 <= entry.at < LATEST):
        return f"Entry {entry.seq} has an impossible time."
    seen_at = entry.data.get("seen_at")
    if entry.kind == "event" and seen_at is not None and seen_at != entry.at:
        return f"Entry {entry.seq} names two times."
    return ""


# --- a clock that was ahead -----------------------------------------------------------------------


def clock_note(ahead: Ahead) -> dict[str, Any]:
    """The entry that says which entries a clock wrote that was ahead, so that each later start knows it."""
    return {"note": "clock_was_ahead", **ahead._asdict()}


def _known_spans(reader: JournalReader) -> Iterator[Ahead]:
    for entry in reader.entries(kind="note", holding='"note":"clock_was_ahead"'):
        with contextlib.suppress(KeyError, TypeError, ValueError):
            yield Ahead(int(entry.data["first"]), int(entry.data["last"]), float(entry.data["seconds"]))


def _newly_ahead(reader: JournalReader, spans: list[Ahead], now: float) -> Ahead | None:
    """Whether the newest entries were written by a clock that was ahead, as the clock of now shows.

    One clock says that another was wrong: so the journal itself must show the jump, at least as wide as what
    the two are apart. A machine that starts without a clock, long before its journal ends, shows none.
    """
    last_seq, last_at = reader.last()
    ahead_s = last_at - now
    if ahead_s < DAY_S or (spans and spans[-1].last >= last_seq):
        return None
    first = reader.first_later_than(now, after=spans[-1].last if spans else 0)
    if first is None or first[0] <= 1:
        return None
    jump_s = first[1] - _moved_at(*reader.at_or_before(first[0] - 1), spans)
    return Ahead(first[0], last_seq, ahead_s) if jump_s >= ahead_s else None


def _moved_at(seq: int, at: float, spans: list[Ahead]) -> float:
    return at - sum(span.seconds for span in spans if span.first <= seq <= span.last)


def _moved(event: Event, seq: int, spans: list[Ahead]) -> Event:
    """The event at the time at which it truly happened, as far as that is known."""
    by = sum(span.seconds for span in spans if span.first <= seq <= span.last)
    if not by:
        return event
    until = getattr(event, "until", None)
    moved: dict[str, Any] = {"at": event.at - by, "seen_at": event.seen_at - by}
    if until:
        moved["until"] = until - by
    return event._replace(**moved)
