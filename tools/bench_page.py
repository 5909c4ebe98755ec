"""How long a decision takes with 200 pages open, and without; and what desk and guard hold in memory.

A real guard with its desk on the embedded PBX is asked 200 questions a second, in turns without a page and
with 200 of them, each live by its own stream. Pitfall: questions, readers and the PBX run in this one process
beside the guard's, so on two cores they take from it too; the turns share that, only the pages differ.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
import time
from itertools import count
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

from argon2 import PasswordHasher
from lab.addresses import free_port
from lab.guard import GuardProcess

from veilleur.simulation.nights.demo_night import night
from veilleur.simulation.pbx.loopback_sockets import LoopbackPbx
from veilleur.web.watch.auth.people import People, Person, Role, Session
from veilleur.web.watch.auth.secrets import digest, new_token, new_totp

PAGES, RATE, TURN_S, TURNS = 200, 200, 20.0, 3
SECRET = "of-the-bench"
A_WEEK_S = 604_800.0
CONFIG = """[site]
name = "Garage Martin"
extensions = ["10X"]
trunks = ["PJSIP/carrier*"]
[hours]
always = true
[asterisk]
port = {ami}
secret_file = "ami-secret"
agi_port = {agi}
[page]
port = {page}
"""


class Turn(NamedTuple):
    """One turn. Times in milliseconds, memory in kilobytes."""

    pages: int
    p50: float
    p99: float
    desk_kb: int
    guard_kb: int
    events: int


async def ask(port: int, number: int) -> float:
    """One question as the dialplan puts it; milliseconds until its answer."""
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    channel = f"PJSIP/10{number % 6}-{number:08x}"
    dialled = f"0199{number % 1_000_000:06d}"
    script = f"ask,number={dialled},caller=10{number % 6},channel={channel},unique=u{number},trunk=carrier"
    lines = [f"agi_network_script: {script}", f"agi_channel: {channel}", f"agi_uniqueid: u{number}", ""]
    writer.write("".join(f"{line}\n" for line in lines).encode())
    while line := await reader.readline():
        if line.startswith(b"SET VARIABLE VEILLEUR "):
            took = (time.perf_counter() - began) * 1_000
            writer.write(b"200 result=1\n")
            break
        writer.write(b"200 result=1\n")
    writer.close()
    return took


async def read(port: int, cookie: str, heard: list[int]) -> None:
    """One open page."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"GET /live/tonight HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: veilleur={cookie}\r\n\r\n".encode()
    )
    try:
        while data := await reader.read(65_536):
            heard[0] += data.count(b"data: ")
    finally:
        writer.close()


def memory_kb(pid: int) -> int:
    """What a process holds."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) if found else 0


def desk_of(guard: int) -> int:
    """The desk's process."""
    for child in Path(f"/proc/{guard}/task/{guard}/children").read_text().split():
        if b"desk" in Path(f"/proc/{child}/cmdline").read_bytes():
            return int(child)
    return 0


async def turn(
    guard: GuardProcess, ports: tuple[int, int], cookie: str, pages: int, numbers: count[int]
) -> Turn:
    """Questions at their rate, with so many pages open."""
    heard = [0]
    readers = [asyncio.create_task(read(ports[1], cookie, heard)) for _page in range(pages)]
    await asyncio.sleep(3.0)
    began, asking = time.perf_counter(), []
    for place in range(int(RATE * TURN_S)):
        await asyncio.sleep(max(0.0, began + place / RATE - time.perf_counter()))
        asking.append(asyncio.create_task(ask(ports[0], next(numbers))))
    took = await asyncio.gather(*asking)
    found = Turn(
        pages=pages,
        p50=quantiles(took, n=100)[49],
        p99=quantiles(took, n=100)[98],
        desk_kb=memory_kb(desk_of(guard.pid)),
        guard_kb=memory_kb(guard.pid),
        events=heard[0],
    )
    for reader in readers:
        reader.cancel()
    await asyncio.gather(*readers, return_exceptions=True)
    return found


async def measure(folder: Path) -> list[Turn]:
    """All turns."""
    pbx = night(1, asks=False, secret=SECRET)[0]
    pbx._timers = []  # the story of the night is not played
    switch = LoopbackPbx(pbx, 0)
    await switch.start()
    living = asyncio.create_task(switch.run(pbx.now + A_WEEK_S, 1.0))
    agi, page = free_port(), free_port()
    (folder / "ami-secret").write_text(SECRET)
    (folder / "ami-secret").chmod(0o600)
    config = folder / "veilleur.toml"
    config.write_text(CONFIG.format(ami=switch.ami_port, agi=agi, page=page))
    cookie = new_token()
    (folder / "var").mkdir()
    people = People(folder / "var" / "page.json")
    people.keep(Person("Paul", Role.OWNER, PasswordHasher().hash(new_token()), new_totp()))
    now = time.time()
    people.open_session(digest(cookie), Session("Paul", now, now + 36_000, new_token()), now)
    guard = GuardProcess(config, folder / "var" / "journal.db")
    await asyncio.to_thread(guard.start)
    try:
        while True:
            try:
                _reader, writer = await asyncio.open_connection("127.0.0.1", page)
                writer.close()
                break
            except OSError:
                await asyncio.sleep(0.2)
        numbers = count(1)
        return [
            await turn(guard, (agi, page), cookie, pages, numbers)
            for _ in range(TURNS)
            for pages in (0, PAGES)
        ]
    finally:
        await asyncio.to_thread(guard.kill)
        living.cancel()
        await switch.stop()


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        for one in asyncio.run(measure(Path(folder))):
            print(
                f"{RATE} questions/s, {one.pages:3d} pages   p50 {one.p50:6.2f} ms  p99 {one.p99:7.2f} ms"
                f"   desk {one.desk_kb / 1024:6.1f} MB  guard {one.guard_kb / 1024:6.1f} MB"
                f"   {one.events:6d} live events"
            )


if __name__ == "__main__":
    main()
