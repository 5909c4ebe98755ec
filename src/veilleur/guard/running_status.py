"""What is going on, as plain data for `veilleur status`: from the running guard itself.

In: the guard's port. Out: JSON data without whole numbers of people. Pitfall: a law is said to hold only as
far as the switch lets us act, and nothing is called seen while it is not.
"""

from __future__ import annotations

from typing import Any

from veilleur.detection.view import View, view
from veilleur.guard.guard_port import GuardPort
from veilleur.history.status import gap_of, open_incidents, site_of
from veilleur.pbx.adapter import Coverage
from veilleur.words.calls import Vantage
from veilleur.words.events import FeedLost


def status_of(guard: GuardPort) -> dict[str, Any]:
    """The guard's own picture of now."""
    now = guard.clock.now()
    seen = view(guard.watch, now)
    coverage = guard.inspection.coverage
    feeds = [
        {
            "feed": name,
            "sees": not isinstance(event, FeedLost),
            "since": event.seen_at,
            "why": event.why if isinstance(event, FeedLost) else "",
        }
        for name, event in guard.feeds.items()
        if not (isinstance(event, FeedLost) and not event.is_asked)  # calls are seen; the laws say the rest
    ]
    number, digest = guard.journal.head
    return {
        "running": True,
        "since": guard.started_at,
        "faults": guard.error_count,
        "feeds": feeds,
        **site_of(seen, guard.settings, guard.numbering),
        "dialplan": None if coverage is None else coverage.pieces,
        "gap": gap_of(guard.watch),
        "laws": [
            *laws_in_force(seen, coverage, can_cut=guard.inspection.can_cut, trouble=guard.journal.trouble),
            *law_of_gaps(seen, guard.gap_trouble()),
        ],
        "journal": {
            "file": str(guard.settings.journal.file.absolute()),
            "head": f"{number}:{digest}",
            "trouble": guard.journal.trouble,
            "head_trouble": guard.journal.head_trouble,
            "clock_jump_days": guard.journal_care.held_days,
            "witnesses": guard.journal_care.witnesses,
        },
        "protection": guard.protection.data(now),
        "incidents_open": open_incidents(guard.watch),
    }


def laws_in_force(
    seen: View, coverage: Coverage | None, *, can_cut: bool, trouble: str
) -> list[dict[str, Any]]:
    """Which laws hold here and how far; the codes are put into words by the command."""
    kept = {"law": 7, "code": "journal_trouble" if trouble else "journal_kept"}
    if seen.vantage is Vantage.RECORDS:
        cap = "cap_blind" if seen.blind else "cap_records"
        return [
            {"law": 2, "code": cap},
            {"law": 3, "code": "cut_never"},
            kept,
            {"law": 9, "code": "absent_records"},
        ]
    asked = seen.vantage is Vantage.ASKED
    is_guarded = asked and coverage is not None and coverage.is_complete
    if seen.blind:
        cap = "cap_blind_asked" if asked else "cap_blind"
    elif is_guarded:
        cap = "cap_guaranteed"
    elif asked and coverage is None:
        cap = "cap_unproved"
    else:
        cap = "cap_bounded" if can_cut else "cap_alarm"
    if coverage is None:
        absent = "absent_unknown"
    elif is_guarded and coverage.holds_alone:
        absent = "absent_rule"
    else:
        absent = "absent_partly" if coverage.holds_in_part else "absent_open"
    return [
        {"law": 1, "code": "emergency_gate" if is_guarded else "emergency_uncut"},
        {"law": 2, "code": cap},
        {"law": 3, "code": "cut_confirmed" if can_cut and not seen.blind else "cut_impossible"},
        kept,
        {"law": 9, "code": absent},
    ]


def law_of_gaps(seen: View, trouble: str) -> list[dict[str, Any]]:
    """Whether calls that pass without a watch will be counted; trouble: why not."""
    if seen.vantage is Vantage.RECORDS:
        return []
    return [{"law": 7, "code": "gap_unknown" if trouble else "gap_counted", "why": trouble}]
