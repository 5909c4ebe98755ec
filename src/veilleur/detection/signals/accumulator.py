"""Evidence from the doors, fading, for each extension, mailbox, caller, address and for the site.

In: evidence in decibans on an entity. Out: what is left of it. Easily read wrong: of one signal the
strongest entity counts, not the sum, since one attack touches many entities; and repeats add up only to
the signal's own limit, so that a scan that never stops does not make a site look broken into.
"""

from __future__ import annotations

from sys import intern
from typing import Any, NamedTuple

from veilleur.detection.judge_port import Entity
from veilleur.detection.signals.catalog import SIGNALS

MOST_ENTITIES, TIDY_ENTITIES = 64, 16  # above the second number, what has faded is swept out
LEAST_DB = 0.5  # less is forgotten
UNKNOWN_MAILBOX = "?"  # not every switch tells whose PIN was keyed


def whom(signal: str, touched: tuple[tuple[Entity, str], ...]) -> str:
    """Whom the sentence of a signal names: the first it touches; of a PIN the mailbox, never the caller."""
    declared = SIGNALS.get(signal)
    if declared is None or not declared.names_mailbox:
        return touched[0][1].partition("@")[0] if touched else ""
    names = (name.partition("@")[0] for entity, name in touched if entity is Entity.MAILBOX)
    return next(names, "") or UNKNOWN_MAILBOX


class Left(NamedTuple):
    """What is left of one signal. about: the extension, mailbox, caller or address, "" for the site.

    at: when it came last, seconds since 1970 UTC. times: how often it came. whom: whom its sentence names.
    """

    weight_db: float
    about: str
    at: float
    times: int
    whom: str = ""


class Evidence:
    """Evidence of one site: (entity, value) -> signal -> (decibans, when, times, whom)."""

    __slots__ = ("_kept",)

    def __init__(self) -> None:
        self._kept: dict[str, dict[str, tuple[float, float, int, str]]] = {}

    def add(self, entity: str, signal: str, at: float, share: float = 1.0, whom: str = "") -> None:
        """Add a share of one signal's weight to what is left of it on an entity ("mailbox:104")."""
        declared = SIGNALS[signal]
        found = self._kept.pop(entity, {})
        old, when, times, _ = found.get(signal, (0.0, at, 0, ""))
        left = _faded(old, at - when, declared.half_life_s)
        total = min(declared.most_db * share, left + declared.weight_db * share)
        found[signal] = (max(left, total), max(at, when), times + 1 if left >= LEAST_DB else 1, whom)
        self._kept[entity] = found
        if len(self._kept) > TIDY_ENTITIES:
            self._forget(max(at, when))

    def left(self, entities: tuple[str, ...], at: float) -> dict[str, Left]:
        """For each signal the strongest evidence left on any of the entities, and when it came last."""
        best: dict[str, Left] = {}
        kept = self._kept
        for entity in entities:
            found = kept.get(entity)
            if not found:
                continue
            for signal, (weight, when, times, whom_) in found.items():
                if weight < LEAST_DB:
                    continue
                db = _faded(weight, at - when, SIGNALS[signal].half_life_s)
                if db < LEAST_DB:
                    continue
                known = best.get(signal)
                if known is None:
                    best[signal] = Left(db, entity.partition(":")[2], when, times, whom_)
                elif db > known.weight_db:
                    best[signal] = Left(db, entity.partition(":")[2], max(when, known.at), times, whom_)
                elif when > known.at:
                    best[signal] = known._replace(at=when)
        return best

    def is_fresh(self, entities: tuple[str, ...], signals: frozenset[str], at: float) -> bool:
        """Whether any entity itself bears one of the signals, no more than a half-life old."""
        for entity in entities:
            found = self._kept.get(entity)
            if not found:
                continue
            for signal, (_, when, *_) in found.items():
                if signal in signals and at - when <= SIGNALS[signal].half_life_s:
                    return True
        return False

    def clear(self, entity: str, signal: str) -> None:
        """Take evidence back."""
        self._kept.get(entity, {}).pop(signal, None)

    def _forget(self, at: float) -> None:
        # What has faded goes; then the entity not seen for longest.
        for entity, found in list(self._kept.items()):
            kept = {
                s: k for s, k in found.items() if _faded(k[0], at - k[1], SIGNALS[s].half_life_s) >= LEAST_DB
            }
            if kept:
                self._kept[entity] = kept
            else:
                del self._kept[entity]
        while len(self._kept) > MOST_ENTITIES:
            del self._kept[next(iter(self._kept))]

    def save(self) -> list[list[Any]]:
        """The evidence as JSON data, in order."""
        return [[e, [[s, *k] for s, k in found.items()]] for e, found in self._kept.items()]

    def load(self, data: list[list[Any]]) -> None:
        """Go on from saved evidence."""
        self._kept = {
            e: {intern(s): (db, at, times, *(whom_ or [""])) for s, db, at, times, *whom_ in found}
            for e, found in data
        }


def _faded(weight: float, elapsed_s: float, half_life_s: float) -> float:
    if elapsed_s <= 0.0:
        return weight
    return float(weight * 2.0 ** (-elapsed_s / half_life_s))
