"""Tonight as one picture: the state in one word, its sentence, and the figures beside it.

In: the guard's status, the journal's incidents, the questions that wait, and the time. Out: plain values for
the templates. Pure. Pitfall: the state is the worst that holds; nothing is called calm while it is not seen;
and a status that is old makes the page blind, whatever it says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from veilleur.history.permissions import Permission
from veilleur.web.watch.stream.guard import Seen
from veilleur.web.watch.stream.past import Journalled
from veilleur.web.watch.stream.waiting import Waiting
from veilleur.words.decisions import DecisionKind, Subject
from veilleur.words.incidents import Attack

OVER_FOR_S = 86_400.0
CALM, BLIND, ATTACK, WAITING, OVER = "calm", "blind", "attack", "waiting", "over"


class Glance(NamedTuple):
    """What one look shows. state: one of five words; why: which sentence of it.

    at: when it was so, seconds since 1970 UTC. status: the guard's. attack: the last one that mattered.
    question: what waits for an answer first; more: how many beside it. unconfirmed: cuts that the switch has
    not confirmed yet.
    """

    state: str
    why: str
    at: float
    is_fresh: bool
    status: Mapping[str, Any] | None
    attack: Attack | None
    question: Waiting | None
    more: int
    asked: Attack | None
    permissions: tuple[Permission, ...]
    unconfirmed: int
    unseen: tuple[str, ...]
    quiet_since: float


def glance(seen: Seen, past: Journalled, waiting: Sequence[Waiting], now: float) -> Glance:
    """The picture of now."""
    status, is_fresh = seen.status, seen.is_fresh
    mattered = [one for one in past.attacks if one.incident.is_announced]
    attack = mattered[-1] if mattered else None
    question = waiting[0] if waiting else None
    asked = next((one for one in mattered if question and one.incident.id == question.conversation), None)
    unseen = _unseen(status)
    unconfirmed = _unconfirmed(attack, status)
    state, why = _state(status, is_fresh, attack, question, unconfirmed, unseen, now, past.closed)
    quiet_since = max(
        attack.incident.last_at if attack else 0.0, float(status["since"]) if status is not None else 0.0
    )
    return Glance(
        state=state,
        why=why,
        at=seen.at,
        is_fresh=is_fresh,
        status=status,
        attack=attack,
        question=question,
        more=max(0, len(waiting) - 1),
        asked=asked,
        permissions=past.permissions,
        unconfirmed=unconfirmed,
        unseen=unseen,
        quiet_since=quiet_since,
    )


def _state(
    status: Mapping[str, Any] | None,
    is_fresh: bool,
    attack: Attack | None,
    question: Waiting | None,
    unconfirmed: int,
    unseen: tuple[str, ...],
    now: float,
    closed: frozenset[str],
) -> tuple[str, str]:
    """State and sentence: attack, waiting, blind, over, calm, in this order."""
    if status is None:
        return BLIND, "never"
    if not is_fresh:
        return BLIND, "no_guard"
    if status["incidents_open"]:
        return ATTACK, "unconfirmed" if unconfirmed else "running"
    if question is not None:
        return WAITING, "held" if question.is_held else "question"
    if status["blind"] or (unseen and len(unseen) == len(status["feeds"])):
        return BLIND, "switch"
    if not status["feeds"]:
        return BLIND, "connecting"
    if any(one["state"] == "limit_reached" for one in status["limits"]["windows"]):
        return WAITING, "limit"
    if status["paused_until"]:
        return WAITING, "paused"
    if attack is not None and attack.incident.id not in closed and now - attack.incident.last_at < OVER_FOR_S:
        return OVER, "over"
    return CALM, "partly" if unseen else "calm"


def _unseen(status: Mapping[str, Any] | None) -> tuple[str, ...]:
    if status is None:
        return ()
    return tuple(str(feed["feed"]) for feed in status["feeds"] if not feed["sees"])


def _unconfirmed(attack: Attack | None, status: Mapping[str, Any] | None) -> int:
    """How many calls run on though their cut was ordered."""
    if attack is None or status is None:
        return 0
    ordered = {
        one.target
        for one in attack.decisions
        if one.kind is DecisionKind.CUT and one.subject is Subject.CALL and not one.observed
    }
    return sum(1 for call in status["calls"] if call["call"] in ordered)


def permission_key(permission: Permission) -> str:
    """A name of a permission that shows no number."""
    return hashlib.sha256(f"{permission.scope} {permission.value}".encode()).hexdigest()[:16]
