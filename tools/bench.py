"""`make bench`: speed figures, each beside a baseline measured in the same run.

Measured: the watch with its judge on a made company's calls, the memory of sites that have lived a year,
manager events through parser, translator and watch, the plan of numbers, a file of call records to verdicts,
an operator's bill held against them, a dialplan to its ways out, `setup freepbx` on the files of 5,000
telephones, and on a real Asterisk its `--check` of as many, how long the dialplan waits for a decision and a
cut for its proof, both under a flood of everything at once, what asking costs on a trunk with the real gate,
a preview over a year of 100,000 calls, and what 200 open pages, a dead mail server and a desk
that is killed cost the decisions.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from lab.install import LabError

from lab import flood_load, gate_load, latency
from tools import (
    bench_alerts,
    bench_ami,
    bench_dialplan,
    bench_freepbx,
    bench_page,
    bench_preview,
    bench_reconcile,
    bench_records,
)
from veilleur.bench import speed
from veilleur.numbering import DialPlan
from veilleur.words.site import Site


def per_second(items: Sequence[object], work: Callable[[], None]) -> float:
    """Items per second of CPU time."""
    started = time.process_time()
    work()
    return len(items) / max(1e-9, time.process_time() - started)


def main() -> None:
    """Print the figures."""
    for figure in speed.figures():
        print(figure)

    numbers = [f"000{country}{place:07d}" for country in (32, 53, 371, 263) for place in range(5_000)]
    plan = DialPlan(Site())

    def classify() -> None:
        for number in numbers:
            plan.destination(number)

    print(f"numbers, cold                {per_second(numbers, classify):12,.0f} /s   (foreign)")
    few = numbers[:1_000] * 20
    for number in few:
        plan.destination(number)

    def warm() -> None:
        for number in few:
            plan.destination(number)

    print(f"numbers, warm                {per_second(few, warm):12,.0f} /s")
    bench_ami.main()
    bench_records.report_all()
    bench_reconcile.main()
    bench_dialplan.main()
    bench_freepbx.main()
    bench_preview.main()
    bench_page.main()
    bench_alerts.main()
    try:
        latency.main()
        flood_load.report()
        gate_load.report()
    except LabError as error:
        print(f"no latency figures: {error}")


if __name__ == "__main__":
    main()
