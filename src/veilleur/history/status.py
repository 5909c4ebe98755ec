"""What is going on, as plain data: for `veilleur status`, from the running guard or from its journal.

In: a watch and what its guard knows. Out: JSON data without whole numbers of people. Easily got wrong:
a law is said to hold only as far as the switch lets us act, and nothing is called seen while it is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from veilleur.config import Settings
from veilleur.detection.view import Lock, View, incidents, last_gap, unwatched_since, view
from veilleur.detection.watch import Watch
from veilleur.journal import JournalReader
from veilleur.journal.restore import bring_back
from veilleur.language import masked
from veilleur.words.calls import Vantage
from veilleur.words.events import FeedLost
from veilleur.words.money import MicroEuro, euros
from veilleur.words.ports import Numbering

if TYPE_CHECKING:
    from veilleur.guard.process import Guard

CALLS_SHOWN_MAX = 200
_FOR_A_GUARANTEE = ("gate", "used", "every_dial")


def of_running(guard: Guard) -> dict[str, Any]:
    """The guard's own picture of now."""
    now = guard.clock.now()
    seen = view(guard.watch, now)
    gate = guard.inspection.dialplan
    feeds = [
        {
            "feed": name,
            "sees": not isinstance(event, FeedLost),
            "since": event.seen_at,
            "why": event.why if isinstance(event, FeedLost) else "",
        }
        for name, event in guard.feeds.items()
    ]
    can_cut = guard.inspection.seen is None or all(
        one.ok for one in guard.inspection.seen.capabilities if one.capability == "cut calls"
    )
    number, digest = guard.journal.head
    return {
        "running": True,
        "since": guard.started_at,
        "faults": guard.faults.count,
        "feeds": feeds,
        **_site(seen, guard.settings, guard.numbering),
        "dialplan": gate,
        "gap": _gap(guard.watch),
        "laws": [
            *_laws(seen, gate, can_cut=can_cut, trouble=guard.journal.trouble),
            *_law_of_gaps(seen, guard.unwatched.trouble()),
        ],
        "journal": {
            "file": str(guard.settings.journal.file),
            "head": f"{number}:{digest}",
            "trouble": guard.journal.trouble,
        },
        "incidents_open": _open(guard.watch),
    }


def of_stopped(settings: Settings, now: float) -> dict[str, Any]:
    """What the journal tells when no guard runs: nothing is seen, and no call is known to run.

    Raises:
        JournalError: when there is no journal that can be read.
    """
    numbering = settings.numbering()
    reader = JournalReader(settings.journal.file)
    try:
        number, last_at = reader.last()
        stopped_well = any(
            entry.data.get("note") == "guard_stopped"
            for entry in reader.entries(after=max(0, number - 3), kind="note")
        )
        watch = bring_back(reader, settings.site, numbering, settings.vantage).watch
    finally:
        reader.close()
    seen = view(watch, max(now, last_at))
    site = _site(seen, settings, numbering)
    return {
        "running": False,
        "last_sign_at": last_at or None,
        "stopped_well": stopped_well,
        "feeds": [],
        **site,
        "calls": [],
        "calls_when_it_stopped": len(site["calls"]),
        "dialplan": None,
        "gap": _gap(watch),
        "laws": _laws_of_absence(),
        "journal": {"file": str(settings.journal.file), "entries": number, "trouble": ""},
        "incidents_open": _open(watch),
    }


def _open(watch: Watch) -> int:
    return sum(1 for one in incidents(watch) if one.is_announced and one.is_open)


def _gap(watch: Watch) -> dict[str, Any] | None:
    """The last time without watch, and what is known of it; None when there was none."""
    gap = last_gap(watch)
    if gap is None:
        return None
    return {
        "from": gap.began_at,
        "to": gap.ended_at,
        "calls": gap.calls,
        "cost_eur": _euros(gap.cost),
        "unknown_why": gap.why,
        "may_grow": unwatched_since(watch) is not None,
    }


def _law_of_gaps(seen: View, trouble: str) -> list[dict[str, Any]]:
    if seen.vantage is Vantage.RECORDS:
        return []
    return [{"law": 7, "code": "gap_unknown" if trouble else "gap_counted", "why": trouble}]


def _site(seen: View, settings: Settings, numbering: Numbering) -> dict[str, Any]:
    return {
        "site": settings.site.name,
        "at": seen.at,
        "vantage": seen.vantage.value,
        "mode": settings.site.mode.value,
        "enforces_from": seen.enforces_from if seen.enforces_from and seen.enforces_from > seen.at else None,
        "is_open": seen.is_open,
        "paused_until": seen.paused_until,
        "blind": list(seen.blind),
        "calls": [_call(one, seen.at, numbering) for one in seen.calls[:CALLS_SHOWN_MAX]],
        "calls_running": len(seen.calls),
        "caps": [
            {
                "window": cap.window,
                "limit_eur": _euros(cap.limit),
                "spent_eur": _euros(cap.spent),
                "left_eur": _euros(max(0, cap.limit - cap.spent)),
            }
            for cap in seen.caps
        ],
        "locks": [_lock(lock) for lock in seen.locks],
        "attack_db": round(seen.attack_db, 1),
    }


def _call(call: Any, at: float, numbering: Numbering) -> dict[str, Any]:
    destination = numbering.destination(call.number)
    whole = destination.is_emergency or not destination.e164
    return {
        "call": call.call,
        "extension": call.extension,
        "number": call.number if destination.is_emergency else masked(destination.e164 or call.number),
        "is_whole": whole,
        "territory": destination.territory,
        "class": destination.number_class.value,
        "origin": call.origin,
        "began_at": call.began_at,
        "answered_s": round(max(0.0, at - call.answered_at), 1) if call.answered_at is not None else None,
        "cost_eur": _euros(call.cost),
        "capped": call.is_capped,
    }


def _lock(lock: Lock) -> dict[str, Any]:
    name = masked(lock.name) if lock.kind == "caller" else lock.name.partition("@")[0]
    return {"kind": lock.kind, "name": name, "until": lock.until}


def _laws(seen: View, gate: dict[str, bool] | None, *, can_cut: bool, trouble: str) -> list[dict[str, Any]]:
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
    in_force = asked and gate is not None and all(gate.get(piece, True) for piece in _FOR_A_GUARANTEE)
    if seen.blind:
        cap = "cap_blind_asked" if asked else "cap_blind"
    elif in_force:
        cap = "cap_guaranteed"
    elif asked and gate is None:
        cap = "cap_unproved"
    else:
        cap = "cap_bounded" if can_cut else "cap_alarm"
    absent = (
        "absent_unknown" if gate is None else "absent_rule" if in_force and gate["absent"] else "absent_open"
    )
    return [
        {"law": 1, "code": "emergency_gate" if in_force else "emergency_uncut"},
        {"law": 2, "code": cap},
        {"law": 3, "code": "cut_confirmed" if can_cut and not seen.blind else "cut_impossible"},
        kept,
        {"law": 9, "code": absent},
    ]


def _laws_of_absence() -> list[dict[str, Any]]:
    return [{"law": 2, "code": "cap_absent"}, {"law": 9, "code": "absent_unknown"}]


def _euros(amount: MicroEuro) -> float:
    return round(float(euros(amount)), 4)
