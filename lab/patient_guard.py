"""`python -m lab.patient_guard guard --config FILE`: Veilleur that gives a busy machine time to name a call.

In the field a question waits a fifth of a second for what the PBX knows of its call, and a leg that the gate
has not named within a second counts as one that goes around it. With six switches on two processors both are
short.
"""

from __future__ import annotations

from veilleur.cli import main
from veilleur.pbx.gate import call_join, line

PATIENCE_S = 20.0  # and that of the gate before it

if __name__ == "__main__":
    call_join.HOLD_S = line.LEG_WITHIN_S = PATIENCE_S
    main()
