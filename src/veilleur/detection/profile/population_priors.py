"""Population priors: how small companies and attackers call in general, before one site is known.

In: a destination, the hours of a site. Out: prior shares of honest and of fraudulent calls, and the prior
distribution of calls over a week. Pitfall: these are starting points that a site's own data soon outweigh;
none is measured on French companies, for no source exists (facts: 1 to 3 % of calls abroad, unverified).

Sources: weekdays and hours Gradwell 2009 (5 million calls, 13 000 users); attackers' destinations: the ten
worst were half of the advertised test numbers in 2013 and 14.5 % in 2020, Belgium, Italy and Britain came
into the top three in 2021; times: French and American cases, most at night and on weekends, the Orange
case of 2015 on three working days. All other figures are expert estimates.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from veilleur.words.calls import Origin
from veilleur.words.destinations import Destination, NumberClass
from veilleur.words.money import MICRO_EUROS_PER_EURO, Price
from veilleur.words.site import Hours

# Share of the honest capped calls that go to a class at home, and of fraudulent calls.
_HONEST_CLASS = {
    NumberClass.SHARED_COST: 0.20,
    NumberClass.PREMIUM: 0.05,
    NumberClass.PREMIUM_SHORT: 0.06,
    NumberClass.DIRECTORY: 0.03,
    NumberClass.SATELLITE: 0.0004,
    NumberClass.INTERNATIONAL_NETWORK: 0.0002,
    NumberClass.UNASSIGNED: 0.02,
}
_ATTACK_CLASS = {
    NumberClass.SHARED_COST: 0.01,
    NumberClass.PREMIUM: 0.05,
    NumberClass.PREMIUM_SHORT: 0.02,
    NumberClass.DIRECTORY: 0.005,
    NumberClass.SATELLITE: 0.03,
    NumberClass.INTERNATIONAL_NETWORK: 0.01,
    NumberClass.UNASSIGNED: 0.03,
}
ORIGIN_SHARE = {  # of the honest capped calls, by origin
    Origin.EXTENSION: 0.96,
    Origin.UNKNOWN: 0.96,
    Origin.FORWARD: 0.02,
    Origin.TRANSFER: 0.015,
    Origin.DISA: 0.002,
    Origin.VOICEMAIL: 0.0005,
}
# At closed hours hardly anybody is there to transfer a caller.
ORIGIN_SHARE_CLOSED = {**ORIGIN_SHARE, Origin.TRANSFER: 0.0005}
ATTACK_ORIGIN_SHARE = {  # of fraudulent calls
    Origin.EXTENSION: 0.5,
    Origin.UNKNOWN: 0.5,
    Origin.FORWARD: 0.25,
    Origin.TRANSFER: 0.05,
    Origin.DISA: 0.1,
    Origin.VOICEMAIL: 0.1,
}
_NEAR_SHARE, _NEAR_PRICE = 0.02, 0.35  # of a cheap, near country; its euros a minute
_FARTHEST_SHARE = 0.00005
_EVEN_PRICE = 0.75  # euros a minute at which fraudulent and honest calls are equally likely
OPEN_SHARE, CLOSED_DAY_SHARE, NIGHT_SHARE = 0.93, 0.055, 0.015  # of honest capped calls
_DAY_HOURS = range(7, 21)
_ALWAYS_OPEN = (0.35,) * 7 + (1.0,) + (1.6,) * 11 + (1.0,) * 3 + (0.5,) * 2


@lru_cache(maxsize=4096)
def euros_per_minute(price: Price) -> float:
    """Euros a minute, connection fee included as if the call took ten minutes; at least 5 cents."""
    return max(0.05, (price.per_minute + price.connection / 10) / MICRO_EUROS_PER_EURO)


def place_share(destination: Destination) -> float:
    """Share of the honest capped calls of companies in general that go to this place."""
    share = _HONEST_CLASS.get(destination.number_class)
    return _priced_share(destination.cautious) if share is None else share


@lru_cache(maxsize=4096)
def _priced_share(price: Price) -> float:
    nearness = (_NEAR_PRICE / max(_NEAR_PRICE, euros_per_minute(price))) ** 2
    return max(_FARTHEST_SHARE, _NEAR_SHARE * nearness)


def price_ratio(destination: Destination) -> float:
    """Likelihood ratio of a place of this price: P(price | attack) / P(price | honest)."""
    number_class = destination.number_class
    if number_class in _ATTACK_CLASS:
        return _ATTACK_CLASS[number_class] / _HONEST_CLASS[number_class]
    return euros_per_minute(destination.cautious) / _EVEN_PRICE


class Part(NamedTuple):
    """A part of the week: night (0), closed by day (1), or open (2). share: of the honest capped calls."""

    number: int
    slots: tuple[int, ...]
    share: float


class WeekShape(NamedTuple):
    """How honest calls spread over the week of a site with given hours. Slots: 0-23 closed, 24-47 open.

    hours: a week that belong to each slot; at least a quarter, for a slot that should not be. parts: the
    part of the week that holds each slot. shares: of the calls of its part that each slot gets.
    """

    hours: tuple[float, ...]
    parts: tuple[Part, ...]
    shares: tuple[float, ...]


def week_shape(hours: Hours) -> WeekShape:
    """The shape of a week with these opening hours; shared by all sites that keep them."""
    return _week_shape(hours.ranges, hours.always)


_NIGHT = tuple(hour for hour in range(24) if hour not in _DAY_HOURS)
_OPEN = tuple(range(24, 48))


@lru_cache(maxsize=1000)
def _week_shape(ranges: tuple[tuple[tuple[int, int], ...], ...], always: bool) -> WeekShape:
    open_hours = [0.0] * 24
    for day in ranges:
        for start, end in day:
            for minute in range(start, end if end > start else end + 1440, 15):
                open_hours[minute // 60 % 24] += 0.25
    if always:
        open_hours = [7.0] * 24
    closed = [max(0.25, 7.0 - value) for value in open_hours]
    opened = [max(0.25, value) for value in open_hours]
    weights = [*closed, *([usual * 7.0 for usual in _ALWAYS_OPEN] if always else opened)]
    night, closed_day, open_part = parts = (
        Part(0, _NIGHT, NIGHT_SHARE),
        Part(1, tuple(_DAY_HOURS), CLOSED_DAY_SHARE),
        Part(2, _OPEN, 1.0 if always else OPEN_SHARE),
    )
    shares = [0.0] * 48
    for part in parts:
        total = sum(weights[slot] for slot in part.slots)
        for slot in part.slots:
            shares[slot] = weights[slot] / total
    by_slot = tuple(
        open_part if slot >= 24 else closed_day if slot in _DAY_HOURS else night for slot in range(48)
    )
    return WeekShape((*closed, *opened), by_slot, tuple(shares))
