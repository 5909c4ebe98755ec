"""The same calls in two files, such as a PBX's records and the operator's bill, counted once.

In: the records of two files of different formats. Out: which of the second are calls of the first.
Pitfall: two clocks differ, bills round to minutes and a file may be read in a wrong zone; so the difference
between the clocks is learned first, from all calls together, and only then are single calls matched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from veilleur.words.calls import Direction
from veilleur.words.destinations import HIDDEN_DIGIT
from veilleur.words.events import CallRecorded
from veilleur.words.money import MicroEuro

RECORDS_AT_MOST = 400_000  # of one file; larger ones are not compared
CLOCKS_APART_AT_MOST_S = 26 * 3600.0  # a wrong zone, and a clock that nobody has set
ROUNDING_S = 61.0  # bills round starts and lengths to whole minutes
LEAST_CALLS = 5
SAME_SHARE = 0.5  # of the calls of the smaller file
HIDDEN_AT_MOST = 5  # digits that a bill masks
NUMBER_TAIL = 8  # digits that a PBX and an operator write alike


class Seen(NamedTuple):
    """One call of a file with the outside."""

    at: float
    number: str  # its last digits, of the other party; behind a sign where that one called
    billed_s: float
    charged: MicroEuro | None


def seen_in(records: Iterable[CallRecorded]) -> list[Seen]:
    """The calls of a file with the outside; none when there are too many to compare."""
    found: list[Seen] = []
    for record in records:
        if record.direction is not Direction.INTERNAL:
            found.append(_seen(record))
            if len(found) > RECORDS_AT_MOST:
                return []
    return found


def _seen(record: CallRecorded) -> Seen:
    tail = record.number[-NUMBER_TAIL:]
    if record.direction is Direction.IN:
        tail = f"<{record.outside_caller[-NUMBER_TAIL:]}"
    return Seen(record.at, tail, record.billed_s, record.charged)


@dataclass(slots=True)
class SameCalls:
    """What was found of two files. apart_s: how far the clock of the second is ahead."""

    count: int
    apart_s: float
    is_priced: bool
    _prices: dict[Seen, list[MicroEuro]] = field(default_factory=dict)
    _repeats: dict[Seen, int] = field(default_factory=dict)

    def priced(self, record: CallRecorded) -> CallRecorded:
        """A record of the first file, at the price of the second."""
        if record.direction is not Direction.OUT:
            return record
        prices = self._prices.get(_seen(record))
        return record._replace(charged=prices.pop()) if prices else record

    def is_repeat(self, record: CallRecorded) -> bool:
        """Whether a record of the second file is a call of the first."""
        if record.direction is Direction.INTERNAL:
            return False
        key = _seen(record)
        left = self._repeats.get(key, 0)
        if left:
            self._repeats[key] = left - 1
        return left > 0


def same_calls(first: Sequence[Seen], second: Sequence[Seen]) -> SameCalls | None:
    """What two files share; None when they hold different calls. The first is the one that is kept."""
    by_number: dict[str, list[Seen]] = defaultdict(list)
    hidden = max((call.number.count(HIDDEN_DIGIT) for call in (*first, *second)), default=0)
    if hidden > HIDDEN_AT_MOST:
        return None
    for call in first:
        by_number[_shown(call, hidden)].append(call)
    apart = _clocks_apart(by_number, second, hidden)
    if apart is None:
        return None
    found = SameCalls(0, apart, any(call.charged is not None for call in second))
    for call in sorted(second):
        near = [
            one
            for one in by_number[_shown(call, hidden)]
            if abs(call.at - apart - one.at) <= ROUNDING_S and _are_alike(one, call)
        ]
        if not near:
            continue
        best = min(near, key=lambda one: abs(call.at - apart - one.at))
        by_number[_shown(call, hidden)].remove(best)
        found.count += 1
        found._repeats[call] = found._repeats.get(call, 0) + 1
        if call.charged is not None:
            found._prices.setdefault(best, []).append(call.charged)
    least = max(LEAST_CALLS, SAME_SHARE * min(len(first), len(second)))
    return found if found.count >= least else None


def _shown(call: Seen, hidden: int) -> str:
    """The digits of a number that both files show, where one hides the last."""
    return call.number[: len(call.number) - hidden]


def _are_alike(one: Seen, other: Seen) -> bool:
    return abs(one.billed_s - other.billed_s) <= ROUNDING_S


def _clocks_apart(by_number: dict[str, list[Seen]], second: Sequence[Seen], hidden: int) -> float | None:
    """How far the second clock is ahead, as most calls agree; None when too few do."""
    apart = sorted(
        call.at - one.at
        for call in second
        for one in by_number.get(_shown(call, hidden), ())
        if _are_alike(one, call) and abs(call.at - one.at) <= CLOCKS_APART_AT_MOST_S
    )
    best, begin, middle = 0, 0, 0.0
    for end, value in enumerate(apart):
        while value - apart[begin] > ROUNDING_S:
            begin += 1
        if end - begin + 1 > best:
            best, middle = end - begin + 1, apart[(begin + end) // 2]
    return middle if best >= LEAST_CALLS else None
