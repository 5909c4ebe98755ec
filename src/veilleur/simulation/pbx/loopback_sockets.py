"""The embedded PBX on real loopback sockets: AMI as server, FastAGI as client, the log in a file.

Virtual time runs `speed` times as fast as the real one. The two seconds of law 9 are real seconds here,
because the guard on the other side thinks in real time: at speed 60 they are 120 virtual ones, and the
switch's own clock stands still while it waits for an answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from pathlib import Path

from veilleur.simulation.pbx.agi_client import Ask, AskState
from veilleur.simulation.pbx.ami_server import Session
from veilleur.simulation.pbx.switch import EmbeddedPbx

SOCKET_READ_BYTES = 65536
BREATH_S = 0.005  # between two looks at the sockets


class LoopbackPbx:
    """One switch on sockets. `ami_port` is chosen by the operating system and known after `start`."""

    def __init__(self, pbx: EmbeddedPbx, agi_port: int, log_file: Path | None = None) -> None:
        self.pbx = pbx
        self.agi_port = agi_port
        self.ami_port = 0
        self.log_file = log_file
        self._server: asyncio.Server | None = None
        self._writers: dict[int, tuple[Session, asyncio.StreamWriter]] = {}

    async def start(self, port: int = 0) -> None:
        """Begin to listen on 127.0.0.1. port: 0 for any."""
        self._server = await asyncio.start_server(self._manager, "127.0.0.1", port)
        self.ami_port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close all sockets."""
        if self._server is not None:
            self._server.close()
        for _session, writer in list(self._writers.values()):
            writer.close()
        if self._server is not None:
            await self._server.wait_closed()

    async def run(self, until: float, speed: float) -> None:
        """Live until `until` (virtual seconds since 1970 UTC), `speed` virtual seconds in a real one."""
        real = time.monotonic()
        while self.pbx.now < until:
            virtual_until = min(until, self.pbx.now + (time.monotonic() - real) * speed)
            real = time.monotonic()
            while self.pbx.now < virtual_until:
                upcoming = self.pbx.next_at
                self.pbx.advance(virtual_until if upcoming is None else min(upcoming, virtual_until))
                asks = self.pbx.drain_asks()
                if asks:
                    await asyncio.gather(*(self._exchange(ask) for ask in asks))
                    self.pbx.settle()
                    real = time.monotonic()
                self._flush()
            await asyncio.sleep(min(BREATH_S, (until - self.pbx.now) / speed))
        self._flush()

    async def _manager(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = self.pbx.ami.connect()
        self._writers[id(session)] = (session, writer)
        try:
            writer.write(session.take_output())
            while data := await reader.read(SOCKET_READ_BYTES):
                self.pbx.ami.receive(session, data)
                writer.write(session.take_output())
                await writer.drain()
                if session.closing:
                    break
        except ConnectionError:
            pass  # a manager that has gone is no error of the switch
        finally:
            self.pbx.ami.disconnect(session)
            self._writers.pop(id(session), None)
            writer.close()

    async def _exchange(self, ask: Ask) -> None:
        try:
            async with asyncio.timeout(ask.within_s):
                reader, writer = await asyncio.open_connection("127.0.0.1", self.agi_port)
                try:
                    while True:
                        writer.write(ask.take_output())
                        await writer.drain()
                        data = await reader.read(SOCKET_READ_BYTES)
                        if not data:
                            break
                        ask.receive(data)
                finally:
                    writer.close()
        except (OSError, TimeoutError):
            pass  # the ask stays without a word; the fail policy decides
        if ask.state is AskState.WAITING:
            ask.close()

    def _flush(self) -> None:
        lines = self.pbx.drain_log()
        if lines and self.log_file is not None:
            with self.log_file.open("a", encoding="utf-8") as log:
                log.writelines(line + "\n" for line in lines)
        for session, writer in list(self._writers.values()):
            with contextlib.suppress(ConnectionError):
                if output := session.take_output():
                    writer.write(output)
