"""Which recorded call a billed one is: the same number, the nearest time.

In: calls of both sides. Out: pairs, and what is left. Pitfall: two clocks are never the same, and a bill may
round its times to the minute, so the distance of the clocks is measured first, on the calls themselves; of
several that fit, the nearest in time and then in length are paired first.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from veilleur.evidence.reconcile.calls import BilledCall, MadeCall

_COMPARED_MOST = 20_000  # calls by which the clocks are compared
CLOCKS_APART_MOST_S = 2 * 3_600 + 900.0  # a summer hour that one side forgot, twice, and a bad clock
BIN_S = 30.0
NEAR_S = 90.0  # after the clocks are set right; ringing counts, for a bill may time the answer
SHARE_TO_TRUST = 0.3  # of the calls that agree on one distance; fewer: the clocks are taken as they are
MINUTE_S = 60.0


@dataclass(slots=True)
class Matched:
    """Pairs of places in the two lists. apart_s: how far the bill's clock is ahead of the PBX's."""

    pairs: list[tuple[int, int]] = field(default_factory=list)
    unbilled: list[int] = field(default_factory=list)
    unmade: list[int] = field(default_factory=list)
    apart_s: float = 0.0
    is_rounded_to_minutes: bool = False


def match(billed: Sequence[BilledCall], made: Sequence[MadeCall]) -> Matched:
    """Pair the calls of both sides."""
    by_number: dict[str, list[int]] = defaultdict(list)
    for place in sorted(range(len(made)), key=lambda one: made[one].at):
        by_number[made[place].called].append(place)
    times = {number: [made[place].at for place in places] for number, places in by_number.items()}
    found = Matched()
    found.is_rounded_to_minutes = bool(billed) and all(call.at % MINUTE_S == 0 for call in billed)
    found.apart_s = _apart(billed, times)
    near = NEAR_S + (MINUTE_S if found.is_rounded_to_minutes else 0.0)
    slack = MINUTE_S if found.is_rounded_to_minutes else 1.0
    candidates = []
    for place, call in enumerate(billed):
        at, those = call.at - found.apart_s, times.get(call.called, [])
        for other in range(bisect_left(those, at - near), bisect_right(those, at + near)):
            target = by_number[call.called][other]
            gap = abs(those[other] - at)
            length = abs(made[target].seconds - call.seconds)
            is_silent = made[target].seconds <= 0 < call.seconds
            candidates.append((is_silent, gap // slack, length, gap, place, target))
    taken_billed, taken_made = set[int](), set[int]()
    for *_distance, place, target in sorted(candidates):
        if place in taken_billed or target in taken_made:
            continue
        taken_billed.add(place)
        taken_made.add(target)
        found.pairs.append((place, target))
    found.unmade = [place for place in range(len(billed)) if place not in taken_billed]
    found.unbilled = [
        place for place in range(len(made)) if place not in taken_made and made[place].seconds > 0
    ]
    return found


def _apart(billed: Sequence[BilledCall], times: dict[str, list[float]]) -> float:
    """The distance of the clocks on which most calls agree; 0 when they agree on none."""
    bins: Counter[int] = Counter()
    gaps: dict[int, list[float]] = defaultdict(list)
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
        return 0.0
    place, count = bins.most_common(1)[0]
    return median(gaps[place]) if count >= SHARE_TO_TRUST * looked_at else 0.0
