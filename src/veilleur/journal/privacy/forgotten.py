"""Which personal parts were deleted by an order that the chain holds: by age, or because a person asked.

In: the notes `personal_forgotten` of a journal. Out: whether the part of an entry may be missing. Pitfall:
whoever can write the file can add such a note; only what left the machine before (a seal, a head) shows that.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Any


def ranges_of(entries: Iterable[int]) -> list[list[int]]:
    """Numbers of entries as pairs of first and last."""
    ranges: list[list[int]] = []
    for number in sorted(set(entries)):
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ranges


class Forgotten:
    """What the notes of one journal say."""

    def __init__(self) -> None:
        self._before: dict[str, float] = {}
        self._ranges: dict[str, list[tuple[int, int]]] = {}
        self._is_sorted = True

    def add(self, site: str, note: dict[str, Any]) -> None:
        """Take in a note; one that was tampered with says nothing, and is named by its own check."""
        try:
            if "before" in note:
                before = float(note["before"])
                self._before[site] = max(self._before.get(site, float("-inf")), before)
            if "entries" in note:
                pairs = [(int(first), int(last)) for first, last in note["entries"]]
                self._ranges.setdefault(site, []).extend(pairs)
                self._is_sorted = False
        except (ValueError, TypeError, OverflowError):
            return

    def covers(self, site: str, seq: int, at: Any) -> bool:
        """Whether the personal part of this entry was deleted by an order."""
        if isinstance(at, float) and at < self._before.get(site, float("-inf")):
            return True
        if not self._is_sorted:
            for one in self._ranges.values():
                one[:] = _merged(one)
            self._is_sorted = True
        ranges = self._ranges.get(site, [])
        place = bisect_right(ranges, (seq, float("inf"))) - 1
        return place >= 0 and ranges[place][0] <= seq <= ranges[place][1]


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged
