"""Legal holds: stretches of time whose personal parts retention leaves alone, until a person releases them.

In: notes of the chain. Out: the holds in force. Pitfall: a hold is an entry like any other, so who froze what
and when is itself proved; the last note of a name counts.
"""

from __future__ import annotations

from typing import Any

from veilleur.journal import JournalReader

NOTE = "legal_hold"


def hold_note(name: str, begin: float, end: float, *, is_held: bool, by: str) -> dict[str, Any]:
    """The public part of the entry that freezes a stretch of time, or releases it. name: of an incident."""
    return {"note": NOTE, "hold": name, "from": begin, "until": end, "held": is_held, "by": by}


def holds(reader: JournalReader, site: str) -> dict[str, tuple[float, float]]:
    """Name -> from and until of each hold that is in force.

    Raises:
        JournalError: when the journal cannot be read.
    """
    found: dict[str, tuple[float, float]] = {}
    for entry in reader.entries(site=site, kind="note", holding=f'"note":"{NOTE}"'):
        name = str(entry.data.get("hold", ""))
        try:
            span = float(entry.data["from"]), float(entry.data["until"])
        except (KeyError, TypeError, ValueError):
            continue  # tampered with: `verify` says so
        if entry.data.get("held") is True:
            found[name] = span
        else:
            found.pop(name, None)
    return found
