"""The chance of property tests: the same in each run, so that a day's work is not refused for luck.

`VEILLEUR_HYPOTHESIS=hunt pytest ...` draws anew each time: for whoever looks for faults.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("same", derandomize=True, print_blob=True)
settings.register_profile("hunt", derandomize=False, print_blob=True)
settings.load_profile(os.environ.get("VEILLEUR_HYPOTHESIS", "same"))
