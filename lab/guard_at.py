"""`python -m lab.guard_at AHEAD_S guard --config FILE`: Veilleur on a machine whose wall clock is ahead.

In: seconds (negative: behind), then the words of the command. Out: that command, run with this clock, and the
desk of a guard with the same. Pitfall: what the guard writes down bears its own time; the switch and the
carrier keep the true one.
"""

from __future__ import annotations

import sys
import time

from veilleur.cli import main
from veilleur.cli.guard import desk_child


def set_ahead(ahead_s: float) -> None:
    """Let the wall clock of this process read `ahead_s` seconds more."""
    true_time = time.time
    time.time = lambda: true_time() + ahead_s


if __name__ == "__main__":
    set_ahead(float(sys.argv[1]))
    # To a desk with the true clock an alert of the guard's would be days old, and wake nobody.
    desk_child.VEILLEUR = (sys.executable, "-m", "lab.guard_at", sys.argv[1])
    sys.argv = ["veilleur", *sys.argv[2:]]
    main()
