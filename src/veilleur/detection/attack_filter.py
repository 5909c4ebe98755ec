"""Fading evidence per entity, and the prior odds that a site is under attack.

In: evidence in decibans on an entity. Out: what is left of it per group. Easily read wrong: within
one group the strongest entity counts, not the sum, since one attack touches many entities.
"""

from __future__ import annotations

from math import log10
from typing import Any

from veilleur.detection.signals import GROUP_LIMIT_DB, SIGNALS

ATTACK_S = 10 * 3600.0  # typical length of an attack, from a weekend's night; chosen by hand
YEAR_S = 365.25 * 86400.0
MOST_ENTITIES = 500
MOST_REPEATS = 3
LEAST_DB = 0.5  # less is forgotten


def prior_db(attacks_per_site_year: float) -> float:
    """Log odds, in decibans, that a site is under attack at any moment."""
    share = min(0.5, max(1e-9, attacks_per_site_year * ATTACK_S / YEAR_S))
    return 10.0 * log10(share / (1.0 - share))


class AttackFilter:
    """Evidence of one site: (entity, value) -> signal -> (decibans, when)."""

    def __init__(self) -> None:
        self._kept: dict[str, dict[str, tuple[float, float]]] = {}

    def add(self, entity: str, signal: str, at: float, share: float = 1.0) -> None:
        """Add a share of one signal's weight to what is left of it on an entity.

        However often it repeats, it gives at most `MOST_REPEATS` times that share, nor more than
        its group's limit: a scan that never stops must not make a site look broken into.
        """
        declared = SIGNALS[signal]
        found = self._kept.pop(entity, {})
        old, when = found.get(signal, (0.0, at))
        total = _faded(old, at - when, declared.half_life_s) + declared.weight_db * share
        most = min(declared.weight_db * share * MOST_REPEATS, float(GROUP_LIMIT_DB[declared.group]))
        found[signal] = (min(total, most), max(at, when))
        self._kept[entity] = found
        while len(self._kept) > MOST_ENTITIES:
            del self._kept[next(iter(self._kept))]

    def left(self, entities: tuple[str, ...], at: float) -> dict[str, float]:
        """For each signal the strongest evidence left on any of the entities, in decibans."""
        best: dict[str, float] = {}
        for entity in entities:
            for signal, (weight, when) in self._kept.get(entity, {}).items():
                db = _faded(weight, at - when, SIGNALS[signal].half_life_s)
                if db >= LEAST_DB and db > best.get(signal, 0.0):
                    best[signal] = db
        return best

    def is_fresh(self, entities: tuple[str, ...], signals: frozenset[str], at: float) -> bool:
        """Whether any entity itself bears one of the signals, no more than a half-life old."""
        return any(
            signal in signals and at - when <= SIGNALS[signal].half_life_s
            for entity in entities
            for signal, (_, when) in self._kept.get(entity, {}).items()
        )

    def save(self) -> list[list[Any]]:
        """The evidence as JSON data, in order."""
        return [[e, [[s, *k] for s, k in found.items()]] for e, found in self._kept.items()]

    def load(self, data: list[list[Any]]) -> None:
        """Go on from saved evidence."""
        self._kept = {e: {s: (db, at) for s, db, at in found} for e, found in data}


def _faded(weight: float, elapsed_s: float, half_life_s: float) -> float:
    if half_life_s <= 0:
        return weight if elapsed_s <= 0 else 0.0
    return float(weight * 2.0 ** (-max(0.0, elapsed_s) / half_life_s))
