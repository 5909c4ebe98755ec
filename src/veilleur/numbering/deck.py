"""PriceDeck: what a call costs. In: the site's CSV deck and its flat words. Out: Price.

Pitfall: a flat plan beats the deck (the owner says it costs nothing), and the deck beats the built-in prices
by the longest prefix, even where a longer, risky range would be dearer by default.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from veilleur.numbering.deck_files import read_deck
from veilleur.numbering.territories import PRICE_OTHER, TERRITORY_PRICES
from veilleur.words.destinations import NumberClass
from veilleur.words.errors import ConfigError
from veilleur.words.money import FREE, Price, micro_euros
from veilleur.words.site import Site

# Retail ceilings: 089x at most 0.80 EUR/min or 3 EUR/call plus the ordinary call; satellite wholesale
# 2.5-2.8 USD; nothing known is dearer than the unknown.
_PREMIUM = Price(micro_euros("0.86"), micro_euros(3))
UNKNOWN_PRICE = Price(micro_euros(6), micro_euros(3))
_CLASS_PRICES: dict[NumberClass, Price] = {
    NumberClass.INTERNAL: FREE,
    NumberClass.FEATURE: FREE,
    NumberClass.EMERGENCY: FREE,
    NumberClass.FREE: FREE,
    NumberClass.NATIONAL: Price(micro_euros("0.05")),
    NumberClass.MOBILE: Price(micro_euros("0.20")),
    NumberClass.OPERATOR: Price(micro_euros("0.05")),
    NumberClass.SHARED_COST: Price(micro_euros("0.26")),
    NumberClass.PREMIUM: _PREMIUM,
    NumberClass.PREMIUM_SHORT: _PREMIUM,
    NumberClass.DIRECTORY: Price(micro_euros(3), micro_euros(3)),
    NumberClass.SATELLITE: UNKNOWN_PRICE,
    NumberClass.INTERNATIONAL_NETWORK: UNKNOWN_PRICE,
    NumberClass.UNASSIGNED: UNKNOWN_PRICE,
}
_SHORT_CLASSES = frozenset({NumberClass.PREMIUM_SHORT, NumberClass.DIRECTORY, NumberClass.OPERATOR})
_PLAN_CLASSES = frozenset({NumberClass.NATIONAL, NumberClass.MOBILE, NumberClass.INTERNATIONAL})
_EU = frozenset("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split())


class PriceDeck:
    """Prices by longest prefix of the E.164 digits (no `+`), then built-in ones."""

    def __init__(self, prices: dict[str, Price] | None = None, flat: Iterable[str] = ()) -> None:
        self._prices = prices or {}
        self._longest = max(map(len, self._prices), default=0)
        self._flat: set[tuple[str, str]] = set()
        for word in flat:
            parts = word.split()
            if not 1 <= len(parts) <= 2 or (len(parts) == 2 and parts[1].lower() not in ("fixed", "mobile")):
                raise ConfigError(
                    '[tariff] flat holds {word!r}; write "FR fixed", "FR mobile" or "EU fixed".', word=word
                )
            kinds = [parts[1].lower()] if len(parts) == 2 else ["fixed", "mobile"]
            for iso in _EU if parts[0].upper() == "EU" else (parts[0].upper(),):
                self._flat.update((iso, kind) for kind in kinds)

    @classmethod
    def for_site(cls, site: Site) -> PriceDeck:
        """The deck a site names, with its flat words.

        Raises:
            ConfigError: a flat word or the file cannot be used. InputError: a line cannot.
        """
        prices = read_deck(Path(site.tariff.file)) if site.tariff.file else {}
        return cls(prices, site.tariff.flat)

    def price(self, digits: str, territory: str, number_class: NumberClass, kind: str = "") -> Price:
        """Price for E.164 or short digits of a class; `kind` is "fixed", "mobile" or ""."""
        return self.price_and_source(digits, territory, number_class, kind)[0]

    def price_and_source(
        self, digits: str, territory: str, number_class: NumberClass, kind: str = ""
    ) -> tuple[Price, str]:
        """The price, and where it comes from: "flat", "deck 3712" or "built-in"."""
        if number_class in _PLAN_CLASSES and (territory, kind) in self._flat:
            return FREE, "flat"
        default = default_price(territory, number_class)
        if default == FREE:
            return FREE, "built-in"
        if number_class in _SHORT_CLASSES:  # 3635 is no number of Hungary: whole match only
            found = self._prices.get(digits)
            return (default, "built-in") if found is None else (found, f"deck {digits}")
        for length in range(min(self._longest, len(digits)), 0, -1):
            found = self._prices.get(digits[:length])
            if found is not None:
                return found, f"deck {digits[:length]}"
        return default, "built-in"


@lru_cache(4096)
def default_price(territory: str, number_class: NumberClass) -> Price:
    """The built-in price, without deck or plan."""
    territory_price = micro_euros(TERRITORY_PRICES.get(territory, PRICE_OTHER))
    if number_class is NumberClass.INTERNATIONAL:
        return Price(territory_price)
    if number_class is NumberClass.PREMIUM and territory not in ("FR", ""):
        return Price(max(territory_price, micro_euros(2)), micro_euros(3))
    return _CLASS_PRICES[number_class]
