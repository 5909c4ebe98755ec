"""`python -m tools.bench_agi`: how long a call waits for its answer, beside a script that always says yes.

Both servers are processes of their own on loopback; the calls come at a steady rate, each on a connection
of its own as Asterisk makes them, to the one and the other in turn, so that both meet the same machine.
Veilleur's side is the whole way: request read, watch and judge, event and decision given to the journal,
answer written. Then the same with the disk busy, and with another process busy on each second core.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from veilleur.detection import Watch
from veilleur.journal import Journal
from veilleur.numbering import DialPlan
from veilleur.pbx.asterisk import Answer, AsteriskSettings, FastAgi
from veilleur.words import events
from veilleur.words.decisions import DecisionKind, Subject
from veilleur.words.site import Hours, Site

SECONDS = 6
_BUSY_DISK = """
import os, sys
while True:
    with open(sys.argv[1], "wb") as file:
        file.write(os.urandom(1 << 20))
        file.flush()
        os.fsync(file.fileno())
"""
_BUSY_CORE = "while 1: sum(range(10000))"


async def serve_yes() -> None:
    """The script that always says yes."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (await reader.readline()).strip():
            pass
        writer.write(b"SET VARIABLE VEILLEUR allow\n")
        await reader.readline()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def serve_veilleur(journal_file: Path) -> None:
    """FastAGI, watch, judge and journal."""
    site = Site(hours=Hours(always=True))
    watch, journal = Watch(site, DialPlan(site)), Journal(journal_file)

    def decide(event: events.CallRequested | events.MailboxRequested) -> Answer:
        decisions = watch.step(event)
        journal.append_event(site.name, event)
        for decision in decisions:
            journal.append_decision(site.name, decision)
        for decision in decisions:
            if decision.subject is Subject.REQUEST and decision.kind is DecisionKind.ALLOW:
                return Answer("allow")
        return Answer("refuse")

    agi = FastAgi(
        AsteriskSettings(agi_port=0),
        decide,
        lambda *_: False,
        lambda _: None,
        time.time,
        lambda text: len(text) == 3,
    )
    print(await agi.start(), flush=True)
    await asyncio.Event().wait()


@contextmanager
def child(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A process of ours, ended by its own id."""
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def server(kind: str, directory: str) -> Iterator[tuple[int, int]]:
    """A server; gives its port and process id."""
    with child("-m", "tools.bench_agi", kind, str(Path(directory) / "journal.db")) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline()), process.pid


async def ask(port: int, place: int) -> float:
    """Seconds from the connection to the answer."""
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    extension = 101 + place % 20
    lines = [
        "agi_network: yes",
        "agi_network_script: ask",
        f"agi_channel: PJSIP/{extension}-{place:08x}",
        f"agi_callerid: {extension}",
        f"agi_arg_1: number=0199{place % 1000:06d}",
        f"agi_arg_2: caller={extension}",
        f"agi_arg_3: unique={time.time():.6f}.{place}",
        "agi_arg_4: origin=extension",
    ]
    writer.write(("\n".join(lines) + "\n\n").encode())
    while not (await reader.readline()).startswith(b"SET VARIABLE VEILLEUR "):
        writer.write(b"200 result=1\n")
    took = time.perf_counter() - began
    writer.write(b"200 result=1\n")
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return took


async def at_rate(ports: tuple[int, int], per_second: int) -> tuple[list[float], list[float]]:
    """Seconds each call waited, at either server, the calls going to one and the other in turn."""
    loop = asyncio.get_running_loop()
    began, tasks = loop.time(), []
    for place in range(per_second * SECONDS * 2):
        await asyncio.sleep(max(0.0, began + place / (2 * per_second) - loop.time()))
        tasks.append(asyncio.create_task(ask(ports[place % 2], place)))
    took = await asyncio.gather(*tasks)
    return took[0::2], took[1::2]


def line(name: str, took: tuple[list[float], list[float]]) -> str:
    """p50 and p99 of both, in milliseconds, and what Veilleur adds."""
    yes, ours = (sorted(one) for one in took)
    (yes50, yes99), (ours50, ours99) = (
        (one[len(one) // 2] * 1e3, one[int(len(one) * 0.99)] * 1e3) for one in (yes, ours)
    )
    return (
        f"{name:34} always yes {yes50:5.2f} / {yes99:6.2f} ms   veilleur {ours50:5.2f} / {ours99:6.2f} ms   "
        f"added {ours50 - yes50:5.2f} / {ours99 - yes99:6.2f} ms   (p50 / p99)"
    )


def resident_mb(pid: int) -> float:
    """Memory that a process holds."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    """Print the figures."""
    with (
        tempfile.TemporaryDirectory(prefix="veilleur-bench-") as directory,
        server("yes", directory) as (yes, _pid),
        server("veilleur", directory) as (ours, pid),
    ):
        asyncio.run(at_rate((yes, ours), 50))  # warm
        for rate in (50, 200):
            print(line(f"{rate} calls/s", asyncio.run(at_rate((yes, ours), rate))), flush=True)
        with child("-c", _BUSY_DISK, str(Path(directory) / "noise")):
            print(line("200 calls/s, disk busy", asyncio.run(at_rate((yes, ours), 200))), flush=True)
        with child("-c", _BUSY_CORE):
            print(
                line("200 calls/s, another process busy", asyncio.run(at_rate((yes, ours), 200))), flush=True
            )
        print(f"resident memory of Veilleur's side {resident_mb(pid):.0f} MB")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        asyncio.run(serve_yes() if sys.argv[1] == "yes" else serve_veilleur(Path(sys.argv[2])))
    else:
        main()
