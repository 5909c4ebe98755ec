"""How many examples a property that takes seconds draws: some on a day, all of them at night.

The few of a day are the same each time (tests/conftest.py); `make nightly` draws the many, others each night.
"""

from __future__ import annotations

import os

IS_NIGHT = os.environ.get("VEILLEUR_HYPOTHESIS") == "hunt"


def examples(by_day: int, *, at_night: int) -> int:
    """For `settings(max_examples=...)`."""
    return at_night if IS_NIGHT else by_day
