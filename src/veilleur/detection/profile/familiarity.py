"""How familiar a call is to the company, and the names under which its profile knows places and numbers.

In: destinations and addresses. Out: keys, and `Familiarity`. Pitfall: a special number at home is known by
its class, never by its territory.
"""

from __future__ import annotations

from typing import NamedTuple

from veilleur.words.destinations import CLASS_WORDS, Destination, NumberClass


class Familiarity(NamedTuple):
    """How the company behaves, as far as it bears on one call: posterior means of its rates and shares.

    rate: capped calls an hour, over the week. time: density of its calls at this hour, against an even
    week. place, extension, origin: shares of its calls. place_site: of the site, whoever calls.
    place_days: days of credit of the place. own_place: of the place, for this extension. extensions: how
    many there seem to be. number: days of credit of the number. new_number: share of its calls to known
    places that go to new numbers. new_network: share of calls from a new network, or None when nothing
    speaks for or against the network of this call. log_seconds: mean length of its calls, ln of seconds.
    """

    rate: float
    time: float
    place: float
    place_site: float
    place_days: float
    own_place: float
    extension: float
    extensions: int
    origin: float
    number: float
    new_number: float
    new_network: float | None
    log_seconds: float


def place_of(destination: Destination) -> str:
    """Where a call goes, as one word: the territory abroad, the class of a special number at home."""
    if destination.number_class is NumberClass.INTERNATIONAL and destination.territory:
        return destination.territory
    return CLASS_WORDS[destination.number_class]


def network_of(address: str) -> str:
    """The neighbourhood of a network address: the first three bytes, or the first four groups of IPv6."""
    if ":" in address:
        return ":".join(address.split(":")[:4])
    return address.rpartition(".")[0]


def number_key(destination: Destination) -> str:
    """The key of a number in the table of counts: `n` and the number."""
    return f"n{destination.e164 or destination.dialled}"
