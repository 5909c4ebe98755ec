"""Names of files and folders with the telephone numbers in them masked, as `masked` does a number.

In: a name or a path. Out: the same, of the same length. Pitfall: other digits often stand beside a number in
a name, a day or a counter, so the last four of the whole may be those of the day: whatever may be a number is
masked at its own end.
"""

from __future__ import annotations

import re
from typing import NamedTuple

NUMBER_DIGITS_LEAST, NUMBER_DIGITS_MOST = 7, 17  # E.164, and 00 before it
MASKED_DIGITS = 4
HEAD_DIGITS_MOST = 6  # that stay of digits side by side: more may be a number and what was written against it
# Digits, whatever but letters between them: each character is of one of two kinds, so nothing is tried twice.
_RUN = re.compile(r"\d(?:(?:[^\w•]|_)*\d)*")
_DAY = re.compile(r"20\d\d([-_])(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])")
_PLACE = re.compile(r"raw/\d{2,3}-")  # set before the name by the folder of cases


class _Group(NamedTuple):
    """Digits side by side, and where they stand in the run."""

    start: int
    end: int

    @property
    def size(self) -> int:
        return self.end - self.start


def masked_name(name: str) -> str:
    """A name without the last four digits or more of whatever may be a telephone number; days stay."""
    place = _PLACE.match(name)
    head = place.end() if place else 0
    return name[:head] + _RUN.sub(lambda run: _masked_run(run.group()), name[head:])


def _masked_run(run: str) -> str:
    if _DAY.fullmatch(run):
        return run
    groups = [_Group(*found.span()) for found in re.finditer(r"\d+", run)]
    hidden: set[int] = set()
    for first, group in enumerate(groups):
        if group.size >= NUMBER_DIGITS_LEAST:
            kept = min(group.size - MASKED_DIGITS, HEAD_DIGITS_MOST)
            hidden.update(range(group.start + kept, group.end))
        hidden.update(_ends_of_numbers(groups, first))
    return "".join("•" if at in hidden else sign for at, sign in enumerate(run))


def _ends_of_numbers(groups: list[_Group], first: int) -> set[int]:
    """Where the last digits lie of each number that may begin with a group."""
    found: set[int] = set()
    places: list[int] = []
    for group in groups[first:]:
        places += range(group.start, group.end)
        if len(places) > NUMBER_DIGITS_MOST:
            break
        if len(places) >= NUMBER_DIGITS_LEAST:
            found.update(places[-MASKED_DIGITS:])
    return found
