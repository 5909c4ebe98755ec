"""Incidents and what was done about them, read from the journal; no guard need run.

In: a journal. Out: for each incident what the watch remembers of it, and its decisions in order. Pitfall: the
watch remembers a bounded number of incidents, the journal all; an old one is known by its decisions alone.
"""

from __future__ import annotations

from veilleur.config import Settings
from veilleur.detection.view import incidents
from veilleur.journal import JournalReader
from veilleur.journal.reader import Entry
from veilleur.journal.restore import bring_back
from veilleur.words.decisions import Decision, DecisionKind
from veilleur.words.incidents import Attack, Incident

DECISIONS_MAX = 5_000  # of one incident that are read; more say nothing new


def read(settings: Settings) -> list[Attack]:
    """All incidents of the site, oldest first.

    Raises:
        JournalError: when there is no journal that can be read.
    """
    reader = JournalReader(settings.journal.file)
    try:
        watch = bring_back(reader, settings.site, settings.numbering(), settings.vantage).watch
        decided: dict[str, list[Decision]] = {}
        for entry in reader.entries(site=settings.site.name, kind="decision", holding='"incident":'):
            decision = decision_of(entry)
            if decision is None:
                continue
            kept = decided.setdefault(decision.incident, [])
            if len(kept) < DECISIONS_MAX:
                kept.append(decision)
        undone = {
            str(entry.data.get("decision"))
            for entry in reader.entries(
                site=settings.site.name, kind="event", holding='"event":"UndoRequested"'
            )
        }
    finally:
        reader.close()
    known = {incident.id: incident for incident in incidents(watch)}
    for identifier, decisions in decided.items():
        if identifier not in known:
            known[identifier] = _by_decisions(identifier, decisions)
    return [
        Attack(
            incident=incident,
            decisions=tuple(decided.get(incident.id, ())),
            taken_back=tuple(one.id for one in decided.get(incident.id, ()) if one.id in undone),
        )
        for incident in sorted(known.values(), key=lambda one: (one.began_at, one.id))
    ]


def decision_of(entry: Entry) -> Decision | None:
    """None for an entry that was tampered with, or of another version: `verify` says so."""
    try:
        return entry.decision()
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _by_decisions(identifier: str, decisions: list[Decision]) -> Incident:
    stopped = {(one.subject, one.target) for one in decisions if _stops(one)}
    return Incident(
        id=identifier,
        began_at=decisions[0].at,
        last_at=decisions[-1].at,
        extensions=tuple(dict.fromkeys(one.extension for one in decisions if one.extension)),
        numbers=tuple(dict.fromkeys(one.number for one in decisions if one.number)),
        calls_stopped=len(stopped),
        saved_cost=sum(one.saved_cost for one in decisions),
        is_announced=any(one.kind is DecisionKind.ALERT for one in decisions),
        is_open=False,
    )


def _stops(decision: Decision) -> bool:
    return decision.kind in (DecisionKind.REFUSE, DecisionKind.CUT) and not decision.observed
