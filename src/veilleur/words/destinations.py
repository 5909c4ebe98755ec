"""What a dialled string means: who is reached, in which class, at what risk and price."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from veilleur.words.money import Price, PriceEstimate

HIDDEN_DIGIT = "\u2022"  # stands for a digit that a record does not show


class NumberClass(StrEnum):
    """Classes of destination; the words appear in configuration files, pages and JSON."""

    INTERNAL = "internal"
    FEATURE = "feature"  # a star or hash code: an order to the switch, not a call
    EMERGENCY = "emergency"
    FREE = "free"
    NATIONAL = "national"
    MOBILE = "mobile"
    SHARED_COST = "shared_cost"
    PREMIUM = "premium"
    PREMIUM_SHORT = "premium_short"
    DIRECTORY = "directory"
    OPERATOR = "operator"
    INTERNATIONAL = "international"
    SATELLITE = "satellite"
    INTERNATIONAL_NETWORK = "international_network"
    UNASSIGNED = "unassigned"


# The words of the classes: `.value` says the same, but takes its time in a hot path.
CLASS_WORDS: dict[NumberClass, str] = {number_class: number_class.value for number_class in NumberClass}

# What the caps of law 2 count. National, mobile, free, internal and emergency traffic is
# never stopped by a cap.
CAPPED_CLASSES = frozenset(
    {
        NumberClass.SHARED_COST,
        NumberClass.PREMIUM,
        NumberClass.PREMIUM_SHORT,
        NumberClass.DIRECTORY,
        NumberClass.INTERNATIONAL,
        NumberClass.SATELLITE,
        NumberClass.INTERNATIONAL_NETWORK,
        NumberClass.UNASSIGNED,
    }
)

# Classes that never leave the site, so that they cost nothing and need no permit.
INSIDE_CLASSES = frozenset({NumberClass.INTERNAL, NumberClass.FEATURE})
_EMERGENCY = NumberClass.EMERGENCY  # each call is compared with it


class Destination(NamedTuple):
    """The meaning of one dialled string on one site.

    dialled: the string as it came, untouched.
    e164: `+` and digits, or "" when the string is no international number (112, 104, *21#).
    territory: ISO 3166 alpha-2 code; "" when it belongs to no territory (satellite, spare code).
    number_class: see NumberClass.
    risk_db: prior evidence for fraud in decibans (10*log10 of the likelihood ratio) that lies in
        the range alone, whoever calls and whenever; 0 says nothing.
    price: what a call there costs as caps count it.
    forward_target: for a feature code that sets a forward, the number it forwards to; else "".
    estimate: how dear it usually is and at most; None where nothing but the price is known.
    """

    dialled: str
    e164: str
    territory: str
    number_class: NumberClass
    risk_db: int
    price: Price
    forward_target: str = ""
    estimate: PriceEstimate | None = None

    @property
    def usual(self) -> Price:
        """What a call there mostly costs."""
        return self.price if self.estimate is None else self.estimate.usual

    @property
    def cautious(self) -> Price:
        """What a call there hardly ever exceeds."""
        return self.price if self.estimate is None else self.estimate.cautious

    @property
    def is_capped(self) -> bool:
        """Whether the caps of the site count this destination."""
        return self.number_class in CAPPED_CLASSES

    @property
    def is_emergency(self) -> bool:
        """Whether this is an emergency number, which nothing may ever stop."""
        return self.number_class is _EMERGENCY
