"""What was going on, as plain data for `veilleur status`: from the journal, when no guard runs.

In: a journal, or the watch that a guard has. Out: JSON data without whole numbers of people. Pitfall: a
journal shows what was seen, not what is: no call is said to run, and no law to hold, without a guard.
"""

from __future__ import annotations

from typing import Any

from veilleur.config import Settings
from veilleur.detection.calls.usage_alarms import Usage
from veilleur.detection.view import Lock, View, incidents, last_gap, unwatched_since, view
from veilleur.detection.watch import Watch
from veilleur.journal import JournalReader
from veilleur.journal.restore import bring_back
from veilleur.language import masked
from veilleur.words.calls import Vantage
from veilleur.words.money import MicroEuro, euros
from veilleur.words.ports import Numbering

CALLS_SHOWN_MAX = 200
ENTRIES_LOOKED_AT = 500  # the last ones, for how the guard ended


def of_stopped(settings: Settings, now: float) -> dict[str, Any]:
    """What the journal shows when no guard runs: nothing is seen, and no call is known to run.

    Raises:
        JournalError: when there is no journal that can be read.
    """
    numbering = settings.numbering()
    reader = JournalReader(settings.journal.file)
    try:
        number, last_at = reader.last()
        has_run, stopped_well = _guards_end(reader, number)
        watch = bring_back(reader, settings.site, numbering, settings.vantage).watch
    finally:
        reader.close()
    seen = view(watch, max(now, last_at))
    site = site_of(seen, settings, numbering)
    return {
        "running": False,
        "last_sign_at": last_at if has_run else None,
        "stopped_well": stopped_well,
        "feeds": [],
        **site,
        "calls": [],
        "calls_when_it_stopped": len(site["calls"]),
        "dialplan": None,
        "gap": gap_of(watch),
        "laws": _laws_of_absence(),
        "journal": {"file": str(settings.journal.file.absolute()), "entries": number, "trouble": ""},
        "incidents_open": open_incidents(watch),
    }


def _guards_end(reader: JournalReader, number: int) -> tuple[bool, bool]:
    """Whether a guard has ever run, and whether the last one stopped in order. What `learn`, an audit or
    another command wrote without one is no sign of life."""
    for entry in reversed(list(reader.entries(after=max(0, number - ENTRIES_LOOKED_AT)))):
        if entry.data.get("note") == "guard_stopped":
            return True, True
        if entry.kind != "note" and entry.data.get("event") != "PastLearned":
            return True, False
    return number > ENTRIES_LOOKED_AT, False


def open_incidents(watch: Watch) -> int:
    """How many announced incidents go on."""
    return sum(1 for one in incidents(watch) if one.is_announced and one.is_open)


def gap_of(watch: Watch) -> dict[str, Any] | None:
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


def site_of(seen: View, settings: Settings, numbering: Numbering) -> dict[str, Any]:
    """The site, its mode, its calls with their money, its caps and its locks."""
    return {
        "site": settings.site.name,
        "at": seen.at,
        "vantage": seen.vantage.value,
        "mode": settings.site.mode.value,
        "enforces_from": seen.enforces_from if seen.enforces_from and seen.enforces_from > seen.at else None,
        "is_open": seen.is_open,
        "open_until": seen.open_until,
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
                "state": cap.state,
            }
            for cap in seen.caps
        ],
        "limits": limits_of(seen),
        "usage": [_usage(one) for one in seen.usage],
        "locks": [] if seen.vantage is Vantage.RECORDS else [_lock(lock) for lock in seen.locks],
        "attack_db": round(seen.attack_db, 1),
    }


def _usage(one: Usage) -> dict[str, Any]:
    """A bound that only alarms, in minutes, numbers or euros."""
    unit = {"plan_minutes": 60, "plan_numbers": 1, "incoming_cost": 1_000_000}[one.of]
    return {"of": one.of, "used": one.used / unit, "bound": one.bound / unit, "state": one.state}


def limits_of(seen: View) -> dict[str, Any]:
    """Each limit, what is used of it and why it is what it is; and the ceiling of those that can move."""
    return {
        "ceiling_eur": _euros(seen.ceiling),
        "windows": [
            {
                "window": cap.window,
                "limit_eur": _euros(cap.limit),
                "spent_eur": _euros(cap.spent),
                "state": cap.state,
                "fitting": cap.is_fitting,
                "why": cap.reason.code,
                "values": dict(cap.reason.values),
                "until": cap.until,
                "before_eur": None if cap.before is None else _euros(cap.before),
            }
            for cap in (*seen.caps, *seen.classes)
        ],
        "reached": [
            {"of": cap.of, "why": cap.reason.code, "values": dict(cap.reason.values)} for cap in seen.reached
        ],
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


def _laws_of_absence() -> list[dict[str, Any]]:
    return [{"law": 2, "code": "cap_absent"}, {"law": 9, "code": "absent_unknown"}]


def _euros(amount: MicroEuro) -> float:
    return round(float(euros(amount)), 4)
