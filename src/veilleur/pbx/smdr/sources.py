"""Where the bytes of a PABX come from: TCP either way round, a serial line, a growing file.

Each source is one coroutine that hands bytes on for as long as it lives and raises SwitchError when the line
is lost; the feed starts it again. Pitfall: `keep` returns only when the bytes are on disk, so nothing is
acknowledged to the network before.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from typing import Protocol

from veilleur.pbx.smdr import oxe
from veilleur.pbx.smdr.settings import SmdrSettings, Way
from veilleur.words.errors import SwitchError, system_cause
from veilleur.words.messages import Message

READ_BYTES = 1 << 14
CONNECT_WITHIN_S = 10.0
LOGIN_PAUSE_S = 0.3
FILE_POLL_S = 0.25
GIVE_WAY_S = 30.0  # of silence, after which a connection gives way to one that waits
WAITING_MAX = 16
OXE_SILENT_S = 100.0  # it tests the line every 30 s
TAIL_BYTES = 64  # the last bytes that were read: other ones there mean that the file began again
KEEP_ALIVE = (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 20), ("TCP_KEEPCNT", 3))
_PARITIES = ("N", "E", "O")

Place = tuple[int, int]


class Keeper(Protocol):
    """Where a source puts what it gets."""

    @property
    def place(self) -> Place:
        """How far a followed file is kept: (inode, bytes)."""
        ...

    async def seeing(self, is_new_line: bool) -> None:
        """There is a line. is_new_line: what was cut off before will not go on here."""
        ...

    async def keep(self, data: bytes, place: Place | None = None) -> None:
        """Bytes; returns when they are on disk. place: see above, with these bytes."""
        ...


class Source(Protocol):
    """One way in."""

    async def run(self, to: Keeper) -> None:
        """Hand bytes on until the line is lost.

        Raises:
            SwitchError: when there is no line, or it is lost.
        """
        ...


def source_of(settings: SmdrSettings) -> Source:
    """The source that the settings name."""
    if settings.way is Way.CLIENT:
        return TcpClient(settings)
    if settings.way is Way.LISTEN:
        return TcpListener(settings)
    if settings.way is Way.OXE:
        return OxeClient(settings)
    if settings.way is Way.SERIAL:
        return SerialLine(settings)
    return FollowedFile(settings.file)


class TcpClient:
    """We connect to the PABX, or to the converter on its serial port."""

    def __init__(self, settings: SmdrSettings) -> None:
        self._settings = settings

    async def run(self, to: Keeper) -> None:
        """See `Source.run`."""
        settings = self._settings
        where = f"{settings.host}:{settings.port}"
        reader, writer = await _connected(settings.host, settings.port)
        try:
            _keep_alive(writer)
            for word in settings.login:
                writer.write(word.replace("{secret}", settings.secret).encode() + b"\r\n")
                await writer.drain()
                await asyncio.sleep(LOGIN_PAUSE_S)
            await to.seeing(True)
            while data := await reader.read(READ_BYTES):
                await to.keep(data)
        except OSError as error:
            raise SwitchError(
                "{where}: the connection broke ({why})", where=where, why=system_cause(error)
            ) from error
        finally:
            writer.close()
        raise SwitchError("{where} closed the connection", where=where)


class OxeClient:
    """We connect to an OmniPCX Enterprise; each ticket becomes a line."""

    def __init__(self, settings: SmdrSettings) -> None:
        self._settings = settings

    async def run(self, to: Keeper) -> None:
        """See `Source.run`."""
        host, port = self._settings.host, self._settings.port or oxe.PORT
        where = f"{host}:{port}"
        reader, writer = await _connected(host, port)
        stream = oxe.TicketStream()
        try:
            _keep_alive(writer)
            writer.write(oxe.HELLO)
            await to.seeing(True)
            while data := await _read(reader, OXE_SILENT_S):
                heard = stream.feed(data)
                if heard.tickets:
                    await to.keep(b"".join(ticket + b"\r\n" for ticket in heard.tickets))
                writer.write(heard.answer)
                await writer.drain()
        except TimeoutError as error:
            raise SwitchError("{where} says nothing, not even its test of the line", where=where) from error
        except OSError as error:
            raise SwitchError(
                "{where}: the connection broke ({why})", where=where, why=system_cause(error)
            ) from error
        finally:
            writer.close()
        raise SwitchError("{where} closed the connection", where=where)


class TcpListener:
    """The PABX connects to us and sends; several may, one after another or at once."""

    def __init__(self, settings: SmdrSettings) -> None:
        self._settings = settings
        self.port = settings.port

    async def run(self, to: Keeper) -> None:
        """See `Source.run`."""
        settings = self._settings
        one_at_a_time = asyncio.Lock()
        waiting = 0

        async def receive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal waiting
            peer = str((writer.get_extra_info("peername") or ("",))[0])
            try:
                if (settings.peers and peer not in settings.peers) or waiting >= WAITING_MAX:
                    return
                _keep_alive(writer)
                waiting += 1
                try:
                    # Records of two connections must not be mixed within a line.
                    await one_at_a_time.acquire()
                finally:
                    waiting -= 1
                try:
                    while True:
                        try:
                            data = await _read(reader, GIVE_WAY_S)
                        except TimeoutError:
                            if waiting:
                                return  # silent, half open or a stranger's: another one may have records
                            continue
                        if not data:
                            return
                        await to.keep(data)
                finally:
                    one_at_a_time.release()
            except OSError:
                pass
            finally:
                writer.close()

        try:
            server = await asyncio.start_server(receive, settings.host, settings.port)
        except OSError as error:
            raise SwitchError(
                "port {port} cannot be opened ({why})", port=settings.port, why=system_cause(error)
            ) from error
        self.port = server.sockets[0].getsockname()[1]
        async with server:
            await to.seeing(True)
            await server.serve_forever()


class SerialLine:
    """A serial line of this machine. Needs pyserial."""

    def __init__(self, settings: SmdrSettings) -> None:
        self._settings = settings

    async def run(self, to: Keeper) -> None:
        """See `Source.run`."""
        try:
            import serial
        except ImportError as error:
            raise SwitchError("a serial line needs pyserial; install it beside Veilleur") from error
        settings = self._settings
        if settings.parity not in _PARITIES:
            raise SwitchError("parity {word!r}: write N, E or O", word=settings.parity)
        try:
            line = serial.Serial(
                settings.device,
                settings.baud,
                bytesize=settings.bits,
                parity=settings.parity,
                stopbits=settings.stop_bits,
                timeout=0,
                exclusive=True,
            )
        except (OSError, ValueError) as error:
            raise SwitchError(
                "{device} cannot be opened ({why})", device=settings.device, why=system_cause(error)
            ) from error
        loop = asyncio.get_running_loop()
        ready = asyncio.Event()
        loop.add_reader(line.fileno(), ready.set)
        try:
            await to.seeing(True)
            while True:
                await ready.wait()
                ready.clear()
                try:
                    data = line.read(READ_BYTES)
                except (OSError, serial.SerialException) as error:
                    raise SwitchError(
                        "{device} is gone ({why})", device=settings.device, why=system_cause(error)
                    ) from error
                if data:
                    await to.keep(data)
                elif _is_gone(settings.device):
                    raise SwitchError("{device} is gone", device=settings.device)
                else:
                    await asyncio.sleep(FILE_POLL_S)
        finally:
            loop.remove_reader(line.fileno())
            line.close()


class FollowedFile:
    """A file that another program writes, from its beginning, through rotation and truncation."""

    def __init__(self, path: str) -> None:
        self._path = path

    async def run(self, to: Keeper) -> None:
        """See `Source.run`."""
        try:
            descriptor = os.open(self._path, os.O_RDONLY)
        except OSError as error:
            raise SwitchError(
                "{path} cannot be read ({why})", path=self._path, why=system_cause(error)
            ) from error
        try:
            inode = os.fstat(descriptor).st_ino
            known, offset = to.place
            if known != inode:
                offset = 0
            await to.seeing(known != inode)
            tail = os.pread(descriptor, TAIL_BYTES, max(0, offset - TAIL_BYTES)) if offset else b""
            while True:
                size = os.fstat(descriptor).st_size
                if size < offset or os.pread(descriptor, len(tail), offset - len(tail)) != tail:
                    offset, tail = 0, b""  # emptied and begun again
                data = os.pread(descriptor, READ_BYTES, offset)
                if data:
                    offset += len(data)
                    tail = (tail + data)[-TAIL_BYTES:]
                    await to.keep(data, (inode, offset))
                    continue
                if not self._is_still_there(inode):
                    return  # rotated: all of the old file was read, the new one is opened next
                await asyncio.sleep(FILE_POLL_S)
        finally:
            os.close(descriptor)

    def _is_still_there(self, inode: int) -> bool:
        with contextlib.suppress(OSError):
            return os.stat(self._path).st_ino == inode
        return True  # between the two halves of a rotation: the old one may still grow


async def _read(reader: asyncio.StreamReader, within_s: float) -> bytes:
    """What comes next. Not by `wait_for`, which swallows a cancellation that meets the bytes.

    Raises:
        TimeoutError: when nothing comes in time.
    """
    async with asyncio.timeout(within_s):
        return await reader.read(READ_BYTES)


async def _connected(host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    try:
        async with asyncio.timeout(CONNECT_WITHIN_S):
            return await asyncio.open_connection(host, port)
    except (OSError, TimeoutError) as error:
        raise SwitchError(
            "{host}:{port} does not answer ({why})",
            host=host,
            port=port,
            why=system_cause(error) or Message("too slow"),
        ) from error


def _is_gone(device: str) -> bool:
    return not os.path.exists(device)


def _keep_alive(writer: asyncio.StreamWriter) -> None:
    """A PABX that is switched off says no goodbye: the network must find out."""
    import socket

    connection = writer.get_extra_info("socket")
    with contextlib.suppress(OSError, AttributeError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in KEEP_ALIVE:
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
