"""Speed of call records: files of three kinds to verdicts, beside the same file merely read.

In: how many rows. Out: records a second (of CPU time of one core) and peak memory, each measured in a
process of its own with one polars thread, beside polars and the csv module reading the same file. A
record is one event; the verdicts are those of `veilleur replay` at the vantage `asked`, not printed.
`make bench` takes a million rows of each kind, and ten million of Master.csv to show that memory does not
grow with the file: five minutes on an idle machine, 3 GB on disk, and never more than RUN_WITHIN_S; what
could not be measured in time, or for want of room on disk, is said.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

BEGIN = 1_767_250_800  # Thursday 1 January 2026, 08:00 in Paris (winter time)
FOREIGN = ("0032", "0044", "0049", "0053", "00371", "00216")
ROWS_SMALL, ROWS_LARGE = 1_000_000, 10_000_000
BYTES_A_ROW = 300
RUN_WITHIN_S = 900.0  # for all of it
GROWTH_ALLOWED = 1.1  # of peak memory, from the small file to the large one
MOST_MB = 400


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


def write_table(path: Path, rows: int, seed: int = 1) -> None:
    """The same company in a table with headings, as a Yeastar P-series exports it."""
    rng = Random(seed)
    numbers = [f"0{rng.choice((19900, 26191, 35301))}{n:04d}" for n in range(3_000)]
    with path.open("w", encoding="utf-8") as out:
        out.write(
            "ID,Time,Call From,Call To,Call Duration,Ring Duration,Talk Duration,Status,Reason,Source Trunk,"
            "Destination Trunk,Communication Type,DID/DDI\n"
        )
        for place in range(rows):
            billed = int(rng.expovariate(1 / 150)) if rng.random() < 0.75 else 0
            number, extension = numbers[rng.randrange(3_000)], 201 + rng.randrange(80)
            status = "ANSWERED" if billed else "NO ANSWER"
            out.write(
                f"{place},{_clock(BEGIN + place * 3)},{extension},{number},{billed + 8},8,{billed},{status},"
                ",,carrier,Outbound,\n"
            )


def write_printed(path: Path, rows: int, seed: int = 1) -> None:
    """The same company as an OmniPCX Office prints it."""
    rng = Random(seed)
    numbers = [f"0{rng.choice((19900, 26191, 35301))}{n:04d}" for n in range(3_000)]
    with path.open("w", encoding="utf-8") as out:
        for place in range(rows):
            year, month, rest = _clock(BEGIN + place * 3).split("-")
            when = f"{rest[:2]}/{month}/{year[2:]} {rest[3:8]}"
            billed = int(rng.expovariate(1 / 150))
            lasted = f"{billed // 3600:02}:{billed // 60 % 60:02}:{billed % 60:02}"
            number, extension = numbers[rng.randrange(3_000)], 201 + rng.randrange(80)
            out.write(f"A{extension:<4} --> N01 {when} {lasted}     0 ST         {number}\n")


def _clock(at: int) -> str:
    # Winter time of Paris all through: the file would else hold an hour twice in October.
    return datetime.fromtimestamp(at + 3600, UTC).strftime("%Y-%m-%d %H:%M:%S")


def verdicts(path: Path) -> int:
    """Records of the file, judged as `veilleur replay` does."""
    from veilleur.cli.records.input_files import collect_less_often
    from veilleur.detection.replay import Replay
    from veilleur.numbering import DialPlan
    from veilleur.records import in_order_of_start, read
    from veilleur.words.calls import Direction
    from veilleur.words.site import Site

    collect_less_often()
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


FILE_KINDS: dict[str, tuple[str, Callable[[Path, int], None]]] = {
    "master": ("Master.csv", write_master_csv),
    "table": ("Table with headings (Yeastar P)", write_table),
    "printed": ("Printed lines (OmniPCX Office)", write_printed),
}


class NotMeasured(Exception):  # noqa: N818 - a line of the report, no error
    """Why a figure is missing."""


def measure(path: Path, name: str, until: float) -> dict[str, float]:
    """CPU seconds and peak memory (MB) of one work in a process of its own. Raises NotMeasured."""
    environment = {**os.environ, "POLARS_MAX_THREADS": "1"}
    command = [sys.executable, "-m", "tools.bench_records", "--work", name, str(path)]
    try:
        done = subprocess.run(
            command,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=max(1.0, until - time.monotonic()),
        )
    except subprocess.TimeoutExpired:
        raise NotMeasured("not within the time allowed") from None
    return {str(key): float(value) for key, value in json.loads(done.stdout).items()}


def report(kind: str, rows: int, works: Iterable[str], until: float) -> dict[str, float]:
    """Print the figures of one file; gives the peak memory (MB) of each work."""
    title, write = FILE_KINDS[kind]
    peaks: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="veilleur-bench-") as folder:
        # The file, and the records that are sorted on disk.
        if shutil.disk_usage(folder).free < 2 * rows * BYTES_A_ROW:
            print(f"{title} of {rows:,} rows: not measured, there is no room on disk")
            return peaks
        path = Path(folder) / f"{kind}.csv"
        write(path, rows)
        print(f"{title} of {rows:,} rows, {path.stat().st_size / 1e6:,.0f} MB, one core")
        for name in works:
            try:
                cost = measure(path, name, until)
            except NotMeasured as why:
                print(f"{TITLES[name]:28} {why}", flush=True)
                continue
            speed = cost["records"] / max(1e-9, cost["cpu_s"])
            print(f"{TITLES[name]:28} {speed:12,.0f} /s   peak {cost['peak_mb']:6,.0f} MB", flush=True)
            peaks[name] = cost["peak_mb"]
    return peaks


def report_all() -> None:
    """What `make bench` prints."""
    until = time.monotonic() + RUN_WITHIN_S
    small = report("master", ROWS_SMALL, WORKS, until)
    for kind in ("table", "printed"):
        report(kind, ROWS_SMALL, ("verdicts", "read_only"), until)
    large = report("master", ROWS_LARGE, ("verdicts",), until)
    if "verdicts" in small and "verdicts" in large:
        is_flat = large["verdicts"] <= small["verdicts"] * GROWTH_ALLOWED and large["verdicts"] <= MOST_MB
        print(
            f"memory from {ROWS_SMALL:,} to {ROWS_LARGE:,} rows: {small['verdicts']:,.0f} to"
            f" {large['verdicts']:,.0f} MB, {'flat' if is_flat else 'NOT FLAT'}"
        )


def main() -> None:
    """Print the figures, or do one work and print its cost as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*")
    parser.add_argument("--kind", choices=sorted(FILE_KINDS), default="master")
    parser.add_argument("--work", choices=sorted(WORKS))
    parser.add_argument("file", nargs="?", type=Path)
    given = parser.parse_args()
    if given.work:
        _work(given.work, given.file)
        return
    if not given.rows:
        report_all()
        return
    works = WORKS if given.kind == "master" else ("verdicts", "read_only")
    for rows in given.rows:
        report(given.kind, rows, works, time.monotonic() + RUN_WITHIN_S)


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
