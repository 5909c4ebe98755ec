"""The totals and taxes that a bill states of itself, held against its own lines.

In: the bill's text, the sum of its lines. Out: what it states, and differences. Pitfall: only lines that name
a total or a tax and an amount are believed; a bill without them is not at fault, and nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from veilleur.evidence.reconcile.differences import CENT, Difference, Kind
from veilleur.words.money import MicroEuro, micro_euros

_TOTAL = re.compile(r"\btotal\b|\bmontant total\b|\bsous-total\b", re.I)
_WITHOUT = re.compile(r"\bh\.?\s?t\.?(?=\W|$)|\bhors taxes?\b|\bexcl", re.I)
_WITH = re.compile(r"\bt\.?t\.?c\.?(?=\W|$)|\btoutes taxes\b|\bincl", re.I)
_TAX = re.compile(r"\bt\.?v\.?a\.?(?=\W|$)|\bvat\b", re.I)
_AMOUNT = re.compile(
    r"-?\d{1,3}(?:[ \u00a0\u202f.]\d{3})*(?:[.,]\d{2,6})(?!\d|\s?%)|-?\d+[.,]\d{2,6}(?!\d|\s?%)"
)


class Stated(NamedTuple):
    """What a bill states of itself, in micro-euros; None for what it does not. line_*: where."""

    without: MicroEuro | None = None
    tax: MicroEuro | None = None
    with_tax: MicroEuro | None = None
    line_without: int = 0
    line_tax: int = 0
    line_with: int = 0


def stated(lines: Iterable[tuple[int, str]]) -> Stated:
    """The totals that a bill states; the last of each kind counts."""
    found = Stated()
    for number, text in lines:
        amounts = _AMOUNT.findall(text)
        if not amounts or not (_TOTAL.search(text) or _TAX.search(text)):
            continue
        amount = _micro(amounts[-1])
        if _TOTAL.search(text) and _WITH.search(text):
            found = found._replace(with_tax=amount, line_with=number)
        elif _TOTAL.search(text) and _WITHOUT.search(text):
            found = found._replace(without=amount, line_without=number)
        elif _TAX.search(text) and not _WITHOUT.search(text):
            found = found._replace(tax=amount, line_tax=number)
    return found


def differences(said: Stated, lines_total: MicroEuro, lines: int, per_cent: int | None) -> list[Difference]:
    """Where totals and taxes do not follow from the lines. lines: how many lines each may be rounded."""
    found = []
    slack = max(CENT, CENT // 2 * min(lines, 200))  # each line may be rounded by half a cent
    if said.without is not None and said.without - lines_total > slack:
        found.append(
            Difference(
                kind=Kind.TOTAL,
                line=said.line_without,
                disputed=said.without - lines_total,
                billed=float(said.without),
                expected=float(lines_total),
            )
        )
    if said.tax is not None and said.without is not None and per_cent is not None:
        right = _share(said.without, per_cent)
        if said.tax - right > CENT:
            found.append(
                Difference(
                    kind=Kind.TAX,
                    line=said.line_tax,
                    disputed=said.tax - right,
                    billed=float(said.tax),
                    expected=float(right),
                )
            )
    if None not in (said.without, said.tax, said.with_tax):
        right = (said.without or 0) + (said.tax or 0)
        if (said.with_tax or 0) - right > CENT:
            found.append(
                Difference(
                    kind=Kind.TOTAL,
                    line=said.line_with,
                    disputed=(said.with_tax or 0) - right,
                    billed=float(said.with_tax or 0),
                    expected=float(right),
                )
            )
    return found


def _share(amount: MicroEuro, per_cent: int) -> MicroEuro:
    return int((Decimal(amount) * per_cent / 100).to_integral_value(ROUND_HALF_UP))


def _micro(text: str) -> MicroEuro:
    plain = re.sub(r"[ \u00a0\u202f]", "", text)
    whole, decimals = re.split(r"[.,](?=\d{2,6}$)", plain)
    return micro_euros(f"{whole.replace('.', '').replace(',', '')}.{decimals}")
