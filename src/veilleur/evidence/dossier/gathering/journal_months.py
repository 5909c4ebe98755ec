"""The months before an attack, as a guard's journal shows them.

In: the journal, the site, when the attack began, where it called. Out: months. Pitfall: where retention has
deleted the numbers of people, a call is counted with its time and no destination.
"""

from __future__ import annotations

from collections.abc import Iterable

from veilleur.evidence.dossier.content import Month
from veilleur.evidence.dossier.gathering.past_traffic import MonthsBefore, months_of
from veilleur.journal import JournalReader
from veilleur.words.calls import Direction
from veilleur.words.events import CallAnswered, CallEnded, CallRecorded, CallStarted
from veilleur.words.ports import Numbering
from veilleur.words.site import Site

_LEGS_MOST = 10_000  # alive at once; more are no company's


def months_before(
    reader: JournalReader, site: Site, numbering: Numbering, began_at: float, places: Iterable[str]
) -> tuple[Month, ...]:
    """The months before `began_at`, oldest first.

    Raises:
        JournalError: when the journal cannot be read.
    """
    months = MonthsBefore(site, numbering, began_at, places)
    alive: dict[str, tuple[CallStarted, float | None]] = {}
    for entry in reader.entries(site=site.name, kind="event", holding='"event":"Call'):
        if entry.at >= began_at:
            break
        try:
            event = entry.event()
        except (ValueError, TypeError):
            continue  # tampered with, or of another version: `verify` says so
        if isinstance(event, CallStarted) and len(alive) < _LEGS_MOST:
            alive[event.call] = (event, None)
        elif isinstance(event, CallAnswered) and event.call in alive:
            alive[event.call] = (alive[event.call][0], event.seen_at)
        elif isinstance(event, CallEnded) and event.call in alive:
            started, answered_at = alive.pop(event.call)
            seconds = max(0.0, event.seen_at - answered_at) if answered_at is not None else 0.0
            months.observe(_record(started, seconds))
        elif isinstance(event, CallRecorded):
            months.observe(event)
    return months_of(months.data())


def _record(started: CallStarted, seconds: float) -> CallRecorded:
    return CallRecorded(
        at=started.seen_at,
        seen_at=started.seen_at + seconds,
        call=started.call,
        direction=Direction.OUT,
        extension=started.extension,
        number=started.number,
        billed_s=seconds,
        answered=seconds > 0,
    )
