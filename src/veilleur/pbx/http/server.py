"""A small HTTP/1.1 server: h11 says what a request is, this reads, bounds, and answers in time.

In: connections. Out: one `Request` after another to a handler, and its `Response` back. Pitfall: whoever
sends slowly or too much is let go of with a status and without a word; nothing here is logged, since a
request bears a token.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Awaitable, Callable
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

import h11

from veilleur.words.errors import SwitchError, system_cause

HTTP_HEADERS_MAX_BYTES = 16_384
REQUEST_BODY_MAX_BYTES = 262_144
READ_AT_ONCE_BYTES = 8_192  # h11 looks at the size of headers that are not whole yet
HTTP_CONNECTIONS_MAX = 256
QUERY_FIELDS_MAX = 20
KEPT_ALIVE_S = 75.0  # between two requests of one connection
HEADERS_WITHIN_S = 0.4
RESPONSE_WITHIN_S = 5.0


class Request(NamedTuple):
    """One request. headers: names in small letters."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


class Response(NamedTuple):
    """One answer."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


class BodyLimit(NamedTuple):
    """What a path takes. within_s: from the first line of the request to the last byte of its body."""

    most_bytes: int
    within_s: float


Handle = Callable[[Request], Awaitable[Response]]
LimitOf = Callable[[str, dict[str, str]], BodyLimit]  # of a path and the headers


class _RefusedError(Exception):
    """The request is not read to its end; the connection is closed behind this status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class HttpServer:
    """Listens on one address; answers one request of a connection after the other."""

    def __init__(self, handle: Handle, limit_of: LimitOf, context: ssl.SSLContext | None = None) -> None:
        self._handle, self._limit_of, self._context = handle, limit_of, context
        self._server: asyncio.Server | None = None
        self._idle: dict[asyncio.Task[None], None] = {}  # connections that wait for a request
        self._busy: set[asyncio.Task[None]] = set()

    async def start(self, host: str, port: int) -> int:
        """Begin to listen; gives the port.

        Raises:
            SwitchError: when the address cannot be used.
        """
        try:
            self._server = await asyncio.start_server(self._serve, host, port, ssl=self._context, backlog=128)
        except OSError as error:
            raise SwitchError(
                "cannot listen for HTTP on {host}:{port} ({why}): is another Veilleur running, or the "
                "address wrong?",
                host=host,
                port=port,
                why=system_cause(error),
            ) from error
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Listen no more, and let go of who is connected."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for task in (*self._idle, *self._busy):
            task.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        if len(self._idle) + len(self._busy) >= HTTP_CONNECTIONS_MAX:
            if not self._idle:
                writer.close()
                return
            next(iter(self._idle)).cancel()  # who asks nothing makes room
        self._idle[task] = None
        connection = _Connection(reader, writer)
        try:
            while await connection.waits_for_request():
                self._idle.pop(task, None)
                self._busy.add(task)
                await self._answer(connection)
                if not connection.goes_on():
                    break
                self._busy.discard(task)
                self._idle[task] = None
        except (OSError, TimeoutError, h11.ProtocolError, asyncio.CancelledError):
            pass  # gone, too slow, or the server stops
        finally:
            self._idle.pop(task, None)
            self._busy.discard(task)
            writer.close()

    async def _answer(self, connection: _Connection) -> None:
        try:
            request = await connection.read(self._limit_of)
            response = await self._handle(request)
        except _RefusedError as refused:
            await connection.send(Response(refused.status), is_last=True)
        except TimeoutError:
            await connection.send(Response(408), is_last=True)
        except h11.RemoteProtocolError as error:
            await connection.send(Response(error.error_status_hint), is_last=True)
        else:
            await connection.send(response, is_head=request.method == "HEAD")


class _Connection:
    """One connection, as h11 sees it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._h11 = h11.Connection(h11.SERVER, max_incomplete_event_size=HTTP_HEADERS_MAX_BYTES)

    async def waits_for_request(self) -> bool:
        """Whether a request has begun; False when the other end is gone."""
        if self._h11.trailing_data[0]:
            return True
        async with asyncio.timeout(KEPT_ALIVE_S):
            data = await self._reader.read(READ_AT_ONCE_BYTES)
        self._h11.receive_data(data)
        return bool(data)

    async def read(self, limit_of: LimitOf) -> Request:
        """The whole request.

        Raises:
            _RefusedError: when its body is larger than its path takes.
            TimeoutError: when it comes too slowly.
        """
        began = asyncio.get_running_loop().time()
        async with asyncio.timeout(HEADERS_WITHIN_S):
            head = await self._next()
        if not isinstance(head, h11.Request):
            raise h11.RemoteProtocolError("no request", error_status_hint=400)
        path, query = _target(head.target.decode("ascii", "replace"))
        headers = {name.decode("ascii"): value.decode("latin-1") for name, value in head.headers}
        limit = limit_of(path, headers)
        stated = headers.get("content-length", "0")
        if stated.isdecimal() and int(stated) > limit.most_bytes:
            raise _RefusedError(413)
        body = bytearray()
        async with asyncio.timeout_at(began + limit.within_s):
            if self._h11.they_are_waiting_for_100_continue:
                await self._write(self._h11.send(h11.InformationalResponse(status_code=100, headers=[])))
            while isinstance(event := await self._next(), h11.Data):
                body += event.data
                if len(body) > limit.most_bytes:
                    raise _RefusedError(413)
        return Request(
            method=head.method.decode("ascii"),
            path=path,
            query=query,
            headers=headers,
            body=bytes(body),
        )

    async def send(self, response: Response, *, is_last: bool = False, is_head: bool = False) -> None:
        """Answer. is_last: close the connection afterwards."""
        if self._h11.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            return
        headers = [
            ("content-type", response.content_type),
            ("content-length", str(len(response.body))),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            *response.headers,
        ]
        if is_last:
            headers.append(("connection", "close"))
        data = self._h11.send(h11.Response(status_code=response.status, headers=headers)) or b""
        if response.body and not is_head:
            data += self._h11.send(h11.Data(data=response.body)) or b""
        data += self._h11.send(h11.EndOfMessage()) or b""
        await self._write(data)

    def goes_on(self) -> bool:
        """Whether the connection may bear another request."""
        if self._h11.our_state is not h11.DONE or self._h11.their_state is not h11.DONE:
            return False
        self._h11.start_next_cycle()
        return True

    async def _next(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        while True:
            event = self._h11.next_event()
            if event is not h11.NEED_DATA:
                return event
            self._h11.receive_data(await self._reader.read(READ_AT_ONCE_BYTES))

    async def _write(self, data: bytes | None) -> None:
        if data:
            self._writer.write(data)
            async with asyncio.timeout(RESPONSE_WITHIN_S):
                with contextlib.suppress(ConnectionError):
                    await self._writer.drain()


def _target(text: str) -> tuple[str, dict[str, str]]:
    """Path and query of what a request names.

    Raises:
        RemoteProtocolError: when it names nothing.
    """
    try:
        parts = urlsplit(text)
        return parts.path, dict(parse_qsl(parts.query, max_num_fields=QUERY_FIELDS_MAX))
    except ValueError as error:
        raise h11.RemoteProtocolError("no target", error_status_hint=400) from error
