"""What a destination alone tells the judge, whoever calls it and when.

In: a destination. Out: the names and figures that the judge would work out anew at each call there. Easily
read wrong: nothing here belongs to one site, so all sites of a process share it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from veilleur.detection.profile.familiarity import number_key, place_of
from veilleur.detection.profile.population_priors import place_share, price_ratio
from veilleur.words.destinations import Destination

RANGE_RISK_SHARE = 0.5  # of the decibans of a range: half of them are told by its price already
_REMEMBERED = 8192


class Target(NamedTuple):
    """Where a call goes, as the judge sees it.

    place, number: as the profile knows them (`habits.py`). share: of the honest capped calls of companies in
    general that go to this place. ratio: how many times likelier a thief is to choose a place of this price.
    risk_db: decibans of the range, as far as they count. thief_share: of thieves' calls, by price and risk.
    per_minute: micro-euros, in digits.
    """

    place: str
    number: str
    share: float
    ratio: float
    risk_db: float
    thief_share: float
    per_minute: str


@lru_cache(maxsize=_REMEMBERED)
def target_of(destination: Destination) -> Target:
    """What this destination tells; the same answer at each call."""
    share, ratio = place_share(destination), price_ratio(destination)
    risk_db = RANGE_RISK_SHARE * destination.risk_db
    return Target(
        place=place_of(destination),
        number=number_key(destination),
        share=share,
        ratio=ratio,
        risk_db=risk_db,
        thief_share=share * ratio * 10 ** (risk_db / 10.0),
        per_minute=str(destination.price.per_minute),
    )
