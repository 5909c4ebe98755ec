"""Everything at once: 1,000 FastAGI connections of eight manners, a log at 1 MB/s, 5,000 events a second.

In: a company on a real Asterisk with the real guard before it. Out: how late the latest honest question was
answered, and how long the longest hostile call was up, in seconds, beside what the flood really came to.
Pitfall: the events and most of the log are the switch's own, of calls that walk through the dialplan just
below the pace at which steps are passed over, so that the guard has to read each of them.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import NamedTuple

from lab.attacks import HOSTILE_NUMBERS, call_file
from lab.company import Company
from lab.latency import one_question
from lab.outcome import outcome

CONNECTIONS = 1_000
QUESTIONS_A_SECOND = 20
SECONDS = 20.0
HOSTILE_CALLS = 10
EVENTS_A_SECOND = 5_000
LOG_BYTES_A_SECOND = 1_000_000
WALKERS = 34  # calls; each has two channels, of which one walks
WALK_S = 60
STEPS_A_LAP = 31
LAPS_A_SECOND = 5
WITHIN_S = 2.0
REOPENED_AFTER_S = 0.25  # by who is no storm: some 2,500 connections a second in all
_WALK = (
    f"\n[walk]\nexten => s,1,Answer()\nsame => n,Set(TIMEOUT(absolute)={WALK_S})\nsame => n(again),NoOp(0)\n"
    + "".join(f"same => n,NoOp({step} of a walk through the dialplan)\n" for step in range(STEPS_A_LAP - 3))
    + f"same => n,Wait({1 / LAPS_A_SECOND:g})\nsame => n,Goto(again)\n"
)
_LOG_LINE = (
    '[Nov 30 10:00:00] VERBOSE[1][C-00000001] pbx.c: Executing [s@walk:1] NoOp("x", "'
    + "y" * 100
    + '") in new\n'
)


class Figures(NamedTuple):
    """What was measured. Times in seconds; unanswered: honest questions without a word in 5 s."""

    asked: int
    unanswered: int
    latest_answer_s: float
    p99_answer_s: float
    cut: int
    hostile: int
    longest_hostile_s: float
    connections: int
    events_a_second: float
    log_bytes_a_second: float
    memory_mb: float

    def __str__(self) -> str:
        return (
            f"flood: {self.asked} honest questions, {self.unanswered} unanswered, p99 "
            f"{self.p99_answer_s:.2f} s, latest {self.latest_answer_s:.2f} s; {self.cut} hostile calls cut, "
            f"{self.hostile} of them answered, longest "
            f"{self.longest_hostile_s:.2f} s; beside {self.connections} connections of eight manners, "
            f"{self.events_a_second:,.0f} events/s, log {self.log_bytes_a_second / 1e6:.2f} MB/s; "
            f"{self.memory_mb:.0f} MB"
        )


# --- eight manners of a connection; each opens one, and is done with it at its end ---


async def _silent(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(30)


async def _half_line(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"agi_network: yes\nagi_network_scr")
    await asyncio.sleep(30)


async def _slow_byte(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    for byte in b"agi_network: yes\nagi_network_script: ask,number=0199001234\n\n":
        writer.write(bytes([byte]))
        await asyncio.sleep(0.3)


async def _garbage(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(Random(1).randbytes(8_000) + b"\n\n")
    await asyncio.sleep(1)


async def _huge_line(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"agi_network_script: ask,number=" + b"9" * 100_000)
    await writer.drain()
    await asyncio.sleep(1)


async def _early_close(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"agi_network: yes\nagi_network_script: ping\n\n")
    await asyncio.sleep(0.2)


async def _storm(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(0.1)


async def _never_reads(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"agi_network: yes\nagi_network_script: ask,number=0199001234,caller=205\n\n")
    await asyncio.sleep(30)


MANNERS = (_silent, _half_line, _slow_byte, _garbage, _huge_line, _early_close, _storm, _never_reads)
Manner = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def _keep_open(port: int, manner: Manner) -> None:
    while True:
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            doing = asyncio.ensure_future(manner(reader, writer))
            gone = asyncio.ensure_future(reader.read(1 << 16))
            await asyncio.wait({doing, gone}, return_when=asyncio.FIRST_COMPLETED)
            for task in (doing, gone):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, OSError):
                    await task
            writer.close()
        await asyncio.sleep(0.0 if manner is _storm else REOPENED_AFTER_S)


async def _hold(port: int) -> None:
    """The connections, without end."""
    await asyncio.gather(*(_keep_open(port, MANNERS[place % len(MANNERS)]) for place in range(CONNECTIONS)))


async def _ask(port: int) -> tuple[list[float], int]:
    """Honest questions at a steady pace: seconds of those answered, and how many were not."""
    loop = asyncio.get_running_loop()
    began, tasks = loop.time(), []
    for place in range(round(QUESTIONS_A_SECOND * SECONDS)):
        due = began + place / QUESTIONS_A_SECOND
        await asyncio.sleep(max(0.0, due - loop.time()))
        tasks.append(asyncio.create_task(one_question(port, place, due)))
    found = await asyncio.gather(*tasks, return_exceptions=True)
    took = [one for one in found if isinstance(one, float)]
    return took, len(found) - len(took)


# --- the switch: events and log ---


@contextmanager
def _process(*words: str) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", "lab.flood_load", *words])
    try:
        yield
    finally:
        process.kill()
        process.wait()


def _write_log(path: str, bytes_a_second: int) -> None:
    """Lines beside those of the switch itself, without end."""
    count = max(1, bytes_a_second // len(_LOG_LINE) // 50)
    while True:
        with open(path, "ab", buffering=0) as file:
            file.write(_LOG_LINE.encode() * count)
        time.sleep(0.02)


def _walk(company: Company) -> None:
    """Calls that walk through the dialplan, each just below the pace at which steps are passed over."""
    path = company.switch.path(f"{company.switch.home}/etc/extensions.conf")
    path.write_text(path.read_text() + _WALK)
    company.switch.send("Reload", Module="pbx_config")
    time.sleep(0.5)
    for _number in range(WALKERS):
        company.switch.drop_call_file(
            f"Channel: Local/s@walk/n\nApplication: Wait\nData: {WALK_S}\nMaxRetries: 0\n"
        )


def _count_events(company: Company, seconds: float) -> float:
    """Events a second that the guard's own login is sent."""
    with socket.create_connection(("127.0.0.1", company.switch.ami_port), timeout=10) as login:
        user, secret = company.plan.ami_user, company.plan.secret
        login.sendall(f"Action: Login\r\nUsername: {user}\r\nSecret: {secret}\r\n\r\n".encode())
        count, until = 0, time.monotonic() + seconds
        began = time.monotonic()
        while time.monotonic() < until:
            count += login.recv(1 << 20).count(b"\r\n\r\n")
        return count / (time.monotonic() - began)


def measure(version: str = "22") -> Figures:
    """One run."""
    with Company(version, channels=60) as company:
        log = company.switch.path(company.plan.log_path)
        _walk(company)
        time.sleep(3)
        events = _count_events(company, 3.0)
        # A step's line is about as long as one of ours: what is missing to 1 MB/s is written beside.
        beside = max(0, LOG_BYTES_A_SECOND - round(events * 100))
        with _process("hold", str(company.agi_port)), _process("log", str(log), str(beside)):
            time.sleep(3)
            for place in range(HOSTILE_CALLS):
                call_file(company, HOSTILE_NUMBERS[place], 30)
            took, unanswered = asyncio.run(_ask(company.agi_port))
            found = outcome(company, 15)
            cut = len(company.journal.decisions("cut"))
            memory = company.guard.resident_bytes() / 1e6
        took.sort()
        return Figures(
            asked=len(took) + unanswered,
            unanswered=unanswered,
            latest_answer_s=took[-1] if took else float("inf"),
            p99_answer_s=took[len(took) * 99 // 100] if took else float("inf"),
            cut=cut,
            hostile=len(found.hostile),
            longest_hostile_s=found.longest_s,
            connections=CONNECTIONS,
            events_a_second=events,
            log_bytes_a_second=events * 100 + beside,
            memory_mb=memory,
        )


def report(say: Callable[[str], None] = print) -> None:
    """Print the figures of both versions."""
    for version in ("22", "16"):
        say(f"Asterisk {version}, {os.cpu_count()} cores, {SECONDS:g} s: {measure(version)}")


if __name__ == "__main__":
    words = sys.argv[1:]
    if words[:1] == ["hold"]:
        asyncio.run(_hold(int(words[1])))
    elif words[:1] == ["log"]:
        _write_log(words[1], int(words[2]))
    else:
        report()
