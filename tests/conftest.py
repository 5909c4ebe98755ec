"""The chance of property tests: the same in each run, so that a day's work is not refused for luck.

`VEILLEUR_HYPOTHESIS=hunt pytest ...` draws others each time: for whoever looks for faults.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

# How fast examples are made says how busy the machine is, not whether the code is right.
BUSY_IS_NO_FAULT = [HealthCheck.too_slow]
settings.register_profile(
    "same", derandomize=True, print_blob=True, deadline=None, suppress_health_check=BUSY_IS_NO_FAULT
)
settings.register_profile(
    "hunt", derandomize=False, print_blob=True, deadline=None, suppress_health_check=BUSY_IS_NO_FAULT
)
# The tests of a mutant (tools/mutants.py) are to fail; which example is the smallest to do so, nobody asks.
settings.register_profile(
    "mutants", settings.get_profile("same"), phases=[Phase.explicit, Phase.reuse, Phase.generate]
)
settings.load_profile(os.environ.get("VEILLEUR_HYPOTHESIS", "same"))
