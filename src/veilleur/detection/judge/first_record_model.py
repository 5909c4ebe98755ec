"""Log odds that a record is one of the first two of an attack, before a burst shows it: a logistic model.

In: a record, the reasons of its verdict, and how busy the site and its telephone are. Out: features in
decibans, and log odds = shift + sum(weight_i * feature_i). Pitfall: the weights are of this question alone,
fitted by `veilleur bench calibrate` (docs/calibration/first-records.md). A feature may count against what its
group says in `call_evidence.py`, since the judge's own odds hold it already.
"""

from __future__ import annotations

from math import log10
from typing import Any, NamedTuple

from veilleur.detection.judge.parameters import (
    INDICATOR_DB,
    LEAST_BURN_EUR,
    SITE_ACTIVITY_HALF_LIFE_S,
    TELEPHONE_ACTIVITY_HALF_LIFE_S,
    TELEPHONES_FOLLOWED,
    UNINFORMATIVE_CALL_S,
)
from veilleur.detection.judge_port import EXPECTED_FRAUD_CALL_S, CallFacts
from veilleur.detection.profile.parameters import DAY_S
from veilleur.detection.signals.catalog import SIGNALS, Group
from veilleur.detection.signals.weights import FIRST_RECORD_SHIFT_DB, FIRST_RECORD_WEIGHTS
from veilleur.words.decisions import Reason
from veilleur.words.money import MICRO_EUROS_PER_EURO

FEATURE_GROUPS = (
    Group.TIME,
    Group.PLACE,
    Group.PRICE,
    Group.NUMBER,
    Group.EXTENSION,
    Group.ORIGIN,
    Group.RHYTHM,
)
FEATURES = (
    "odds",
    *(group.value for group in FEATURE_GROUPS),
    "burn",
    "long",
    "detour",
    "age",
    "site",
    "telephone",
    "new_country",
)


class Activity(NamedTuple):
    """How busy a site is. site: decayed count of its records; telephone: of one, within the last half-hour.

    age_days: since the first record that was seen. All without the record that is weighed.
    """

    site: float
    telephone: float
    age_days: float


class SiteActivity:
    """The records of one site, counted with decay. Only those that may cost money come here."""

    __slots__ = ("_began", "_last_at", "_site", "_telephones")

    def __init__(self) -> None:
        self._began = 0.0
        self._last_at = 0.0
        self._site = 0.0
        self._telephones: dict[str, tuple[float, float]] = {}  # extension -> decayed count, and when

    def before(self, extension: str, at: float) -> Activity:
        """The activity before a record; nothing is kept. at: when it began, in seconds since 1970 UTC."""
        count, when = self._telephones.get(extension, (0.0, at))
        return Activity(
            site=self._site * 2.0 ** (-max(0.0, at - self._last_at) / SITE_ACTIVITY_HALF_LIFE_S),
            telephone=count * 2.0 ** (-max(0.0, at - when) / TELEPHONE_ACTIVITY_HALF_LIFE_S),
            age_days=max(0.0, at - (self._began or at)) / DAY_S,
        )

    def record(self, extension: str, at: float, before: Activity) -> None:
        """Count one more record. before: what `before` gave for it."""
        self._began = self._began or at
        _, when = self._telephones.pop(extension, (0.0, at))
        self._site, self._last_at = before.site + 1.0, max(at, self._last_at)
        self._telephones[extension] = before.telephone + 1.0, max(at, when)
        if len(self._telephones) > TELEPHONES_FOLLOWED:
            del self._telephones[next(iter(self._telephones))]

    def save(self) -> list[Any]:
        """Plain JSON data."""
        telephones = [[extension, *kept] for extension, kept in self._telephones.items()]
        return [self._began, self._last_at, self._site, telephones]

    def load(self, data: list[Any]) -> None:
        """Go on from saved data."""
        self._began, self._last_at, self._site, telephones = data
        self._telephones = {extension: (count, when) for extension, count, when in telephones}


def first_record_features(
    facts: CallFacts, reasons: tuple[Reason, ...], bare_odds: float, activity: Activity
) -> tuple[float, ...]:
    """The features of one record, in the order of `FEATURES`. bare_odds: of the filter, not corrected."""
    sums = dict.fromkeys(FEATURE_GROUPS, 0)
    for reason in reasons:
        signal = SIGNALS.get(reason.code)
        if signal is not None and signal.group in sums:
            sums[signal.group] += reason.weight_db
    burn = facts.destination.price.cost(EXPECTED_FRAUD_CALL_S) / MICRO_EUROS_PER_EURO
    is_detour = bool(facts.outside_caller) or not facts.extension
    is_new = any(reason.code == "new_territory_site" for reason in reasons)
    return (
        _db(max(1e-12, bare_odds)),
        *map(float, sums.values()),
        _db(burn + LEAST_BURN_EUR),
        _db(max(1.0, facts.answered_s / UNINFORMATIVE_CALL_S)),
        INDICATOR_DB * is_detour,
        _db(1.0 + activity.age_days),
        _db(1.0 + activity.site),
        _db(1.0 + activity.telephone),
        INDICATOR_DB * is_new,
    )


def first_record_db(features: tuple[float, ...]) -> float:
    """Log odds, in decibans, that a record with these features is one of the first of an attack."""
    return FIRST_RECORD_SHIFT_DB + sum(map(float.__mul__, _WEIGHTS, features))


def _db(ratio: float) -> float:
    return 10.0 * log10(ratio)


_WEIGHTS = tuple(FIRST_RECORD_WEIGHTS[name] for name in FEATURES)
