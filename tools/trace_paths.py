"""`python -m tools.trace_paths BASE HEAD`: through how many functions and files a decision passes.

In: one or two checkouts. Out: a table in Markdown, one row per trip: calls, different functions, different
files, and changes of file (each call or return by which the running frame of the package lies in another
file than the one before). A trip is measured twice: the first of its kind in a new watch, and the next one,
when hours, numbers and the incident are known.

    python -m tools.trace_paths /path/to/base .
    python -m tools.trace_paths /path/to/base . --write       # into docs/architecture.md

Pitfall: a coroutine or generator that goes on counts as a call, and whatever lies outside the package (the
standard library, the switch's side of the socket) counts for nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import veilleur
from tools.checkout_probe import found

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- figures of tools.trace_paths: begin -->", "<!-- figures of tools.trace_paths: end -->"
RECORDING = ROOT / "tests/pbx/asterisk/recordings/22/call.ami"
NIGHT = 1_796_094_000.0  # a Sunday, 02:20 in Paris
ABROAD = "0005355512345"
WAIT_S = 5.0
SITE = """
[site]
country = "FR"
outside_line = "0"
extensions = ["1XX"]
trunks = ["PJSIP/carrier*"]
[judge]
mode = "enforce"
"""
CAP = """
[limits]
closed_hours_eur = 0
day_eur = 0
month_eur = 0
"""
COLUMNS = ("calls", "functions", "files", "changes of file")
Counts = dict[str, int]


class Trace:
    """Counts what the running thread does inside the package while the context lasts."""

    def __init__(self) -> None:
        self._inside = str(Path(veilleur.__file__).parent) + os.sep
        self._calls = self._changes = 0
        self._functions: set[CodeType] = set()
        self._files: set[str] = set()
        self._file: str | None = None
        self.way: list[str] = []  # each function that was entered, as "path: name", in order

    def __enter__(self) -> Trace:
        sys.setprofile(self._count)
        return self

    def __exit__(self, *_error: object) -> None:
        sys.setprofile(None)

    @property
    def counts(self) -> Counts:
        """What was counted, by column."""
        counted = (self._calls, len(self._functions), len(self._files), self._changes)
        return dict(zip(COLUMNS, counted, strict=True))

    def _count(self, frame: FrameType, event: str, _argument: object) -> None:
        file = frame.f_code.co_filename
        if not file.startswith(self._inside):
            return
        if event == "call":
            self._calls += 1
            self._functions.add(frame.f_code)
            self._files.add(file)
            self.way.append(f"{file.removeprefix(self._inside)}: {frame.f_code.co_qualname}")
            self._enter(file)
        elif event == "return":
            caller = frame.f_back
            while caller is not None and not caller.f_code.co_filename.startswith(self._inside):
                caller = caller.f_back
            if caller is not None:
                self._enter(caller.f_code.co_filename)

    def _enter(self, file: str) -> None:
        if self._file is not None and file != self._file:
            self._changes += 1
        self._file = file


class Bench:
    """A site, its watch at one vantage, and what reads and cuts its calls."""

    def __init__(self, vantage: str, has_cap: bool) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "veilleur.toml"
            path.write_text(SITE + CAP * has_cap)
            settings = found("config:load")(path)
        self.site, self.numbering = settings.site, settings.numbering()
        self.watch = found("detection:Watch")(
            self.site, self.numbering, None, found("words.calls:Vantage")(vantage)
        )
        translator = found("pbx.asterisk.events.translator:Translator", "pbx.asterisk:Translator")
        self.translator = translator(self.site)
        self.parser = found("pbx.asterisk.ami.protocol:Parser", "pbx.asterisk.ami:Parser")()
        self.now = NIGHT


async def dialled(has_cap: bool) -> list[Trace]:
    """Bytes of a DialBegin in, bytes of the order to hang up out; nobody had asked for the call."""
    bench, names, ordered = Bench("asked", has_cap), dict[str, str](), asyncio.Event()
    encode = found("pbx.asterisk.ami.protocol:encode_action", "pbx.asterisk.ami:encode_action")

    async def act(action: str, fields: dict[str, str]) -> list[dict[str, str]]:
        encode(action, fields)
        ordered.set()
        return [{"response": "Success"}]

    clock = type("Clock", (), {"now": lambda _self: bench.now})()
    actuator = found("pbx.asterisk.actuator:AsteriskActuator")(act, lambda unique: names.get(unique, ""))
    responder = found("response:Responder")(actuator, lambda _event: None, clock)
    banner, _, messages = RECORDING.read_bytes().partition(b"\r\n")
    list(bench.parser.feed(banner + b"\r\n"))
    traces: list[Trace] = []
    for time in range(2):
        renamed = messages.replace(b"1795518", b"17956%d8" % time).replace(b"-0000000", b"-00000%d0" % time)
        for block in filter(None, renamed.split(b"\r\n\r\n")):
            fields = dict(line.split(": ", 1) for line in block.decode().split("\r\n") if ": " in line)
            if fields["Event"] == "Newchannel":
                names[fields["Uniqueid"]] = fields["Channel"]
            bench.now += 0.1
            if fields["Event"] != "DialBegin":
                _step(bench, block)
                continue
            ordered.clear()
            with Trace() as trace:
                for decision in _step(bench, block):
                    responder.carry_out(decision)
                await asyncio.wait_for(ordered.wait(), WAIT_S)
            traces.append(trace)
        bench.now += 60
    await responder.close()
    return traces


def _step(bench: Bench, block: bytes) -> list[Any]:
    """Decisions on one message of the manager interface."""
    return [
        decision
        for message in bench.parser.feed(block + b"\r\n\r\n")
        for event in bench.translator.step(message, bench.now)
        for decision in bench.watch.step(event)
    ]


async def asked(origin: str) -> list[Trace]:
    """The dialplan's question in, its answer out, over a socket."""
    bench, answer = Bench("asked", False), found("pbx.adapter:Answer", "pbx.asterisk:Answer")

    def decide(event: Any) -> Any:
        return answer(bench.watch.step(event)[0].kind.value)

    server = found("pbx.asterisk.agi.server:FastAgi", "pbx.asterisk:FastAgi")(
        settings=found("pbx.asterisk.settings:AsteriskSettings")(agi_port=0),
        decide=decide,
        code_is_right=lambda *_words: False,
        emit=lambda _event: None,
        now=lambda: bench.now,
        is_extension=lambda text: len(text) == 3,
        translator=bench.translator,
        numbering=bench.numbering,
    )
    port = await server.start()
    traces: list[Trace] = []
    for time in range(2):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        channel = f"PJSIP/101-0000000{time}"
        lines = ["agi_network_script: ask", f"agi_channel: {channel}", f"agi_uniqueid: 1795518857.{time}"]
        arguments = (f"number={ABROAD}", "caller=101", f"channel={channel}", f"origin={origin}")
        lines += [f"agi_arg_{place}: {argument}" for place, argument in enumerate(arguments, 1)]
        with Trace() as trace:
            writer.write(("\n".join(lines) + "\n\n").encode())
            line = b"?"
            while line and not line.startswith(b"SET VARIABLE VEILLEUR "):
                line = await asyncio.wait_for(reader.readline(), WAIT_S)
                writer.write(b"200 result=1\n")
        traces.append(trace)
        writer.close()
        bench.now += 60
    await server.stop()
    return traces


async def recorded() -> list[Trace]:
    """A call record in, what the watch says of it out."""
    bench, decode = Bench("records", False), found("words.codec:decode_event")
    traces: list[Trace] = []
    for time in range(2):
        at = NIGHT + 100 * time
        record = decode(
            {
                "event": "CallRecorded",
                "at": at,
                "seen_at": at + 90,
                "call": f"c{time}",
                "direction": "out",
                "extension": "101",
                "number": ABROAD,
                "origin": "extension",
                "duration_s": 80.0,
                "billed_s": 70.0,
                "answered": True,
            }
        )
        with Trace() as trace:
            bench.watch.step(record)
        traces.append(trace)
    return traces


TRIPS: dict[str, Callable[[], Any]] = {
    "AMI DialBegin to Hangup order, by the judge": lambda: dialled(False),
    "the same, cap of 0 euros": lambda: dialled(True),
    "FastAGI question to answer, telephone of the site": lambda: asked("extension"),
    "FastAGI question to answer, dialled through DISA": lambda: asked("disa"),
    "CallRecorded to verdict": recorded,
}


def measured() -> dict[str, list[Counts]]:
    """All trips in this process: the first and the next of each."""
    asyncio.run(dialled(False))  # what is imported late is no part of a trip
    return {name: [trace.counts for trace in asyncio.run(trip())] for name, trip in TRIPS.items()}


def measure(checkout: Path) -> dict[str, list[Counts]]:
    """All trips of a checkout, in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(checkout.resolve() / "src"), "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-m", "tools.trace_paths", "--measure"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"tracing failed in {checkout}:\n{done.stderr[-3000:]}")
    data: dict[str, list[Counts]] = json.loads(done.stdout)
    return data


def table(before: dict[str, list[Counts]], after: dict[str, list[Counts]] | None = None) -> str:
    """The counts as Markdown, before -> after where there are two."""
    lines = ["| trip | " + " | ".join(COLUMNS) + " |", "|---|" + "---:|" * len(COLUMNS)]
    for name, both in before.items():
        for place, order in enumerate(("first", "next")):
            cells = [str(both[place][column]) for column in COLUMNS]
            if after is not None:
                news = [str(after[name][place][column]) for column in COLUMNS]
                cells = [f"{old} -> {new}" for old, new in zip(cells, news, strict=True)]
            lines.append(f"| {name}, {order} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Trace one checkout or two and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkouts", type=Path, nargs="*", default=[ROOT])
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.name}")
    parser.add_argument("--measure", action="store_true", help="print JSON of the package that is imported")
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measured()))
        return
    counted = table(*(measure(checkout) for checkout in options.checkouts[:2]))
    print(counted)
    if options.write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n{counted}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
