"""Sites in order, the worst first, and what several of them share as a cause.

In: what each guard's status says. Out: rows and groups. Pure. Pitfall: a status may be written by any
program, so each figure is looked at before it is believed; what cannot be read is blind, never quiet; and a
status that is old says nothing of now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from typing import Any, NamedTuple

NEWS_OLD_S = 900.0
NEAR = 0.8
ATTACK, FULL, BLIND, NEARLY, LATE, QUIET = STATES = ("attack", "full", "blind", "nearly", "late", "quiet")
SHARED_LEAST = 2
SITES_NAMED_MOST = 6


class SiteStatus(NamedTuple):
    """What was had of one site. status: None when nothing; why: the reason. at: seconds since 1970 UTC."""

    name: str
    status: Mapping[str, Any] | None
    at: float
    why: str = ""
    can_drill: bool = False


class Row(NamedTuple):
    """One site. since: of its state, 0 when not known. spent, limit: of the fullest window, in euros."""

    name: str
    state: str
    since: float
    spent: float
    limit: float
    calls: int
    why: str
    causes: tuple[tuple[str, str], ...]  # (kind, what) that other sites may share
    can_drill: bool


class Group(NamedTuple):
    """Sites that share a cause: the same number called, or the same thing unseen."""

    kind: str
    what: str
    names: tuple[str, ...]


def ranked(found: Iterable[SiteStatus], now: float) -> list[Row]:
    """The worst first; of equals the one that has been so for longest."""
    rows = [row_of(one, now) for one in found]
    return sorted(rows, key=lambda row: (STATES.index(row.state), row.since or now, row.name.casefold()))


def row_of(one: SiteStatus, now: float) -> Row:
    """One site's row."""
    status = one.status
    if status is None:
        return _blind(one, one.why, (("unread", one.why),))
    if now - one.at > NEWS_OLD_S:
        return _blind(one, "old", (("unread", "old"),))
    if status.get("running") is not True:
        return _blind(one, "stopped", (("unread", "stopped"),))
    feeds = [feed for feed in _list(status, "feeds") if isinstance(feed, Mapping)]
    unseen = [feed for feed in feeds if feed.get("sees") is not True]
    spent, limit = _fullest(status)
    state, since, causes = QUIET, 0.0, list[tuple[str, str]]()
    if _number(status.get("incidents_open")) > 0:
        state = ATTACK
        calls = [call for call in _list(status, "calls") if isinstance(call, Mapping)]
        dear = [call for call in calls if call.get("capped") is True]
        causes = [("number", str(call.get("number", ""))[:40]) for call in dear if call.get("number")]
        since = min((_number(call.get("began_at")) for call in dear), default=0.0)
    elif limit and spent >= limit:
        state = FULL
    elif not feeds or len(unseen) == len(feeds):
        state, causes = BLIND, _unseen_causes(unseen)
        since = min((_number(feed.get("since")) for feed in unseen), default=0.0)
    elif limit and spent >= NEAR * limit:
        state = NEARLY
    elif unseen:
        state, causes = LATE, _unseen_causes(unseen)
        since = min(_number(feed.get("since")) for feed in unseen)
    return Row(
        name=one.name,
        state=state,
        since=since,
        spent=spent,
        limit=limit,
        calls=int(_number(status.get("calls_running"))),
        why="",
        causes=tuple(dict.fromkeys(causes)),
        can_drill=one.can_drill,
    )


def groups(rows: Sequence[Row]) -> list[Group]:
    """Causes that several sites share, the most sites first; each site that is quiet is left out."""
    sites: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        if row.state != QUIET:
            for cause in row.causes:
                sites[cause].append(row.name)
    shared = [
        Group(kind, what, tuple(names)) for (kind, what), names in sites.items() if len(names) >= SHARED_LEAST
    ]
    return sorted(shared, key=lambda group: (-len(group.names), group.kind, group.what))


def _blind(one: SiteStatus, why: str, causes: tuple[tuple[str, str], ...]) -> Row:
    return Row(
        name=one.name,
        state=BLIND,
        since=one.at,
        spent=0.0,
        limit=0.0,
        calls=0,
        why=why,
        causes=causes,
        can_drill=one.can_drill,
    )


def _unseen_causes(unseen: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    return [("feed", str(feed.get("why") or feed.get("feed", ""))[:120]) for feed in unseen]


def _fullest(status: Mapping[str, Any]) -> tuple[float, float]:
    """Spent and limit of the window that is used up most."""
    caps = [cap for cap in _list(status, "caps") if isinstance(cap, Mapping)]
    pairs = [(_number(cap.get("spent_eur")), _number(cap.get("limit_eur"))) for cap in caps]
    return max(pairs, key=lambda pair: pair[0] / pair[1] if pair[1] else pair[0], default=(0.0, 0.0))


def _list(status: Mapping[str, Any], key: str) -> list[Any]:
    found = status.get(key)
    return found if isinstance(found, list) else []


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return 0.0
    return float(value)
