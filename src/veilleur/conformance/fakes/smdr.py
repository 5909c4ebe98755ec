"""A made PABX that only prints its calls: a TCP server that the guard connects to."""

from __future__ import annotations

import asyncio
from pathlib import Path

from veilleur.conformance.made_switch import Ability, BaseSwitch

LINE = "A101  --> N01 {when} 00:02:00     4 ST         {number}\r\n"


class MadePabx(BaseSwitch):
    """See `MadeSwitch`."""

    abilities = frozenset({Ability.RECORDS})

    def __init__(self) -> None:
        super().__init__()
        self._server: asyncio.Server | None = None
        self._port = 0
        self._writers: set[asyncio.StreamWriter] = set()
        self._unread: list[bytes] = []
        self._minute = 0

    def section(self, folder: Path) -> str:
        """See `MadeSwitch`."""
        return f'[smdr]\nway = "client"\nport = {self._port}\nformat = "alcatel-oxo"\n'

    async def start(self) -> None:
        """Wait for the guard."""
        await self.finds_line()

    async def stop(self) -> None:
        """Let go of it."""
        await self.loses_line()

    async def prints(self, call: str, number: str) -> None:
        """See `MadeSwitch`."""
        self._minute += 1
        when = f"03/06/26 10:{self._minute:02}"
        self._says(LINE.format(when=when, number=number + call[-1]).encode())

    async def talks_nonsense(self) -> None:
        """See `MadeSwitch`."""
        self._says(b"\x07\xff no record of anything 99/99/99\r\n")

    async def loses_line(self) -> None:
        """See `MadeSwitch`."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in tuple(self._writers):
            writer.close()

    async def finds_line(self) -> None:
        """See `MadeSwitch`."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        self._port = int(self._server.sockets[0].getsockname()[1])

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        for data in self._unread:
            writer.write(data)
        self._unread.clear()
        await reader.read()
        self._writers.discard(writer)
        writer.close()

    def _says(self, data: bytes) -> None:
        """A PABX with a buffer: what nobody reads waits."""
        if not self._writers:
            self._unread.append(data)
        for writer in self._writers:
            writer.write(data)
