"""SIP over TCP and TLS for a played peer: connections by the address of their other end.

In: bytes, cut anywhere. Out: one whole message after another. Pitfall: a peer answers on the connection by
which it was asked, so a request that it sends of its own needs one that is open: see `connect`.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Callable
from pathlib import Path

Address = tuple[str, int]
_LENGTH = re.compile(rb"\r\n(?:Content-Length|l)[ \t]*:[ \t]*([0-9]+)", re.IGNORECASE)


class Streams:
    """All connections of one peer. certificate, key: for TLS; without them it is TCP."""

    def __init__(
        self, took: Callable[[bytes, Address], None], certificate: Path | None = None, key: Path | None = None
    ) -> None:
        self._took = took
        self._server: asyncio.Server | None = None
        self._open: dict[Address, asyncio.StreamWriter] = {}
        self._reading: set[asyncio.Task[None]] = set()
        self._listens = self._asks = None
        if certificate is not None:
            self._listens = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            self._listens.load_cert_chain(certificate, key)
            self._asks = ssl.create_default_context(cafile=str(certificate))
            self._asks.check_hostname = False

    async def listen(self, host: str, port: int) -> None:
        """Take connections."""
        self._server = await asyncio.start_server(self._accepted, host, port, ssl=self._listens)

    async def connect(self, own: str, to: Address) -> None:
        """Open a connection; messages to this address then go by it."""
        reader, writer = await asyncio.open_connection(*to, ssl=self._asks, local_addr=(own, 0))
        self._begin(reader, writer, to)

    def send(self, data: bytes, to: Address) -> bool:
        """Send, if there is a connection to that address."""
        writer = self._open.get(to)
        if writer is None or writer.is_closing():
            return False
        writer.write(data)
        return True

    @property
    def addresses(self) -> list[Address]:
        """The other ends that are connected."""
        return list(self._open)

    def stop(self) -> None:
        """End all of them."""
        if self._server is not None:
            self._server.close()
        for task in self._reading:
            task.cancel()
        for writer in self._open.values():
            writer.close()

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._begin(reader, writer, writer.get_extra_info("peername")[:2])

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, other: Address) -> None:
        self._open[other] = writer
        task = asyncio.get_running_loop().create_task(self._read(reader, other))
        self._reading.add(task)
        task.add_done_callback(self._reading.discard)

    async def _read(self, reader: asyncio.StreamReader, other: Address) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lstrip(b"\r\n")
                if not head:
                    continue  # a keep-alive
                length = _LENGTH.search(head)
                body = await reader.readexactly(int(length[1])) if length else b""
                self._took(head + body, other)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer = self._open.pop(other, None)
            if writer is not None:
                writer.close()
