"""Log odds that a record is one of the first two of an attack, before a burst shows it: a logistic model.

In: a record, the reasons of its verdict, and how busy the site and its telephone are. Out: features in
decibans, and log odds = shift + sum(weight_i * feature_i). Pitfall: the weights are of this question alone,
fitted by `veilleur bench calibrate` (docs/calibration/first-records.md). A feature may count against what its
group says in `call_evidence.py`, since the judge's own odds hold it already.
"""

from __future__ import annotations

from math import log10

from veilleur.detection.judge.memory.site_activity import Activity
from veilleur.detection.judge.parameters import (
    INDICATOR_DB,
    LEAST_BURN_EUR,
    UNINFORMATIVE_CALL_S,
)
from veilleur.detection.judge_port import CallFacts
from veilleur.detection.signals.catalog import SIGNALS, Group
from veilleur.detection.signals.weights import FIRST_RECORD_SHIFT_DB, FIRST_RECORD_WEIGHTS
from veilleur.words.decisions import Reason
from veilleur.words.money import MICRO_EUROS_PER_EURO, MicroEuro

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


def first_record_features(
    facts: CallFacts, burn: MicroEuro, reasons: tuple[Reason, ...], bare_odds: float, activity: Activity
) -> tuple[float, ...]:
    """The features of one record, in the order of `FEATURES`.

    burn: what a fraudulent call there is expected to cost. bare_odds: of the filter, not corrected.
    """
    sums = dict.fromkeys(FEATURE_GROUPS, 0)
    for reason in reasons:
        signal = SIGNALS.get(reason.code)
        if signal is not None and signal.group in sums:
            sums[signal.group] += reason.weight_db
    is_detour = bool(facts.outside_caller) or not facts.extension
    is_new = any(reason.code == "new_territory_site" for reason in reasons)
    return (
        _db(max(1e-12, bare_odds)),
        *map(float, sums.values()),
        _db(burn / MICRO_EUROS_PER_EURO + LEAST_BURN_EUR),
        _db(max(1.0, facts.answered_s / UNINFORMATIVE_CALL_S)),
        INDICATOR_DB * is_detour,
        _db(1.0 + activity.age_days),
        _db(1.0 + activity.site),
        _db(1.0 + activity.telephone),
        INDICATOR_DB * is_new,
    )


def log_odds_db(
    facts: CallFacts, burn: MicroEuro, reasons: tuple[Reason, ...], bare_odds: float, activity: Activity
) -> float:
    """Log odds, in decibans, that this record is one of the first of an attack."""
    return first_record_db(first_record_features(facts, burn, reasons, bare_odds, activity))


def first_record_db(features: tuple[float, ...]) -> float:
    """Log odds, in decibans, that a record with these features is one of the first of an attack."""
    return FIRST_RECORD_SHIFT_DB + sum(map(float.__mul__, _WEIGHTS, features))


def _db(ratio: float) -> float:
    return 10.0 * log10(ratio)


_WEIGHTS = tuple(FIRST_RECORD_WEIGHTS[name] for name in FEATURES)
