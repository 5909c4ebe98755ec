"""A price list by prefix from the calls of a bill, and its text as `[tariff] file` reads it.

In: numbers with what the bill says they cost. Out: prices by prefix, with the calls they were learned from.
Pitfall: ranges of a country that the bill does not show get the dearest price that it shows of the country.
Calls at 0 teach nothing: whether a plan covers all of a place, or some minutes of it, no call says.
"""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median
from typing import NamedTuple

from veilleur.numbering.bills.fitting import FittedPrice, PricedCall, fitted
from veilleur.numbering.territories import COUNTRY_CODES
from veilleur.words.destinations import Destination, NumberClass
from veilleur.words.money import MicroEuro, euros

CALLS_AT_MOST = 500  # of a prefix
RANGE_DIGITS = 2  # behind a country code
SPECIAL_DIGITS = 3  # where ranges of one beginning cost differently
SAME = 0.05  # prices that differ by less are one
_SPECIAL = frozenset({NumberClass.PREMIUM, NumberClass.SHARED_COST})


class BilledCall(NamedTuple):
    """One answered call of a bill: what was called, for how long, what it says it cost."""

    destination: Destination
    seconds: float
    amount: MicroEuro


def price_list(calls: Iterable[BilledCall]) -> dict[str, FittedPrice]:
    """Prices by prefix of E.164 digits, or by whole short number."""
    by_prefix: dict[str, list[PricedCall]] = {}
    for call in calls:
        prefix = _prefix(call.destination)
        if not prefix or call.seconds <= 0 or call.amount <= 0:
            continue
        group = by_prefix.setdefault(prefix, [])
        if len(group) < CALLS_AT_MOST:
            group.append(PricedCall(call.seconds, call.amount))
    return dict(sorted(_joined(by_prefix).items()))


def as_text(prices: dict[str, FittedPrice], heading: Iterable[str]) -> str:
    """The list as a CSV. heading: lines that say where it comes from."""
    lines = [f"# {' '.join(line.split())}" for line in heading]
    lines.append("prefix,eur_per_minute,connection_eur,first_s,step_s,calls")
    for prefix, one in prices.items():
        price = one.price
        amounts = f"{euros(price.per_minute):.4f},{euros(price.connection):.4f}"
        lines.append(f"{prefix},{amounts},{price.first_s},{price.step_s},{one.calls}")
    return "\n".join(lines) + "\n"


def _prefix(destination: Destination) -> str:
    digits = destination.e164.removeprefix("+")
    if not digits:
        short = destination.dialled
        return short if short.isascii() and short.isdigit() and not short.startswith("0") else ""
    code = _country_code(digits)
    behind = SPECIAL_DIGITS if destination.number_class in _SPECIAL else RANGE_DIGITS
    return digits[: len(code) + behind]


def _country_code(digits: str) -> str:
    if digits.startswith("1"):
        return digits[:4]  # each area code of North America may be another country
    return next((digits[:n] for n in (1, 2, 3) if digits[:n] in COUNTRY_CODES), digits[:3])


def _joined(by_prefix: dict[str, list[PricedCall]]) -> dict[str, FittedPrice]:
    """One price for a country where one explains all its calls; else the dearest for ranges not shown."""
    by_code: dict[str, list[str]] = {}
    for prefix in by_prefix:
        code = _country_code(prefix)
        if len(prefix) == len(code) + RANGE_DIGITS and not prefix.startswith("1"):
            by_code.setdefault(code, []).append(prefix)
    found = {prefix: fitted(group) for prefix, group in by_prefix.items()}
    for code, ranges in by_code.items():
        calls = [call for one in ranges for call in by_prefix[one]]
        whole = fitted(calls)
        if whole.error <= SAME * median(call.amount for call in calls):
            alike = ranges
        else:
            whole = max((found[one] for one in ranges), key=lambda one: one.price.cost(180))
            alike = [one for one in ranges if _is_same(found[one], whole)]
        calls_of_all = sum(found[one].calls for one in alike)
        for one in alike:
            del found[one]
        found[code] = whole._replace(calls=calls_of_all)
    return found


def _is_same(one: FittedPrice, other: FittedPrice) -> bool:
    return all(
        abs(one.price.cost(seconds) - other.price.cost(seconds)) <= SAME * other.price.cost(seconds)
        for seconds in (30, 180, 1200)
    )
