"""Which currency an amount, its heading or a field beside it names.

In: texts such as `Rate (USD)`, `$0.43`, `12,50 DH`. Out: the code of ISO 4217, or a sign that many share.
Pitfall: an amount that names no currency is in that of the site's country.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

_CODES = re.compile(
    r"(?<![A-Z])(USD|GBP|CHF|MAD|TND|DZD|XOF|XAF|CAD|AUD|NZD|BRL|INR|MXN|ARS|CLP|COP|PEN|PLN|SEK|NOK|DKK|CZK"
    r"|HUF|RON|BGN|ISK|ZAR|JPY|CNY|HKD|SGD|RUB|UAH|TRY|ILS|AED|SAR|QAR|EGP|KES|NGN|GHS|MUR|XPF)(?![A-Z])"
)
_SIGNS = {"£": "GBP", "₹": "INR", "¥": "JPY", "₽": "RUB", "₺": "TRY", "₪": "ILS", "zł": "PLN", "Kč": "CZK"}
_SIGNS |= {"$": "$"}
_WORDS = (
    (re.compile(r"\b(?:dh|dhs|dirhams?)\b", re.IGNORECASE), "MAD"),
    (re.compile(r"\b(?:f ?cfa|francs? cfa)\b", re.IGNORECASE), "XOF"),
    (re.compile(r"\b(?:sfr|francs? suisses?|schweizer franken)\b", re.IGNORECASE), "CHF"),
    (re.compile(r"\b(?:pounds?|pence)\b|\d ?p$", re.IGNORECASE), "GBP"),
    (re.compile(r"(?:\bRs\b\.?|\brupees?\b)"), "INR"),
    (re.compile(r"(?:\(R\)|^R ?\d|\brand\b)"), "ZAR"),
    (re.compile(r"\bzl\b", re.IGNORECASE), "PLN"),
    (re.compile(r"\bkr\b", re.IGNORECASE), "kr"),  # of three countries
    (re.compile(r"\b(?:dollars?|us cents?)\b", re.IGNORECASE), "USD"),
)


_OF_COUNTRIES = {
    "GB": "GBP",
    "CH": "CHF",
    "US": "USD",
    "CA": "CAD",
    "AU": "AUD",
    "NZ": "NZD",
    "BR": "BRL",
    "IN": "INR",
    "ZA": "ZAR",
    "MA": "MAD",
    "TN": "TND",
    "SN": "XOF",
    "CI": "XOF",
    "PL": "PLN",
    "SE": "SEK",
    "NO": "NOK",
    "DK": "DKK",
    "CZ": "CZK",
    "RO": "RON",
}
_EUROS = re.compile(r"€|\beuros?\b|\bEUR\b", re.IGNORECASE)


def currency_of_country(country: str, *texts: str) -> str:
    """The currency of a site's country, for amounts whose texts name none; empty for euros."""
    if any(_EUROS.search(text) for text in texts):
        return ""
    return _OF_COUNTRIES.get(country, "")


@lru_cache(4096)
def foreign_currency(*texts: str) -> str:
    """The currency other than the euro that the texts name; empty for euros, or when they name none."""
    for text in texts:
        code = _CODES.search(text.upper())
        if code is not None:
            return code.group(1)
        for sign, name in _SIGNS.items():
            if sign in text:
                return "USD" if sign == "$" and "us" in text.lower() else name
        for words, name in _WORDS:
            if words.search(text):
                return name
    return ""


def in_other_currencies(foreign: Mapping[str, tuple[str, int]], calls: Iterable[str]) -> dict[str, int]:
    """Currency -> millionths of it, of these calls together."""
    sums = Counter[str]()
    for call in calls:
        if call in foreign:
            currency, amount = foreign[call]
            sums[currency] += amount
    return dict(sums)
