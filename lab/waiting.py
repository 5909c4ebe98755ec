"""The only two places where the laboratory and its tests let time pass: for a condition, or at a rate.

In: what must become true, or what is to happen how often. Out: as soon as it is true; one item after another.
Pitfall: a test that waits for a time instead of a condition is too slow on a fast machine and fails on a
busy one; a rate is the attack itself and no waiting.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from lab.install import LabError

LIMIT_S = 60.0  # far more than a busy machine needs
POLL_S = 0.05
_T = TypeVar("_T")


def until(is_true: Callable[[], object], what: str, limit_s: float = LIMIT_S) -> None:
    """Wait until a condition holds.

    Raises:
        LabError: when it does not hold in time; names what was waited for.
    """
    end = time.monotonic() + limit_s
    while not is_true():
        if time.monotonic() > end:
            raise LabError(f"not within {limit_s:g} s: {what}")
        time.sleep(POLL_S)


def at_a_rate(items: Iterable[_T], per_second: float) -> Iterator[_T]:
    """The items at even distances in time; one that is late does not delay the next."""
    began = time.monotonic()
    for place, item in enumerate(items):
        time.sleep(max(0.0, began + place / per_second - time.monotonic()))
        yield item
