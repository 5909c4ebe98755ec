"""Names of territories and classes of numbers, as people call them. In: a place. Out: its name."""

from __future__ import annotations

from veilleur.language import territory_name

_CLASSES = {
    "premium": ("numéros surtaxés", "premium-rate numbers"),
    "premium_short": ("numéros courts surtaxés", "premium short numbers"),
    "shared_cost": ("numéros à coût partagé", "shared-cost numbers"),
    "directory": ("services de renseignements", "directory services"),
    "satellite": ("satellites", "satellites"),
    "international": ("international, pays inconnu", "international, country unknown"),
    "international_network": ("réseaux internationaux", "international networks"),
    "unassigned": ("indicatifs non attribués", "unassigned codes"),
    "national": ("France, fixes", "national fixed lines"),
    "mobile": ("mobiles", "mobiles"),
}


def place_name(place: str, lang: str) -> str:
    """A territory or class as people call it."""
    if place in _CLASSES:
        return _CLASSES[place][lang != "fr"]
    return territory_name(place, lang)
