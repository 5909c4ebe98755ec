"""Incidents: everything that belongs to one attack, from the first wrong PIN to the last undo."""

from __future__ import annotations

from typing import NamedTuple

from veilleur.words.decisions import Decision, Reason
from veilleur.words.money import MicroEuro


class Evidence(NamedTuple):
    """One piece of evidence or one rule that was applied, as often as it came.

    at: first time, last_at: last time, both the watch's time in seconds since 1970 UTC.
    times: how often it came in between.
    """

    at: float
    reason: Reason
    last_at: float
    times: int = 1


class Incident(NamedTuple):
    """One attack as the watch sees it. Times in seconds since 1970 UTC, money in micro-euros.

    id: "i3"; the same events give the same ids.
    began_at: the first evidence, long before it mattered. last_at: the last that belongs to it.
    extensions, mailboxes, callers, addresses, numbers: whom it touches, in order of appearance; numbers
        are those called or forwarded to, as dialled. Callers, addresses and numbers are personal.
    evidence: in order of first appearance; repeats are counted, not listed.
    calls_stopped: requests refused and calls cut. spent: what its calls cost all the same.
    saved_cost: an estimate of what was kept from being spent, see `Decision.saved_cost`.
    is_announced: whether it mattered enough to wake the owner. is_open: whether it may still go on.
    """

    id: str
    began_at: float
    last_at: float
    extensions: tuple[str, ...] = ()
    mailboxes: tuple[str, ...] = ()
    callers: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    calls_stopped: int = 0
    forwards_undone: int = 0
    spent: MicroEuro = 0
    saved_cost: MicroEuro = 0
    is_announced: bool = False
    is_open: bool = True


class Attack(NamedTuple):
    """One incident with its decisions, oldest first, and the decisions a person had taken back."""

    incident: Incident
    decisions: tuple[Decision, ...]
    taken_back: tuple[str, ...]
