"""PriceDeck: what a call costs. In: the site's CSV deck and its flat words. Out: PriceEstimate.

Pitfall: a flat plan beats the deck (the owner says it costs nothing), and the deck beats the built-in prices
by the longest prefix, even where a longer, risky range would be dearer by default.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from veilleur.numbering.deck_files import read_deck
from veilleur.numbering.price_table import ESTIMATES, OTHER
from veilleur.words.destinations import NumberClass
from veilleur.words.errors import ConfigError
from veilleur.words.money import FREE, Price, PriceEstimate, micro_euros
from veilleur.words.site import Site


def _euros(per_minute: str, connection: str = "0") -> Price:
    return Price(micro_euros(per_minute), micro_euros(connection))


def _estimate(usual: Price, cautious: Price | None = None, counted: Price | None = None) -> PriceEstimate:
    return PriceEstimate(usual=usual, cautious=cautious or usual, counted=counted or usual)


# Dearest line of any list: 25.88 EUR before tax (aircraft). Nothing known is dearer than the unknown.
_DEAREST = _euros("35", "3")
_NOTHING = PriceEstimate.known(FREE)
# 089x costs at most 0.80 EUR a minute or 3 EUR a call and the ordinary call; which of them is not known, so
# caps count both. Satellites and networks: the lists of `price_table` ask a median of 5.9 EUR before tax.
_PREMIUM = _estimate(_euros("0.80"), _euros("0.86", "3"), _euros("0.86", "3"))
_CLASS_ESTIMATES: dict[NumberClass, PriceEstimate] = {
    NumberClass.INTERNAL: _NOTHING,
    NumberClass.FEATURE: _NOTHING,
    NumberClass.EMERGENCY: _NOTHING,
    NumberClass.FREE: _NOTHING,
    NumberClass.NATIONAL: _estimate(_euros("0.05")),
    NumberClass.MOBILE: _estimate(_euros("0.20")),
    NumberClass.OPERATOR: _estimate(_euros("0.05")),
    NumberClass.SHARED_COST: _estimate(_euros("0.20"), _euros("0.26"), _euros("0.26")),
    NumberClass.PREMIUM: _PREMIUM,
    NumberClass.PREMIUM_SHORT: _PREMIUM,
    NumberClass.DIRECTORY: _estimate(_euros("3", "3")),
    NumberClass.SATELLITE: _estimate(_euros("7.10"), _DEAREST),
    NumberClass.INTERNATIONAL_NETWORK: _estimate(_euros("7.10"), _DEAREST),
    NumberClass.UNASSIGNED: _estimate(_euros("6", "3"), _DEAREST),
}
# Lists ask a median of 0.38 EUR a minute before tax for premium ranges abroad, and up to 6.97.
_FOREIGN_PREMIUM = _estimate(_euros("0.80"), _euros("8.40", "3"), _euros("2", "3"))
_SHORT_CLASSES = frozenset({NumberClass.PREMIUM_SHORT, NumberClass.DIRECTORY, NumberClass.OPERATOR})
_PLAN_CLASSES = frozenset({NumberClass.NATIONAL, NumberClass.MOBILE, NumberClass.INTERNATIONAL})
_EU = frozenset("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split())


PLAN_MOST = Decimal("1.10")  # euros a minute, cautiously estimated: 76 territories; expert estimate
# Words of plans for several territories. DOM: overseas France, as French plans name it.
_GROUPS = {
    "EU": _EU,
    "EEA": _EU | {"IS", "LI", "NO"},
    "DOM": frozenset("RE GP MQ GF YT PM BL MF".split()),
    # "100 destinations": each operator lists others, so only where a fixed line costs little whoever sells
    # it; a country that a plan includes besides stands in `flat` by its own code.
    "100": frozenset(iso for iso, one in ESTIMATES.items() if Decimal(one.cautious_fixed) <= PLAN_MOST)
    | {"US"},
}


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
            for iso in _GROUPS.get(parts[0].upper(), (parts[0].upper(),)):
                self._flat.update((iso, kind) for kind in kinds)

    @classmethod
    def for_site(cls, site: Site) -> PriceDeck:
        """The deck a site names, with its flat words.

        Raises:
            ConfigError: a flat word or the file cannot be used. InputError: a line cannot.
        """
        prices = read_deck(Path(site.tariff.file)) if site.tariff.file else {}
        return cls(prices, site.tariff.covered(site.country))

    def price(self, digits: str, territory: str, number_class: NumberClass, kind: str = "") -> Price:
        """Price as caps count it, for E.164 or short digits of a class; `kind` is "fixed", "mobile" or ""."""
        return self.estimate_and_source(digits, territory, number_class, kind)[0].counted

    def estimate_and_source(
        self, digits: str, territory: str, number_class: NumberClass, kind: str = ""
    ) -> tuple[PriceEstimate, str]:
        """The estimate, and where it comes from: "flat", "deck 3712" or "built-in"."""
        if number_class in _PLAN_CLASSES and (territory, kind) in self._flat:
            return _NOTHING, "flat"
        default = default_estimate(territory, number_class, kind)
        if default == _NOTHING:
            return _NOTHING, "built-in"
        if number_class in _SHORT_CLASSES:  # 3635 is no number of Hungary: whole match only
            found = self._prices.get(digits)
            return (default, "built-in") if found is None else (_known(found), f"deck {digits}")
        for length in range(min(self._longest, len(digits)), 0, -1):
            found = self._prices.get(digits[:length])
            if found is not None:
                return _known(found), f"deck {digits[:length]}"
        return default, "built-in"


@lru_cache(4096)
def _known(price: Price) -> PriceEstimate:
    return PriceEstimate.known(price)


@lru_cache(4096)
def default_estimate(territory: str, number_class: NumberClass, kind: str = "") -> PriceEstimate:
    """The built-in estimate, without deck or plan."""
    if number_class is NumberClass.INTERNATIONAL:
        minute = ESTIMATES.get(territory, OTHER)
        fixed = _estimate(_euros(minute.usual_fixed), _euros(minute.cautious_fixed))
        mobile = _estimate(_euros(minute.usual_mobile), _euros(minute.cautious_mobile))
        if kind:
            return mobile if kind == "mobile" else fixed
        # What kind of number it is is not known, so neither is the range: caps count the cautious price.
        usual, cautious = max(fixed.usual, mobile.usual), max(fixed.cautious, mobile.cautious)
        return _estimate(usual, cautious, cautious)
    if number_class is NumberClass.PREMIUM and territory not in ("FR", ""):
        return _FOREIGN_PREMIUM
    return _CLASS_ESTIMATES[number_class]
