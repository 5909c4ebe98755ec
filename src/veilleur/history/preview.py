"""What another configuration would have done with the calls of the last twelve months.

In: the journal's calls, the site as it is and as it would be. Out: counts before and after, with examples.
Pitfall: the journal knows calls that went out and not those that were refused, so it says what would have
been stopped of them, and its time span is shown; it takes a processor for seconds, so the desk runs it in a
process of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from veilleur.config import Settings
from veilleur.detection.replay import CallOutcome, Replay
from veilleur.journal import JournalReader
from veilleur.journal.reader import Entry
from veilleur.words.calls import Direction, Vantage
from veilleur.words.events import CallAnswered, CallEnded, CallRecorded, CallStarted
from veilleur.words.money import MicroEuro
from veilleur.words.site import Site

PREVIEWED_S = 366 * 86_400.0
PREVIEWED_CALLS_MOST = 400_000
EXAMPLES_MOST = 3
PREVIEW_NICE = 15
_OF_CALLS = {kind.__name__ for kind in (CallAnswered, CallEnded, CallRecorded, CallStarted)}


class Example(NamedTuple):
    """One call that would be treated otherwise. number: as dialled."""

    at: float
    extension: str
    number: str
    is_stopped: bool  # with the new configuration


class Preview(NamedTuple):
    """Before and after. Money in micro-euros, times in seconds since 1970 UTC."""

    calls: int
    since: float
    until: float
    honest_stopped: tuple[int, int]
    hostile_stopped: tuple[int, int]
    cost: tuple[MicroEuro, MicroEuro]
    examples: tuple[Example, ...]


def preview(
    settings: Settings, vantage: Vantage, after: Site, now: float, hostile: frozenset[str]
) -> Preview:
    """Both, played over the same calls. hostile: calls that belong to incidents.

    Raises:
        JournalError: when the journal cannot be read.
    """
    reader = JournalReader(settings.journal.file)
    try:
        records = sorted(_records(reader, settings.site.name, now - PREVIEWED_S), key=lambda one: one.at)
    finally:
        reader.close()
    sites = (settings.site, replace(after, name=settings.site.name))
    played = [_played(settings, site, vantage, records) for site in sites]
    honest, bad, costs, examples = [0, 0], [0, 0], [0, 0], list[Example]()
    for place, outcomes in enumerate(played):
        for one in outcomes:
            costs[place] += one.cost
            if one.decision in ("refuse", "cut", "ask"):
                (bad if one.id in hostile else honest)[place] += 1
    for before, then in zip(*played, strict=True):
        was, will = (one.decision in ("refuse", "cut", "ask") for one in (before, then))
        if was != will and len(examples) < EXAMPLES_MOST:
            examples.append(Example(then.at, then.record.extension, then.record.number, will))
    return Preview(
        calls=len(played[0]),
        since=records[0].at if records else now,
        until=now,
        honest_stopped=(honest[0], honest[1]),
        hostile_stopped=(bad[0], bad[1]),
        cost=(costs[0], costs[1]),
        examples=tuple(examples),
    )


def preview_apart(
    settings: Settings, vantage: Vantage, after: Site, now: float, hostile: frozenset[str]
) -> Preview:
    """The same, for a process of its own, which gives way to all others."""
    os.nice(PREVIEW_NICE)
    return preview(settings, vantage, after, now, hostile)


def _played(
    settings: Settings, site: Site, vantage: Vantage, records: list[CallRecorded]
) -> list[CallOutcome]:
    return list(Replay(site, settings.numbering(site), vantage).outcomes(records))


def _records(reader: JournalReader, site: str, begin: float) -> Iterator[CallRecorded]:
    """The calls out of a journal, as records of them."""
    alive: dict[str, tuple[CallStarted, float | None]] = {}
    made = 0
    for entry in reader.entries(after=reader.before(begin), site=site, kind="event"):
        if entry.data.get("event") not in _OF_CALLS:
            continue
        record = _record_of(entry, alive)
        if record is not None:
            made += 1
            yield record
            if made >= PREVIEWED_CALLS_MOST:
                return


def _record_of(entry: Entry, alive: dict[str, tuple[CallStarted, float | None]]) -> CallRecorded | None:
    try:
        event = entry.event()
    except (ValueError, TypeError):
        return None  # tampered with, or of another version: `verify` says so
    if isinstance(event, CallRecorded):
        return event if event.direction is Direction.OUT else None
    if isinstance(event, CallStarted):
        alive[event.call] = (event, None)
    elif isinstance(event, CallAnswered) and event.call in alive:
        alive[event.call] = (alive[event.call][0], event.seen_at)
    elif isinstance(event, CallEnded) and event.call in alive:
        started, answered_at = alive.pop(event.call)
        return CallRecorded(
            at=started.seen_at,
            seen_at=event.seen_at,
            call=started.call,
            direction=Direction.OUT,
            extension=started.extension,
            number=started.number,
            origin=started.origin,
            duration_s=max(0.0, event.seen_at - started.seen_at),
            billed_s=max(0.0, event.seen_at - answered_at) if answered_at is not None else 0.0,
            answered=answered_at is not None,
            trunk=started.trunk,
        )
    return None
