"""`make bench`: speed figures, each beside a baseline measured in the same run.

Measured: the watch with its judge on a made company's calls, the memory of sites that have lived a year,
manager events through parser, translator and watch, the plan of numbers, a file of call records to verdicts,
a dialplan to its ways out, and on a real Asterisk `setup --check` of 5,000 extensions, how long the dialplan
waits for a decision and a cut for its proof, both under a flood of everything at once, what asking costs on a
trunk with the real gate, and what 200 open pages cost the decisions.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from lab.install import LabError

from lab import flood_load, gate_load, latency
from tools import bench_ami, bench_dialplan, bench_page, bench_records
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
    bench_dialplan.main()
    bench_page.main()
    try:
        latency.main()
        flood_load.report()
        gate_load.report()
    except LabError as error:
        print(f"no latency figures: {error}")


if __name__ == "__main__":
    main()
