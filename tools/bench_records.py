"""Speed of call records: Asterisk's Master.csv to verdicts, beside the same file merely read.

In: how many rows. Out: records a second (of CPU time of one core) and peak memory, each measured in a
process of its own with one polars thread, beside polars and the csv module reading the same file. A
record is one event; the verdicts are those of `veilleur replay` at the vantage `asked`, not printed.
`python -m tools.bench_records --rows 1000000 10000000` shows that memory does not grow with the file; it
takes some minutes and 6 GB on disk.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random

BEGIN = 1_767_250_800  # Thursday 1 January 2026, 08:00 in Paris (winter time)
FOREIGN = ("0032", "0044", "0049", "0053", "00371", "00216")
ROWS_SMALL = 1_000_000


def write_master_csv(path: Path, rows: int, seed: int = 1) -> None:
    """A busy company's log: 58 % national calls, 25 % incoming, 15 % internal, 2 % abroad."""
    rng = Random(seed)
    extensions = [str(201 + n) for n in range(80)]
    national = [f"0{rng.choice((19900, 26191, 35301, 46571, 53649))}{n:04d}" for n in range(3_000)]
    abroad = [f"{rng.choice(FOREIGN)}{rng.randrange(10**7, 10**8)}" for _ in range(300)]
    with path.open("w", encoding="utf-8") as out:
        for place in range(rows):
            at = BEGIN + place * 3 + (place % 7)
            extension, kind = extensions[rng.randrange(80)], rng.random()
            billed = int(rng.expovariate(1 / 150)) if rng.random() < 0.75 else 0
            trunk, phone = f"PJSIP/carrier-{place:08x}", f"PJSIP/{extension}-{place:08x}"
            application = "Dial"
            if kind < 0.60:
                number = national[rng.randrange(3_000)] if kind < 0.58 else abroad[rng.randrange(300)]
                source, to, channel, other = extension, number, phone, trunk
                data = f"PJSIP/{number}@carrier,,Tt"
            elif kind < 0.85:
                source, to, channel, other = national[rng.randrange(3_000)], extension, trunk, phone
                data = f"PJSIP/{extension},20,Tt"
            else:
                to = extensions[rng.randrange(80)]
                source, channel, other = extension, phone, f"PJSIP/{to}-{place:08x}"
                data = f"PJSIP/{to},20,Tt"
            start, answer, end = _clock(at), _clock(at + 8) if billed else "", _clock(at + 8 + billed)
            out.write(
                f'"","{source}","{to}","from-internal","""{source}"" <{source}>","{channel}","{other}",'
                f'"{application}","{data}","{start}","{answer}","{end}",{billed + 8},{billed},'
                f'"{"ANSWERED" if billed else "NO ANSWER"}","DOCUMENTATION","{at}.{place}",""\n'
            )


def _clock(at: int) -> str:
    # Winter time of Paris all through: the file would else hold an hour twice in October.
    return datetime.fromtimestamp(at + 3600, UTC).strftime("%Y-%m-%d %H:%M:%S")


def verdicts(path: Path) -> int:
    """Records of the file, judged as `veilleur replay` does."""
    from veilleur.cli.records_in import spare_the_collector
    from veilleur.detection.replay import Replay
    from veilleur.numbering import DialPlan
    from veilleur.records import in_order_of_start, read
    from veilleur.words.calls import Direction
    from veilleur.words.site import Site

    spare_the_collector()
    site = Site(outside_line="", extensions=("2XX",))
    reader = read([path], site)
    records = (record for record in reader if record.direction is not Direction.INTERNAL)
    for _outcome in Replay(site, DialPlan(site)).outcomes(in_order_of_start(records)):
        pass
    return reader.counts["read"]


def read_only(path: Path) -> int:
    """Records of the file, read into events and no more."""
    from veilleur.records import read
    from veilleur.words.site import Site

    reader = read([path], Site(outside_line="", extensions=("2XX",)))
    for _event in reader:
        pass
    return reader.counts["read"]


def merely_polars(path: Path) -> int:
    """Rows, as polars reads them into strings."""
    import polars

    return polars.read_csv(path, has_header=False, infer_schema=False).height


def merely_csv(path: Path) -> int:
    """Rows, as the csv module gives them."""
    import csv

    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _row in csv.reader(file))


WORKS = {work.__name__: work for work in (verdicts, read_only, merely_polars, merely_csv)}
TITLES = {
    "verdicts": "records, to verdicts",
    "read_only": "records, read only",
    "merely_polars": "  polars reads the rows",
    "merely_csv": "  csv module reads the rows",
}


def measure(path: Path, name: str) -> dict[str, float]:
    """CPU seconds and peak memory (MB) of one work in a process of its own."""
    environment = {**os.environ, "POLARS_MAX_THREADS": "1"}
    command = [sys.executable, "-m", "tools.bench_records", "--work", name, str(path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return {str(key): float(value) for key, value in json.loads(done.stdout).items()}


def report(rows: int) -> None:
    """Print the figures for so many rows."""
    with tempfile.TemporaryDirectory(prefix="veilleur-bench-") as folder:
        path = Path(folder) / "Master.csv"
        write_master_csv(path, rows)
        print(f"Master.csv of {rows:,} rows, {path.stat().st_size / 1e6:,.0f} MB, one core")
        for name, title in TITLES.items():
            cost = measure(path, name)
            speed = cost["records"] / max(1e-9, cost["cpu_s"])
            print(f"{title:28} {speed:12,.0f} /s   peak {cost['peak_mb']:6,.0f} MB", flush=True)


def main() -> None:
    """Print the figures, or do one work and print its cost as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[ROWS_SMALL])
    parser.add_argument("--work", choices=sorted(WORKS))
    parser.add_argument("file", nargs="?", type=Path)
    given = parser.parse_args()
    if given.work:
        _work(given.work, given.file)
        return
    for rows in given.rows:
        report(rows)


def _work(name: str, path: Path) -> None:
    import resource

    started = time.process_time()
    records = WORKS[name](path)
    cost = {
        "records": records,
        "cpu_s": time.process_time() - started,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(cost))


if __name__ == "__main__":
    main()
