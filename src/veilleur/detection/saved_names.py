"""People in a saved state: what is older than a time goes, or one name goes wherever it stands.

In: a state as `Watch.save` gives it. Out: the same without what is old, or with another word in place of a
name. Pitfall: a state is not only the past. Running calls, permits and orders that wait are never touched
here; habits are check sums of names, fade by themselves, and are no names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Rename = Callable[[str], str]
# Identifiers of calls and of their money: whoever renames these loses a running call.
_IDENTIFIERS = frozenset({"ledger", "confirmation", "open", "alive", "ended", "early", "grace"})


def without_old(data: dict[str, Any], before: float) -> dict[str, Any]:
    """The state without what it keeps of people from before a time, in seconds since 1970 UTC."""
    state = data["state"]
    judge = state["judge"]
    mailboxes, callers, codes, site, swept, (tries, openers), locks = state["doors"]
    counted = [_young(table, before, 1) for table in (mailboxes, callers, codes)]
    tries = [one for one in tries if one[0] >= before]
    return {
        **data,
        "state": {
            **state,
            "undoable": {name: one for name, one in state["undoable"].items() if one["at"] >= before},
            "incidents": _incidents(state["incidents"], before),
            "doors": [*counted, site, _young(swept, before), [tries, openers], _young(locks, before, 0)],
            "judge": judge if "filter" not in judge else _judge(judge, before),
        },
        "permits": {
            **data["permits"],
            "answers": {
                request: one for request, one in data["permits"]["answers"].items() if one["at"] >= before
            },
        },
        "transfers": _young(data["transfers"], before, 1),
        "accounts": {
            "networks": _young(data["accounts"]["networks"], before, 1),
            "known": {
                extension: young
                for extension, known in data["accounts"]["known"].items()
                if (young := _young(known, before))
            },
            "refused": _young(data["accounts"]["refused"], before, 1),
        },
        "legs": {
            **data["legs"],
            "probing": {
                extension: kept
                for extension, tried in data["legs"]["probing"].items()
                if (kept := [one for one in tried if one[1] >= before])
            },
        },
        "mailboxes": _young(data["mailboxes"], before, 0),
    }


def renamed(data: Any, rename: Rename, but: set[str] | None = None) -> Any:
    """The state with every name of a person passed through `rename`, but for identifiers of calls.

    but: keys below which every name stays.
    """
    kept = _IDENTIFIERS | (but or set())
    if isinstance(data, dict):
        return {
            rename(key): value if key in kept else renamed(value, rename, but) for key, value in data.items()
        }
    if isinstance(data, list):
        return [renamed(one, rename, but) for one in data]
    return rename(data) if isinstance(data, str) else data


def _young(table: dict[str, Any], before: float, place: int | None = None) -> dict[str, Any]:
    """The rows not older than a time, which stands at a place of each row, or is the row."""
    return {key: row for key, row in table.items() if (row if place is None else row[place]) >= before}


def _incidents(incidents: dict[str, Any], before: float) -> dict[str, Any]:
    closed = [one for one in incidents["closed"] if one["last_at"] >= before]
    return {**incidents, "closed": closed}


def _judge(judge: dict[str, Any], before: float) -> dict[str, Any]:
    alerted_at, alerted_db, alerts, (runs, reported), sure, (began, last_at, site, telephones) = judge[
        "telling"
    ]
    evidence = [
        [entity, young]
        for entity, signals in judge["evidence"]
        if (young := [one for one in signals if one[2] >= before])
    ]
    return {
        **judge,
        "filter": {
            **judge["filter"],
            "acts": [one for one in judge["filter"]["acts"] if one[0] >= before],
            "recent": [one for one in judge["filter"]["recent"] if one[0] >= before],
        },
        "evidence": evidence,
        "answers": [one for one in judge["answers"] if one[3] is None or one[3] >= before],
        "telling": [
            alerted_at,
            alerted_db,
            alerts,
            [[run for run in runs if run[1] >= before], [one for one in reported if one[1] >= before]],
            [one for one in sure if one[2] >= before],
            [began, last_at, site, [one for one in telephones if one[2] >= before]],
        ],
        "pending": [one for one in judge["pending"] if one[1][0][0][0] >= before],
    }
