"""Floor 1: digits -> destination and price. phonenumbers is imported only when a number needs it."""

from veilleur.numbering.deck import PriceDeck
from veilleur.numbering.dialplan import DialPlan, emergency_collisions, emergency_numbers, territory_of
from veilleur.numbering.feeds import Feeds

__all__ = ["DialPlan", "Feeds", "PriceDeck", "emergency_collisions", "emergency_numbers", "territory_of"]
