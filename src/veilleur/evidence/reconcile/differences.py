"""What a bill and the PBX do not agree on, each with the euros in dispute.

In: calls of both sides, prices of the tariff where there is one. Out: differences, by the bill's lines.
Pitfall: only what a customer can defend is in dispute: a second or two of ringing is not, nor a call of a
time that the records do not cover; a call made and not billed is counted, and nothing is claimed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil, inf
from typing import NamedTuple

from veilleur.evidence.reconcile.calls import BilledCall, MadeCall
from veilleur.evidence.reconcile.matching import NEAR_S, Matched, match
from veilleur.words.money import MicroEuro, Price

LENGTHS_AGREE_S = 3.0  # a bill may count from another signal than the PBX
PRICES_AGREE = 0.005  # of the price, and a cent: a bill rounds each line
CENT: MicroEuro = 10_000
COVERED_MARGIN_S = 3_600.0
STEPS_S = (1, 6, 10, 15, 20, 30, 60)
STEP_SHARE = 0.9  # of the calls whose length fits a step, before it is believed to be the bill's own


class Kind(StrEnum):
    """What does not agree."""

    NEVER_MADE = "never_made"  # the PBX has no such call
    BILLED_TWICE = "billed_twice"
    NOT_ANSWERED = "not_answered"  # the PBX says that nobody answered
    TOO_LONG = "too_long"  # beyond what rounding explains
    ROUNDING = "rounding"  # up to a longer step than the tariff's
    PRICE = "price"  # another than the tariff's
    TOTAL = "total"  # the bill's own sum is not that of its lines
    TAX = "tax"


class Difference(NamedTuple):
    """One line in dispute. billed, expected: seconds for lengths, micro-euros for money.

    line: of the bill, 0 for its totals. made_line: of the PBX's records, 0 when it has none.
    """

    kind: Kind
    line: int
    disputed: MicroEuro
    at: float = 0.0
    number: str = ""
    billed: float = 0.0
    expected: float = 0.0
    made_line: int = 0
    is_forwarded: bool = False


@dataclass(slots=True)
class Reconciled:
    """The whole comparison. step_s: the step by which the bill rounds lengths. uncovered: billed calls of a
    time without records. prices_checked: lines whose price was held against the tariff.
    apart_s, later_apart_s: see `Matched`."""

    differences: list[Difference] = field(default_factory=list)
    lines: int = 0
    matched: int = 0
    unbilled: int = 0
    uncovered: int = 0
    prices_checked: int = 0
    apart_s: float = 0.0
    later_apart_s: list[float] = field(default_factory=list)
    step_s: int = 1
    total: MicroEuro = 0

    @property
    def disputed(self) -> MicroEuro:
        """All euros in dispute."""
        return sum(one.disputed for one in self.differences)

    def by_kind(self) -> dict[Kind, tuple[int, MicroEuro]]:
        """Lines and euros of each kind that there is."""
        return {
            kind: (len(those), sum(one.disputed for one in those))
            for kind in Kind
            if (those := [one for one in self.differences if one.kind is kind])
        }


Tariff = Callable[[str], Price | None]


def reconcile(
    billed: Sequence[BilledCall],
    made: Sequence[MadeCall],
    tariff: Tariff | None = None,
    unseen: Sequence[tuple[float, float]] = (),
) -> Reconciled:
    """Compare a bill with what was recorded. tariff: the price of a number, None where it is not known.

    unseen: spans of which the records show nothing, or not all.
    """
    matched = match(billed, made)
    found = Reconciled(
        lines=len(billed),
        matched=len(matched.pairs),
        unbilled=len(matched.unbilled),
        apart_s=matched.apart_s,
        later_apart_s=matched.later_apart_s,
        total=sum(call.charged or 0 for call in billed),
        step_s=_step(billed, matched),
    )
    found.differences += _unmade(billed, made, matched, found, unseen)
    for place, target in matched.pairs:
        found.differences += _of_pair(billed[place], made[target], tariff, found)
    found.differences.sort(key=lambda one: (one.line, one.kind))
    return found


def _unmade(
    billed: Sequence[BilledCall],
    made: Sequence[MadeCall],
    matched: Matched,
    found: Reconciled,
    unseen: Sequence[tuple[float, float]],
) -> list[Difference]:
    """The billed calls that the PBX never made, of the time that its records cover."""
    first = min((call.at for call in made), default=inf) - COVERED_MARGIN_S
    last = max((call.at for call in made), default=-inf) + COVERED_MARGIN_S
    places = {
        (call.called, call.at, call.seconds): place for place, call in reversed(list(enumerate(billed)))
    }
    differences = []
    for place in matched.unmade:
        call = billed[place]
        at = call.at - matched.apart_s
        is_unseen = any(began - NEAR_S <= at <= ended + NEAR_S for began, ended in unseen)
        if is_unseen or not first <= at <= last:
            found.uncovered += 1
            continue
        is_twin = places[call.called, call.at, call.seconds] != place
        differences.append(
            Difference(
                kind=Kind.BILLED_TWICE if is_twin else Kind.NEVER_MADE,
                line=call.line,
                disputed=call.charged or 0,
                at=call.at,
                number=call.number,
                billed=call.seconds,
                is_forwarded=call.is_forwarded,
            )
        )
    return differences


def _of_pair(
    call: BilledCall, made: MadeCall, tariff: Tariff | None, found: Reconciled
) -> Iterator[Difference]:
    """What does not agree in one call: whether it was answered, its price, its length, its rounding."""
    line = Difference(Kind.PRICE, call.line, disputed=0, at=call.at, number=call.number, made_line=made.line)
    charged = call.charged or 0
    if made.seconds <= 0:
        if call.seconds > 0 and charged:
            yield line._replace(kind=Kind.NOT_ANSWERED, disputed=charged, billed=call.seconds)
        return
    price = tariff(call.number) if tariff is not None else None
    if price is not None and call.charged is not None:
        found.prices_checked += 1
        expected = price.cost(call.seconds)
        over = charged - expected
        if over > max(CENT, round(expected * PRICES_AGREE)):
            yield line._replace(disputed=over, billed=float(charged), expected=float(expected))
            charged = expected
    rounded = float(ceil(made.seconds / found.step_s) * found.step_s)
    # A length just below a step may be billed as the next one: the second of ringing decides.
    longest = ceil((made.seconds + LENGTHS_AGREE_S) / found.step_s) * found.step_s + LENGTHS_AGREE_S
    if call.seconds > longest:
        disputed = round(charged * (call.seconds - rounded) / call.seconds)
        yield line._replace(kind=Kind.TOO_LONG, disputed=disputed, billed=call.seconds, expected=rounded)
    elif price is not None:
        due = price.charged_s(made.seconds + LENGTHS_AGREE_S)
        over = charged - price.cost(made.seconds + LENGTHS_AGREE_S)
        if call.seconds > due and over > CENT:
            yield line._replace(kind=Kind.ROUNDING, disputed=over, billed=call.seconds, expected=float(due))


def _step(billed: Sequence[BilledCall], matched: Matched) -> int:
    """The longest step by which almost all lengths of the bill are rounded up; 1 when none is."""
    if not matched.pairs:
        return 1
    lengths = Counter(
        step
        for place, _target in matched.pairs
        for step in STEPS_S
        if billed[place].seconds > 0 and billed[place].seconds % step == 0
    )
    counted = sum(billed[place].seconds > 0 for place, _target in matched.pairs)
    return max((step for step in STEPS_S if lengths[step] >= STEP_SHARE * counted), default=1)
