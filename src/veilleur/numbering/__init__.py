"""Digits -> destination and price. phonenumbers is imported only when a number needs it."""

from veilleur.numbering.deck import PriceDeck
from veilleur.numbering.dialplan import DialPlan, Explanation
from veilleur.numbering.emergency import emergency_collisions, emergency_numbers
from veilleur.numbering.feeds import Feeds
from veilleur.numbering.international import territories, territory_of

__all__ = [
    "DialPlan",
    "Explanation",
    "Feeds",
    "PriceDeck",
    "emergency_collisions",
    "emergency_numbers",
    "territories",
    "territory_of",
]
