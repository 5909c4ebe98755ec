"""Whoever holds connections of the page open, or reads nothing, is let go of; others are served meanwhile."""

from __future__ import annotations

import asyncio
import resource
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn

from veilleur.desk import page_connections
from veilleur.desk.page_connections import BoundedProtocol, allow_descriptors
from veilleur.desk.page_server import _Server

WAITS_S = 60.0
BIG = b"x" * 5_000_000
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Answers with a word; a path of /big with more than any buffer holds."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": BIG if scope["path"] == "/big" else b"hello"})


@asynccontextmanager
async def served(protocol: type[BoundedProtocol] = BoundedProtocol) -> AsyncIterator[int]:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        application,
        http=protocol,
        log_config=None,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    running = asyncio.create_task(server.serve([listener]))
    try:
        yield int(listener.getsockname()[1])
    finally:
        server.should_exit = True
        await running


async def get(port: int, path: str = "/") -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    try:
        return await asyncio.wait_for(reader.read(), WAITS_S)
    finally:
        writer.close()


async def ended(reader: asyncio.StreamReader) -> bool:
    """Wait until the server let go."""
    try:
        async with asyncio.timeout(WAITS_S):
            while await reader.read(65_536):
                pass
    except ConnectionResetError:
        return True
    return True


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET / HT",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: ",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab",
    ],
    ids=["nothing", "half a line", "half of the headers", "half of the body"],
)
async def test_a_request_that_does_not_end_is_let_go_of(
    monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr(page_connections, "PAGE_REQUEST_WITHIN_S", 0.2)
    async with served() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(begun)
        assert await ended(reader)
        writer.close()
        assert b"hello" in await get(port)


async def test_a_byte_now_and_then_prolongs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_connections, "PAGE_REQUEST_WITHIN_S", 0.3)
    async with served() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        gone = asyncio.create_task(ended(reader))

        async def drips() -> None:
            for byte in b"GET / HTTP/1.1\r\nX: " + b"y" * 10_000:
                if gone.done():
                    return
                writer.write(bytes([byte]))
                await asyncio.wait([gone], timeout=0.05)

        await asyncio.gather(drips(), gone)
        writer.close()
        assert gone.result()


async def test_who_does_not_read_the_answer_is_let_go_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_connections, "RESPONSE_READ_WITHIN_S", 0.3)
    let_go = asyncio.Event()

    class Watched(BoundedProtocol):
        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            let_go.set()

    async with served(Watched) as port:
        with socket.create_connection(("127.0.0.1", port)) as deaf:
            deaf.sendall(b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n")
            await asyncio.wait_for(let_go.wait(), WAITS_S)


async def test_where_there_are_too_many_whoever_waited_longest_makes_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(page_connections, "PAGE_CONNECTIONS_MAX", 5)
    async with served() as port:
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(12)]
        assert b"hello" in await get(port)
        assert await ended(held[0][0])
        for _reader, writer in held:
            writer.close()


async def test_a_connection_that_is_used_again_and_again_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_connections, "PAGE_REQUEST_WITHIN_S", 5.0)
    async with served() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(20):
            writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab")
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), WAITS_S)
            assert head.startswith(b"HTTP/1.1 200")
            await asyncio.wait_for(reader.readuntil(b"0\r\n\r\n"), WAITS_S)
        writer.close()


def test_there_are_descriptors_left_for_the_alerts() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(512, before[1]), before[1]))
        allow_descriptors()
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        assert soft == min(page_connections.DESCRIPTORS_WANTED, hard)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
