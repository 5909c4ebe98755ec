"""Evidence of one call: log-likelihood ratios, 10 * log10(P(trait | attack) / P(trait | honest)).

In: the facts of a call, the destination's prior and the company's familiarity. Out: signal -> decibans, and
their sum, each group within its limits. Pitfall: nothing here looks at what happened before; that a call
follows another suspicious one is the filter's (`attack_filter.py`), that a PIN was guessed the accumulator's
(`signals/accumulator.py`).
"""

from __future__ import annotations

from math import erfc, log, log10
from typing import NamedTuple

from veilleur.detection.judge.parameters import (
    ATTACK_LOG_SECONDS,
    ATTACK_LOG_SPREAD,
    HABITS_UNDER_ATTACK,
    HONEST_LOG_SPREAD,
    KNOWN_DAYS,
    KNOWN_NUMBER_DB,
    LEAST_SHOWN_DB,
    NEW_NETWORK_UNDER_ATTACK,
    NEW_NUMBER_UNDER_ATTACK,
)
from veilleur.detection.judge_port import CallFacts
from veilleur.detection.profile.destination_prior import DestinationPrior
from veilleur.detection.profile.familiarity import Familiarity
from veilleur.detection.profile.population_priors import ATTACK_ORIGIN_SHARE
from veilleur.detection.signals.catalog import GROUP_LIMITS_DB, SIGNALS, Group
from veilleur.words.calls import INDIRECT_ORIGINS, Origin
from veilleur.words.destinations import NumberClass

_ORIGIN_SIGNAL = {
    Origin.FORWARD: "forwarded_call_abroad",
    Origin.VOICEMAIL: "voicemail_dialout",
    Origin.DISA: "disa_abroad",
    Origin.TRANSFER: "transfer_abroad",
}
_GROUP_OF = {code: signal.group for code, signal in SIGNALS.items()}
_KEPT_IN_CHANGE = frozenset({Group.TIME, Group.ORIGIN, Group.IDENTITY, Group.DURATION})


class CallEvidence(NamedTuple):
    """The evidence of one call.

    llr_db: signal -> decibans, before the limits of the groups. total_db: their sum within the limits.
    unchanging_db: as much of it as a company keeps in a regime change: hours, ways out, networks, lengths.
    place_attack: P(place | attack).
    """

    llr_db: dict[str, float]
    total_db: float
    unchanging_db: float
    place_attack: float


def call_evidence(facts: CallFacts, prior: DestinationPrior, familiarity: Familiarity) -> CallEvidence:
    """The evidence of one call; what is weaker than half a deciban is left out."""
    # Most attackers choose a place by price and risk, some among the company's own.
    place_attack = min(
        0.5, (1.0 - HABITS_UNDER_ATTACK) * prior.attack_share + HABITS_UNDER_ATTACK * familiarity.place_site
    )
    llr_db: dict[str, float] = {}
    is_open = facts.moment.is_open
    time = -_db(familiarity.time)
    llr_db[
        ("new_hour" if is_open else "closed_hours") if time > 0 else "open_hours" if is_open else "usual_hour"
    ] = time
    price, risk = _db(prior.ratio), prior.risk_db
    place = _db(place_attack / familiarity.place) - price - risk
    code = _place_code(facts, familiarity, place)
    llr_db[code] = max(0.0, place) if code.startswith("new") else place
    llr_db["price_high" if price > 0 else "price_low"] = price
    llr_db["range_risk"] = risk
    if familiarity.number > 0.0:
        llr_db["known_number"] = -KNOWN_NUMBER_DB * (1.0 - 2.0**-familiarity.number)
    elif familiarity.place_days >= KNOWN_DAYS:  # in a new place every number is new, which says nothing more
        llr_db["new_number"] = _db(NEW_NUMBER_UNDER_ATTACK / familiarity.new_number)
    if facts.extension:
        extension = -_db(familiarity.extension * familiarity.extensions)
        llr_db["new_extension" if extension > 0 else "usual_extension"] = extension
    if facts.origin in INDIRECT_ORIGINS:
        llr_db[_ORIGIN_SIGNAL[facts.origin]] = _db(ATTACK_ORIGIN_SHARE[facts.origin] / familiarity.origin)
    if familiarity.new_network is not None:
        llr_db["unknown_network"] = _db(NEW_NETWORK_UNDER_ATTACK / familiarity.new_network)
    if facts.answered_s > 0:
        length = length_db(facts.answered_s, familiarity.log_seconds)
        llr_db["long_call" if length > 0 else "usual_length"] = length
    # That a country was never called is shown even where it weighs nothing, on the first days.
    llr_db = {
        code: db
        for code, db in llr_db.items()
        if abs(db) >= LEAST_SHOWN_DB or code.startswith("new_territory")
    }
    total, unchanging = within_limits(llr_db)
    return CallEvidence(llr_db, total, unchanging, place_attack)


def within_limits(llr_db: dict[str, float]) -> tuple[float, float]:
    """The sum of the evidence, each group within its limits, and the part that a regime change leaves."""
    sums: dict[Group, float] = {}
    for code, db in llr_db.items():
        group = _GROUP_OF[code]
        sums[group] = sums.get(group, 0.0) + db
    total = unchanging = 0.0
    for group, db in sums.items():
        least, most = GROUP_LIMITS_DB[group]
        db = least if db < least else most if db > most else db
        total += db
        if group in _KEPT_IN_CHANGE:
            unchanging += db
    return total, unchanging


def length_db(answered_s: float, usual_log_seconds: float) -> float:
    """Decibans for a call that has ended: the ratio of two log-normal densities at its length."""
    length = log(max(1.0, answered_s))
    attack = (length - ATTACK_LOG_SECONDS) / ATTACK_LOG_SPREAD
    honest = (length - usual_log_seconds) / HONEST_LOG_SPREAD
    ratio = (honest * honest - attack * attack) / 2.0 + log(HONEST_LOG_SPREAD / ATTACK_LOG_SPREAD)
    return 10.0 / log(10.0) * ratio


def lasting_db(answered_s: float, usual_log_seconds: float) -> float:
    """Decibans for a call that still runs: the ratio of two log-normal survival functions, within limits."""
    length = log(max(1.0, answered_s))
    attack = erfc((length - ATTACK_LOG_SECONDS) / ATTACK_LOG_SPREAD / 2**0.5)
    honest = erfc((length - usual_log_seconds) / HONEST_LOG_SPREAD / 2**0.5)
    least, most = GROUP_LIMITS_DB[Group.DURATION]
    return max(least, min(most, _db(attack / max(1e-9, honest))))


def _place_code(facts: CallFacts, familiarity: Familiarity, db: float) -> str:
    is_new = familiarity.place_days < KNOWN_DAYS
    if facts.destination.number_class is not NumberClass.INTERNATIONAL:
        return "new_kind_of_number" if is_new or db > 0 else "known_kind_of_number"
    if is_new:
        return "new_territory_site"
    if db <= 0:
        return "known_territory"
    return "new_territory_extension" if familiarity.own_place < KNOWN_DAYS else "rare_territory"


def _db(ratio: float) -> float:
    return 10.0 * log10(ratio if ratio > 1e-9 else 1e-9)
