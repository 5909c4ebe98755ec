"""A living PBX in the test's own process, and commands run as a user runs them."""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lab.addresses import free_port
from lab.guard import GuardProcess

from veilleur.cli import main
from veilleur.simulation.nights.demo_night import night
from veilleur.simulation.pbx import EmbeddedPbx
from veilleur.simulation.pbx.loopback_sockets import LoopbackPbx

SECRET = "of-the-test"
A_WEEK_S = 604_800.0


class LivingPbx:
    """The embedded PBX on loopback, in real time, in a thread of its own; nobody calls unless told to."""

    def __init__(self) -> None:
        self.pbx: EmbeddedPbx = night(1, asks=False, secret=SECRET)[0]
        self.pbx._timers = []  # the story of the night is not played
        self.switch = LoopbackPbx(self.pbx, 0)
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever)
        self._thread.start()
        self.do(self.switch.start)
        self._living = asyncio.run_coroutine_threadsafe(
            self.switch.run(self.pbx.now + A_WEEK_S, 1.0), self.loop
        )

    def do(self, what: Callable[[], Any]) -> Any:
        """Do something on the switch, in its own thread."""

        async def doing() -> Any:
            found = what()
            return await found if asyncio.iscoroutine(found) else found

        return asyncio.run_coroutine_threadsafe(doing(), self.loop).result(20)

    def stop(self) -> None:
        """End it."""
        self._living.cancel()
        self.do(self.switch.stop)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


class Site:
    """A folder with a configuration, the guard that watches by it, and its dialplan's questions."""

    def __init__(self, folder: Path, switch: LivingPbx) -> None:
        self.folder, self.switch = folder, switch
        self.agi_port = free_port()
        self.config = folder / "veilleur.toml"
        (folder / "ami-secret").write_text(SECRET)
        (folder / "ami-secret").chmod(0o600)
        self.config.write_text(
            '[site]\nname = "Garage Martin"\nextensions = ["10X"]\ntrunks = ["PJSIP/carrier*"]\n'
            "[hours]\nalways = true\n"
            f'[asterisk]\nport = {switch.switch.ami_port}\nsecret_file = "ami-secret"\n'
            f"agi_port = {self.agi_port}\n"
        )
        self.guard = GuardProcess(self.config, folder / "var" / "journal.db")

    def ask(self, number: str, extension: str = "104", unique: str = "u1") -> str:
        """What the dialplan is told: the word, or "" when nothing was set."""
        with socket.create_connection(("127.0.0.1", self.agi_port), timeout=20) as connection:
            stream = connection.makefile("rwb")
            channel = f"PJSIP/{extension}-00000001"
            script = f"ask,number={number},caller={extension},channel={channel},unique={unique},trunk=carrier"
            lines = [f"agi_network_script: {script}", f"agi_channel: {channel}", f"agi_uniqueid: {unique}"]
            stream.write("".join(f"{line}\n" for line in [*lines, ""]).encode())
            stream.flush()
            word = ""
            while line := stream.readline().decode():
                if line.startswith("SET VARIABLE VEILLEUR "):
                    word = line.split()[-1].strip('"')
                stream.write(b"200 result=1\n")
                stream.flush()
            return word


@pytest.fixture
def living_pbx() -> Iterator[LivingPbx]:
    """A PBX that lives while the test runs."""
    switch = LivingPbx()
    yield switch
    switch.stop()


@pytest.fixture
def site(tmp_path: Path, living_pbx: LivingPbx) -> Iterator[Site]:
    """A configured site; its guard is not started yet, and ends with the test."""
    site = Site(tmp_path, living_pbx)
    yield site
    site.guard.kill()


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Runs `veilleur WORDS` in the test's folder: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "C")

    def run_words(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["veilleur", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        out = capsys.readouterr()
        return int(ended.value.code or 0), out.out, out.err

    return run_words
