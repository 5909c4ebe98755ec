"""Which recorded call a billed one is: the same number, the nearest time.

In: calls of both sides. Out: pairs, and what is left. Pitfall: two clocks are never the same, and a bill may
round its times to the minute, so the distance of the clocks is measured first, on the calls themselves; of
several that fit, the nearest in time and then in length are paired first. A bill may hide the last digits of
its numbers: then the digits that it shows are compared.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from statistics import median

from veilleur.evidence.reconcile.calls import BilledCall, MadeCall

_COMPARED_MOST = 20_000  # calls by which the clocks are compared
CLOCKS_APART_MOST_S = 2 * 3_600 + 900.0  # a summer hour that one side forgot, twice, and a bad clock
CLOCKS_MORE = 3  # distances beside the first, each of a stretch of the bill
CALLS_TO_TRUST = 3  # that agree on a distance
CALLS_TO_TRUST_MORE = 10  # that agree on one beside the first
BIN_S = 30.0
NEAR_S = 90.0  # after the clocks are set right; ringing counts, for a bill may time the answer
SHARE_TO_TRUST = 0.3  # of the calls that agree on one distance; fewer: the clocks are taken as they are
MINUTE_S = 60.0
HIDDEN = "•"  # a digit that a bill does not show


@dataclass(slots=True)
class Matched:
    """Pairs of places in the two lists. apart_s: how far the bill's clock is ahead of the PBX's.

    later_apart_s: distances that hold for some of the calls only, as when one side forgot a summer hour.
    """

    pairs: list[tuple[int, int]] = field(default_factory=list)
    unbilled: list[int] = field(default_factory=list)
    unmade: list[int] = field(default_factory=list)
    apart_s: float = 0.0
    later_apart_s: list[float] = field(default_factory=list)
    is_rounded_to_minutes: bool = False


def match(billed: Sequence[BilledCall], made: Sequence[MadeCall]) -> Matched:
    """Pair the calls of both sides."""
    found = Matched()
    found.is_rounded_to_minutes = bool(billed) and all(call.at % MINUTE_S == 0 for call in billed)
    hidden = {call.called.count(HIDDEN) for call in billed if call.called.endswith(HIDDEN)}
    by_number = _by_number(made, range(len(made)), {0, *hidden})
    found.apart_s, _count = _apart(billed, made, by_number)
    left = _pair(billed, made, found, by_number)
    for _turn in range(CLOCKS_MORE):
        unmade = [billed[place] for place in found.unmade]
        apart_s, count = _apart(unmade, made, _by_number(made, left, {0, *hidden}))
        if count < CALLS_TO_TRUST_MORE:
            break
        found.later_apart_s.append(apart_s)
        left = _pair(billed, made, found, by_number)  # all again: the nearer of both distances counts
    found.unbilled = [place for place in left if made[place].seconds > 0]
    return found


def _by_number(
    made: Sequence[MadeCall], places: Sequence[int], hidden: Collection[int]
) -> dict[str, list[int]]:
    """Places of recorded calls in the order of time, by the number as a bill shows it."""
    found: dict[str, list[int]] = defaultdict(list)
    for place in sorted(places, key=lambda one: made[one].at):
        number = made[place].called
        for count in hidden:
            found[number[: len(number) - count] + HIDDEN * count].append(place)
    return found


def _pair(
    billed: Sequence[BilledCall], made: Sequence[MadeCall], found: Matched, by_number: dict[str, list[int]]
) -> list[int]:
    """Fill in the pairs by the known distances of the clocks; gives the recorded calls left over."""
    near = NEAR_S + (MINUTE_S if found.is_rounded_to_minutes else 0.0)
    slack = MINUTE_S if found.is_rounded_to_minutes else 1.0
    times = {number: [made[place].at for place in places] for number, places in by_number.items()}
    candidates = []
    for place, call in enumerate(billed):
        those = times.get(call.called, [])
        for apart_s in (found.apart_s, *found.later_apart_s):
            at = call.at - apart_s
            for other in range(bisect_left(those, at - near), bisect_right(those, at + near)):
                target = by_number[call.called][other]
                gap = abs(those[other] - at)
                length = abs(made[target].seconds - call.seconds)
                is_silent = made[target].seconds <= 0 < call.seconds
                candidates.append((is_silent, gap // slack, length, gap, place, target))
    taken_billed, taken_made = set[int](), set[int]()
    found.pairs = []
    for *_distance, place, target in sorted(candidates):
        if place in taken_billed or target in taken_made:
            continue
        taken_billed.add(place)
        taken_made.add(target)
        found.pairs.append((place, target))
    found.unmade = [place for place in range(len(billed)) if place not in taken_billed]
    return [place for place in range(len(made)) if place not in taken_made]


def _apart(
    billed: Sequence[BilledCall], made: Sequence[MadeCall], by_number: dict[str, list[int]]
) -> tuple[float, int]:
    """The distance of the clocks on which most calls agree, and how many do; (0, 0) without one."""
    bins: Counter[int] = Counter()
    gaps: dict[int, list[float]] = defaultdict(list)
    times = {number: [made[place].at for place in places] for number, places in by_number.items()}
    looked_at = 0
    for call in billed[:_COMPARED_MOST]:
        those = times.get(call.called, [])
        first = bisect_left(those, call.at - CLOCKS_APART_MOST_S)
        last = bisect_right(those, call.at + CLOCKS_APART_MOST_S)
        if not 0 < last - first <= 4:  # of a number called all the time nothing is learned
            continue
        looked_at += 1
        for at in those[first:last]:
            gap = call.at - at
            for place in {int(gap // BIN_S), int((gap + BIN_S / 2) // BIN_S)}:
                bins[place] += 1
                gaps[place].append(gap)
    if not bins:
        return 0.0, 0
    place, count = bins.most_common(1)[0]
    is_sure = count >= max(CALLS_TO_TRUST, SHARE_TO_TRUST * looked_at)
    return (median(gaps[place]), count) if is_sure else (0.0, 0)
