"""What a profile tells of one call, and the names under which it knows places, networks and numbers.

In: destinations and addresses. Out: words, and `Habits`. Easily read wrong: a special number at home is known
by its class, never by its territory.
"""

from __future__ import annotations

from typing import NamedTuple

from veilleur.words.destinations import CLASS_WORDS, Destination, NumberClass


class Habits(NamedTuple):
    """How the company behaves, as far as it bears on one call.

    rate: capped calls an hour, over the week. time: how dense its calls are at this hour, against an even
    week. place, extension, origin: shares of its calls. place_site: of the site, whoever calls.
    number: days on which this number was called. new_number: share of its calls to known places that go to
    new numbers.
    own_place: days this extension called this place. new_network: share of calls from a new network, or
    None when nothing speaks for or against the network of this call.
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
    """A number as the profile knows it."""
    return f"n{destination.e164 or destination.dialled}"
