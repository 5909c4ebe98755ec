"""Evidence of access, decaying, for each extension, mailbox, caller, address and for the site.

In: evidence in decibans on an entity. Out: what is left of it, w(t) = w * 2 ** (-t / h), with the half-life
h of its signal; a repeat adds its weight, up to the signal's own limit. Pitfall: of one signal the strongest
entity counts, not the sum, since one attack touches many entities; and the limit keeps a scan that never
stops from making a site look broken into.
"""

from __future__ import annotations

from sys import intern
from typing import Any, NamedTuple

from veilleur.detection.judge_port import Entity
from veilleur.detection.signals.catalog import GROUP_LIMITS_DB, SIGNALS, Group

MOST_ENTITIES, TIDY_ENTITIES = 64, 16  # above the second number, what has faded is evicted
LEAST_DB = 0.5  # decibans; less is forgotten
_NOTHING: dict[str, tuple[float, float, int, str]] = {}
UNKNOWN_MAILBOX = "?"  # not every switch reports whose PIN was keyed


def whom(signal: str, touched: tuple[tuple[Entity, str], ...]) -> str:
    """Whom the sentence of a signal names: the first it touches; of a PIN the mailbox, never the caller."""
    declared = SIGNALS.get(signal)
    if declared is None or not declared.names_mailbox:
        return touched[0][1].partition("@")[0] if touched else ""
    names = (name.partition("@")[0] for entity, name in touched if entity is Entity.MAILBOX)
    return next(names, "") or UNKNOWN_MAILBOX


class RemainingEvidence(NamedTuple):
    """What is left of one signal. about: the extension, mailbox, caller or address, "" for the site.

    at: when it came last, seconds since 1970 UTC. times: how often it came. whom: whom its sentence names.
    """

    weight_db: float
    about: str
    at: float
    times: int
    whom: str = ""


class CallAccess(NamedTuple):
    """Evidence of access that bears on one call.

    remaining: on the site and on all that the call touches; db: the same in decibans. site_db: on the site
    alone. fresh: signals on what the call itself touches that are no more than a half-life old.
    """

    remaining: dict[str, RemainingEvidence]
    db: float
    site_db: float
    fresh: frozenset[str]


NO_ACCESS = CallAccess({}, 0.0, 0.0, frozenset())


class EvidenceAccumulator:
    """Evidence of one site: entity ("mailbox:104") -> signal -> (decibans, when, times, whom)."""

    __slots__ = ("by_entity",)

    def __init__(self) -> None:
        self.by_entity: dict[str, dict[str, tuple[float, float, int, str]]] = {}

    def add(self, entity: str, signal: str, at: float, share: float = 1.0, whom: str = "") -> None:
        """Add a share of one signal's weight to what is left of it on an entity."""
        signals = self.by_entity.pop(entity, {})
        signals[signal] = kept = _with_one_more(signals.get(signal), signal, at, share, whom)
        self.by_entity[entity] = signals
        if len(self.by_entity) > TIDY_ENTITIES:
            self._evict(kept[1])

    def remaining(
        self, entities: tuple[str, ...], at: float, one_more: tuple[str, str] | None = None
    ) -> dict[str, RemainingEvidence]:
        """For each signal the strongest evidence left on any of the entities, and when it came last.

        one_more: an entity and a signal that are taken as added at this time; nothing is kept.
        """
        best: dict[str, RemainingEvidence] = {}
        self._gather(best, entities, at, one_more)
        return best

    def _gather(
        self,
        best: dict[str, RemainingEvidence],
        entities: tuple[str, ...],
        at: float,
        one_more: tuple[str, str] | None,
    ) -> None:
        for entity in entities:
            signals = self.by_entity.get(entity)
            if one_more is not None and entity == one_more[0]:
                signals, code = signals or {}, one_more[1]
                signals = {**signals, code: _with_one_more(signals.get(code), code, at)}
            if not signals:
                continue
            for signal, (weight, when, times, whom_) in signals.items():
                if weight < LEAST_DB:
                    continue
                db = _decayed(weight, at - when, SIGNALS[signal].half_life_s)
                if db < LEAST_DB:
                    continue
                known = best.get(signal)
                if known is None:
                    best[signal] = RemainingEvidence(db, entity.partition(":")[2], when, times, whom_)
                elif db > known.weight_db:
                    last_at = max(when, known.at)
                    best[signal] = RemainingEvidence(db, entity.partition(":")[2], last_at, times, whom_)
                elif when > known.at:
                    best[signal] = known._replace(at=when)

    def of_call(
        self, site: str, own: tuple[str, ...], at: float, one_more: tuple[str, str] | None
    ) -> CallAccess:
        """The evidence that bears on a call that touches these entities. one_more: as for `remaining`."""
        fresh = [] if one_more is None else [one_more[1]]
        for entity in own:
            for signal, (_, when, _, _) in self.by_entity.get(entity, _NOTHING).items():
                if at - when <= SIGNALS[signal].half_life_s:
                    fresh.append(signal)
        remaining = self.remaining((site,), at)
        site_db = access_db(remaining)
        self._gather(remaining, own, at, one_more)
        return CallAccess(remaining, access_db(remaining), site_db, frozenset(fresh))

    def total_db(self, entity: str, at: float) -> float:
        """All that is left on one entity, in decibans."""
        return access_db(self.remaining((entity,), at))

    def is_fresh(self, entities: tuple[str, ...], signals: frozenset[str], at: float) -> bool:
        """Whether any entity itself bears one of the signals, no more than a half-life old."""
        for entity in entities:
            kept = self.by_entity.get(entity)
            if not kept:
                continue
            for signal, (_, when, *_) in kept.items():
                if signal in signals and at - when <= SIGNALS[signal].half_life_s:
                    return True
        return False

    def clear(self, entity: str, signal: str) -> None:
        """Withdraw evidence."""
        self.by_entity.get(entity, {}).pop(signal, None)

    def _evict(self, at: float) -> None:
        """What has faded goes; then the entity not seen for longest."""
        self.forget_faded(at)
        while len(self.by_entity) > MOST_ENTITIES:
            del self.by_entity[next(iter(self.by_entity))]

    def forget_faded(self, at: float) -> None:
        """Drop evidence of which next to nothing is left."""
        for entity, signals in list(self.by_entity.items()):
            kept = {
                signal: evidence
                for signal, evidence in signals.items()
                if _decayed(evidence[0], at - evidence[1], SIGNALS[signal].half_life_s) >= LEAST_DB
            }
            if kept:
                self.by_entity[entity] = kept
            else:
                del self.by_entity[entity]

    def save(self) -> list[list[Any]]:
        """The evidence as JSON data, in order."""
        return [[e, [[s, *kept] for s, kept in signals.items()]] for e, signals in self.by_entity.items()]

    def load(self, data: list[list[Any]]) -> None:
        """Go on from saved evidence."""
        self.by_entity = {
            e: {intern(s): (db, at, times, *(whom_ or [""])) for s, db, at, times, *whom_ in signals}
            for e, signals in data
        }


def access_db(access: dict[str, RemainingEvidence]) -> float:
    """All of this evidence in decibans: the sum of its signals, each group within its limit."""
    if not access:
        return 0.0
    sums: dict[Group, float] = {}
    for code, left in access.items():
        group = SIGNALS[code].group
        sums[group] = sums.get(group, 0.0) + left.weight_db
    return sum(min(GROUP_LIMITS_DB[group][1], db) for group, db in sums.items())


def _with_one_more(
    kept: tuple[float, float, int, str] | None, signal: str, at: float, share: float = 1.0, whom: str = ""
) -> tuple[float, float, int, str]:
    """The evidence of one signal on one entity after it came once more."""
    declared = SIGNALS[signal]
    old, when, times, _ = kept or (0.0, at, 0, "")
    left = _decayed(old, at - when, declared.half_life_s)
    total = min(declared.most_db * share, left + declared.weight_db * share)
    return (max(left, total), max(at, when), times + 1 if left >= LEAST_DB else 1, whom)


def _decayed(weight: float, elapsed_s: float, half_life_s: float) -> float:
    if elapsed_s <= 0.0:
        return weight
    return float(weight * 2.0 ** (-elapsed_s / half_life_s))
