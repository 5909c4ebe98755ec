"""`python -m tools.compare_speed BASE HEAD`: the speed of two checkouts beside each other, in one run.

In: two checkouts. Out: a table in Markdown, one row per kind of work: items a second of processor time in
each checkout (median of the rounds), and HEAD against BASE (median of the rounds' own ratios). The two
take turns within each round, so that what else the machine does falls on both.

    python -m tools.compare_speed /path/to/base .                   # two minutes
    python -m tools.compare_speed /path/to/base . --only office     # one kind of work
    python -m tools.compare_speed /path/to/base . --write           # into docs/architecture.md

Pitfall: each checkout makes its own events of the same companies, and a watch that refuses otherwise is asked
otherwise; items are counted, so the figures are of one item. A question's time has the client's half in it,
which is the same for both, and `check` has the start of Python.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import IO, Any

from tools.bench_records import write_master_csv, write_printed, write_table
from tools.checkout_probe import found

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- figures of tools.compare_speed: begin -->", "<!-- figures of tools.compare_speed: end -->"
ROUNDS = 7
DAYS = 60
LIVES = 5  # of each company in one measurement: one is over in 20 ms
QUESTIONS = 400
ROWS = 20_000
ROWS_IN_COLUMNS = 60_000  # more than BULK_FROM_BYTES: Asterisk's own log is then read by columns
NATIONAL, ABROAD = "00123456789", "0005355512345"
WAIT_S = 5.0
Cost = tuple[int, float]  # items, seconds of processor time
Work = Callable[[], Cost]


# --- in the process of one checkout ----------------------------------------------------------------


def events(kind: str, calls: str) -> Work:
    """The events of a made company through watch and judge, on a site that has run for a while."""
    from veilleur.bench import speed
    from veilleur.numbering import DialPlan

    company = found("simulation.companies:make", "simulation.company:make")(kind, 3)
    if calls == "obeyed":
        stream = speed.obeyed_events_of(company, DAYS)
    else:
        stream = speed.events_of(company, DAYS, calls == "abroad")
    numbering = DialPlan(company.site)

    def work() -> Cost:
        spent = 0.0
        for _life in range(LIVES):
            watch = speed.watch_of(company, numbering)
            began = time.process_time()
            for event in stream:
                watch.step(event)
                watch.wake_at  # noqa: B018 - the guard asks after each event
            spent += time.process_time() - began
        return LIVES * len(stream), spent

    return work


def questions(number: str) -> Work:
    """Questions of a dialplan over a real socket, to the word of the watch."""

    async def ask_all() -> Cost:
        from tools.trace_paths import Bench

        bench, answer = Bench("asked", False), found("pbx.adapter:Answer", "pbx.asterisk:Answer")
        server = found("pbx.asterisk.agi.server:FastAgi", "pbx.asterisk:FastAgi")(
            settings=found("pbx.asterisk.settings:AsteriskSettings")(agi_port=0),
            decide=lambda event: answer(bench.watch.step(event)[0].kind.value),
            code_is_right=lambda *_words: False,
            emit=lambda _event: None,
            now=lambda: bench.now,
            is_extension=lambda text: len(text) == 3,
            translator=bench.translator,
            numbering=bench.numbering,
        )
        port = await server.start()
        began = time.process_time()
        for place in range(QUESTIONS):
            await _ask(port, place, number)
            bench.now += 60
        spent = time.process_time() - began
        await server.stop()
        return QUESTIONS, spent

    return lambda: asyncio.run(ask_all())


async def _ask(port: int, place: int, number: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    channel = f"PJSIP/101-{place:08x}"
    lines = ["agi_network_script: ask", f"agi_channel: {channel}", f"agi_uniqueid: 1795518857.{place}"]
    arguments = (f"number={number}", "caller=101", f"channel={channel}", "origin=extension")
    lines += [f"agi_arg_{at}: {argument}" for at, argument in enumerate(arguments, 1)]
    writer.write(("\n".join(lines) + "\n\n").encode())
    line = b"?"
    while line and not line.startswith(b"SET VARIABLE VEILLEUR "):
        line = await asyncio.wait_for(reader.readline(), WAIT_S)
        writer.write(b"200 result=1\n")
    writer.close()


def records(write: Callable[[Path, int], None], is_judged: bool, rows: int = ROWS) -> Work:
    """A file of records read into events, and judged as `replay` does."""
    folder = tempfile.TemporaryDirectory(prefix="veilleur-speed-")
    path = Path(folder.name) / "records.csv"
    write(path, rows)
    read, sort = found("records:read"), found("records:in_order_of_start")
    replay, internal = found("detection.replay:Replay"), found("words.calls:Direction").INTERNAL
    site = found("words.site:Site")(outside_line="", extensions=("2XX",))
    numbering = found("numbering:DialPlan")(site)

    def work(_folder: object = folder) -> Cost:  # which lives as long as the work
        began = time.process_time()
        reader = read([path], site)
        if is_judged:
            calls = (record for record in reader if record.direction is not internal)
            for _outcome in replay(site, numbering).outcomes(sort(calls)):
                pass
        else:
            for _event in reader:
                pass
        return reader.counts["read"], time.process_time() - began

    return work


def check() -> Work:
    """`veilleur check` of a Master.csv, in processes of its own."""
    folder = tempfile.TemporaryDirectory(prefix="veilleur-speed-")
    path = Path(folder.name) / "Master.csv"
    write_master_csv(path, ROWS)
    command = [sys.executable, "-m", "veilleur", "check", str(path), "--json"]

    def work(_folder: object = folder) -> Cost:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, cwd=path.parent, stdout=subprocess.DEVNULL, check=False)
        if done.returncode > 1:
            raise SystemExit(f"`check` ended with {done.returncode}")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return ROWS, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return work


WORKS: dict[str, Callable[[], Work]] = {
    "events: office, all calls (nearly all national)": lambda: events("office", "all"),
    "events: exporter, all calls": lambda: events("exporter", "all"),
    "events: exporter whose refusals are obeyed": lambda: events("exporter", "obeyed"),
    "events: exporter, calls abroad only": lambda: events("exporter", "abroad"),
    "FastAGI questions, a national number": lambda: questions(NATIONAL),
    "FastAGI questions, a number abroad": lambda: questions(ABROAD),
    "records: Master.csv, read": lambda: records(write_master_csv, False),
    "records: Master.csv, to verdicts": lambda: records(write_master_csv, True),
    "records: Master.csv in columns, read": lambda: records(write_master_csv, False, ROWS_IN_COLUMNS),
    "records: Master.csv in columns, to verdicts": lambda: records(write_master_csv, True, ROWS_IN_COLUMNS),
    "records: table with headings, read": lambda: records(write_table, False),
    "records: table with headings, to verdicts": lambda: records(write_table, True),
    "records: printed lines, read": lambda: records(write_printed, False),
    "records: printed lines, to verdicts": lambda: records(write_printed, True),
    "`veilleur check` of Master.csv": check,
}


def serve() -> None:
    """Do the work that each line of standard input names, once, and print its cost."""
    ready: dict[str, Work] = {}
    for line in sys.stdin:
        name = line.strip()
        if name not in ready:
            ready[name] = WORKS[name]()
            ready[name]()  # code and numbers are warm
        gc.collect()  # what was done before is no part of it
        print(json.dumps(ready[name]()), flush=True)


# --- the two beside each other ---------------------------------------------------------------------


class Checkout:
    """One checkout in a process of its own."""

    def __init__(self, path: Path) -> None:
        source = str(path.resolve() / "src")
        self._compiled = tempfile.TemporaryDirectory(prefix="veilleur-speed-")
        environment = {
            **os.environ,
            "PYTHONPATH": f"{source}{os.pathsep}{ROOT}",
            "PYTHONHASHSEED": "0",
            "PYTHONPYCACHEPREFIX": self._compiled.name,
            "PYTHONDONTWRITEBYTECODE": "",  # else `check` would compile the package each time
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tools.compare_speed", "--serve"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def per_second(self, name: str) -> float:
        """Items a second of processor time, measured once."""
        print(name, file=_open(self._process.stdin), flush=True)
        line = _open(self._process.stdout).readline()
        if not line:
            raise SystemExit(f"{name}: a checkout could not do it")
        items, seconds = json.loads(line)
        return float(items) / max(1e-9, float(seconds))

    def close(self) -> None:
        """The process ends."""
        _open(self._process.stdin).close()
        self._process.wait()
        self._compiled.cleanup()


def _open(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


def compare(base: Path, head: Path, rounds: int, only: str) -> str:
    """The table."""
    lines = ["| a second of processor time | base | head | head / base |", "|---|---:|---:|---:|"]
    both = Checkout(base), Checkout(head)
    for name in WORKS:
        if only not in name:
            continue
        pairs: list[tuple[float, float]] = []
        for place in range(rounds):
            order = both if place % 2 == 0 else both[::-1]
            speeds: dict[Any, float] = {one: one.per_second(name) for one in order}
            pairs.append((speeds[both[0]], speeds[both[1]]))
        old, new = (median(speeds) for speeds in zip(*pairs, strict=True))
        change = (median(after / before for before, after in pairs) - 1) * 100
        lines.append(f"| {name} | {old:,.0f} | {new:,.0f} | {change:+.1f} % |")
        print(lines[-1], file=sys.stderr, flush=True)
    for one in both:
        one.close()
    return "\n".join(lines)


def main() -> None:
    """Compare two checkouts and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkouts", type=Path, nargs="*", metavar="BASE HEAD")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", default="", help="works whose name contains this")
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.name}")
    parser.add_argument("--serve", action="store_true", help="measure the package that is imported")
    options = parser.parse_args()
    if options.serve:
        serve()
        return
    if len(options.checkouts) != 2:
        parser.error("two checkouts are compared")
    base, head = options.checkouts
    measured = compare(base, head, options.rounds, options.only)
    print(measured)
    if options.write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n{measured}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
