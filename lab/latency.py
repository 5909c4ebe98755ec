"""How long the dialplan waits for a decision, and how long an unasked leg lives after it is seen.

In: a company on a real Asterisk with the real guard before it. Out: figures in milliseconds, p50 and p99, the
guard's beside those of a server that always says yes, measured in the same run.
Pitfall: questions are put at a steady rate whether or not earlier ones are answered, as callers do, and each
is timed from the moment it was due, so that a server that stalls cannot hide it.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from lab.attacks import originate
from lab.company import Company
from veilleur.words.decisions import DecisionKind, Subject
from veilleur.words.events import CallEnded

QUESTION_LIMIT_S = 5.0
# Honest and hostile, cheap and dear, as a switch would ask them.
NUMBERS = ("0032470000001", "0199001234", "0053500000001", "0044207000001", "0899000000", "0639981234")

_DISK = """
import os, sys
block = os.urandom(1 << 20)
while True:
    with open(sys.argv[1], "wb", buffering=0) as file:
        for _piece in range(32):
            file.write(block)
            os.fsync(file.fileno())
"""
_PAGE = """
from html import escape
while True:
    page = "".join(f"<tr><td>{escape(str(row))}</td></tr>" for row in range(20_000))
"""


class Latency(NamedTuple):
    """p50 and p99 of one series, in milliseconds, and how many it holds."""

    p50_ms: float
    p99_ms: float
    measured: int

    def __str__(self) -> str:
        return f"p50 {self.p50_ms:7.2f} ms   p99 {self.p99_ms:7.2f} ms   ({self.measured})"


def percentiles(seconds: list[float]) -> Latency:
    """p50 and p99 of a series of seconds.

    Raises:
        ValueError: when there is nothing to report.
    """
    if not seconds:
        raise ValueError("nothing was measured")
    ordered = sorted(seconds)
    last = len(ordered) - 1
    return Latency(ordered[round(last * 0.5)] * 1000, ordered[round(last * 0.99)] * 1000, len(ordered))


def question_latency(ports: tuple[int, ...], per_second: float, seconds: float) -> list[Latency]:
    """Put questions to each port in turn, each at this rate, from when a question was due to its word.

    In turn, so that all servers meet the same machine.
    """
    return [percentiles(took) for took in asyncio.run(_questions(ports, per_second, seconds))]


async def _questions(ports: tuple[int, ...], per_second: float, seconds: float) -> list[list[float]]:
    loop = asyncio.get_running_loop()
    began, gap_s = loop.time(), 1.0 / (per_second * len(ports))
    asked: list[list[asyncio.Task[float]]] = [[] for _port in ports]
    for place in range(round(per_second * seconds) * len(ports)):
        due = began + place * gap_s
        await asyncio.sleep(max(0.0, due - loop.time()))
        which = place % len(ports)
        asked[which].append(asyncio.create_task(one_question(ports[which], place, due)))
    return [list(await asyncio.gather(*tasks)) for tasks in asked]


async def one_question(port: int, place: int, due: float) -> float:
    """Put one question; gives the seconds from when it was due to its word.

    Raises:
        OSError, TimeoutError: when there was no word.
    """
    number = NUMBERS[place % len(NUMBERS)]
    script = (
        f"ask,number={number},caller=201,channel=PJSIP/201-{place:08x},unique=bench.{place},origin=extension"
    )
    async with asyncio.timeout(QUESTION_LIMIT_S):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"agi_network: yes\nagi_network_script: {script}\n\n".encode())
        word = b""
        while not word.startswith(b"SET VARIABLE VEILLEUR "):
            word = await reader.readline()
            if not word:
                raise OSError("the server closed without a word")
            writer.write(b"200 result=1\n")
        took = asyncio.get_running_loop().time() - due
        writer.close()
    return took


@contextmanager
def always_yes() -> Iterator[int]:
    """The baseline server as a process; its port."""
    process = subprocess.Popen([sys.executable, "-m", "lab.always_yes"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


@contextmanager
def busy_disk(folder: Path) -> Iterator[None]:
    """Another process writes and syncs without end on the journal's disk."""
    with tempfile.NamedTemporaryFile(dir=folder) as file, _process(_DISK, file.name):
        yield


@contextmanager
def page_rendered() -> Iterator[None]:
    """Another process renders pages without end, as the desk will."""
    with _process(_PAGE):
        yield


@contextmanager
def _process(code: str, *words: str) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-c", code, *words])
    try:
        yield
    finally:
        process.kill()
        process.wait()


def cut_latency(company: Company, legs: int) -> Latency:
    """From the moment the guard decides to cut a leg to the switch's own word that it is gone."""
    for place in range(legs):
        originate(company, f"003712907{place:04d}", seconds=3)
        time.sleep(0.15)
    company.journal.wait_for(lambda journal: len(_cuts(company)) >= legs, f"{legs} cuts", limit_s=60)
    return percentiles(list(_cuts(company).values()))


def _cuts(company: Company) -> dict[str, float]:
    ended = {event.call: event.seen_at for event in company.journal.events(CallEnded)}  # type: ignore[union-attr]
    cuts = company.journal.decisions(DecisionKind.CUT.value)
    return {
        cut.target: ended[cut.target] - cut.at
        for cut in cuts
        if cut.subject is Subject.CALL and cut.attempt == 1 and cut.target in ended
    }


def main(version: str = "22", seconds: float = 10.0) -> None:
    """Print the figures."""
    print(f"Asterisk {version}, {os.cpu_count()} cores, {seconds:g} s each")
    with Company(version, channels=60) as company, always_yes() as baseline:
        for what, burden in (
            ("idle", _nothing()),
            ("disk busy", busy_disk(company.home)),
            ("page rendered", page_rendered()),
        ):
            with burden:
                for per_second in (50, 200):
                    yes, ours = question_latency((baseline, company.agi_port), per_second, seconds)
                    print(f"question, {per_second:3} a second, {what:<14} always yes  {yes}")
                    print(f"question, {per_second:3} a second, {what:<14} Veilleur    {ours}")
                    print(f"{'':>46} added p99 {ours.p99_ms - yes.p99_ms:7.2f} ms")
        print(f"cut decided to hang-up confirmed by the switch  {cut_latency(company, 40)}")
        print(f"resident memory of the guard  {company.guard.resident_bytes() / 1e6:.0f} MB")


@contextmanager
def _nothing() -> Iterator[None]:
    yield


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "22")
