"""Where a call goes, as a person reads it: "to Cuba", "to a premium number", in French and English.

In: a destination. Out: a phrase. Pitfall: at home, numbers that cost extra are named by their class, not by
their country.
"""

from __future__ import annotations

from veilleur.language import Sentence, say, territory_phrase
from veilleur.words.destinations import Destination, NumberClass

_BY_CLASS = {
    NumberClass.PREMIUM: Sentence("vers un numéro surtaxé", "to a premium number"),
    NumberClass.PREMIUM_SHORT: Sentence("vers un numéro court surtaxé", "to a premium short number"),
    NumberClass.DIRECTORY: Sentence("vers un 118 (renseignements)", "to directory enquiries"),
    NumberClass.SHARED_COST: Sentence("vers un numéro à coût partagé", "to a shared-cost number"),
    NumberClass.SATELLITE: Sentence("vers un satellite", "to a satellite"),
    NumberClass.INTERNATIONAL_NETWORK: Sentence(
        "vers un réseau international", "to an international network"
    ),
}


def where(destination: Destination, lang: str) -> str:
    """ "to Cuba", "to a premium number"."""
    known = _BY_CLASS.get(destination.number_class)
    return say(known, {}, lang) if known is not None else territory_phrase(destination.territory, lang)
