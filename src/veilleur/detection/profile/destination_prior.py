"""What a destination alone says to the judge, whoever calls it and when.

In: a destination. Out: its names in the profile, and its prior shares of honest and fraudulent calls.
Pitfall: nothing here belongs to one site, so all sites of a process share it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from veilleur.detection.judge_port import EXPECTED_FRAUD_CALL_S
from veilleur.detection.profile.familiarity import number_key, place_of
from veilleur.detection.profile.parameters import RANGE_RISK_SHARE
from veilleur.detection.profile.population_priors import place_share, price_ratio
from veilleur.words.destinations import Destination
from veilleur.words.money import MicroEuro

_REMEMBERED = 8192


class DestinationPrior(NamedTuple):
    """Where a call goes, as the judge sees it.

    place, number: as the profile knows them (`familiarity.py`). share: P(place | honest), for the capped
    calls of companies in general. ratio: likelihood ratio of a place of this price. risk_db: decibans of
    the range, as far as they count. attack_share: P(place | attack) by price and risk alone, which is
    share * ratio * 10 ** (risk_db / 10). per_minute: micro-euros, in digits. fraud_call_cost: what one
    fraudulent call there is expected to cost.
    """

    place: str
    number: str
    share: float
    ratio: float
    risk_db: float
    attack_share: float
    per_minute: str
    fraud_call_cost: MicroEuro


@lru_cache(maxsize=_REMEMBERED)
def destination_prior(destination: Destination) -> DestinationPrior:
    """The prior of this destination; the same at each call."""
    share, ratio = place_share(destination), price_ratio(destination)
    risk_db = RANGE_RISK_SHARE * destination.risk_db
    return DestinationPrior(
        place=place_of(destination),
        number=number_key(destination),
        share=share,
        ratio=ratio,
        risk_db=risk_db,
        attack_share=share * ratio * 10 ** (risk_db / 10.0),
        per_minute=str(destination.price.per_minute),
        fraud_call_cost=destination.price.cost(EXPECTED_FRAUD_CALL_S),
    )
