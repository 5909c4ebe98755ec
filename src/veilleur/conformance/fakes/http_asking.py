"""A small HTTP client of the made switches."""

from __future__ import annotations

import asyncio

MADE_ASKS_WITHIN_S = 10.0


async def post(
    port: int, path: str, body: bytes, secret: str = "", method: str = "POST"
) -> tuple[int, bytes]:
    """The status and the body; (0, b"") when nobody answers."""
    login = f"Authorization: Bearer {secret}\r\n" if secret else ""
    size = f"Connection: close\r\nContent-Length: {len(body)}"
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\n{login}{size}\r\n\r\n"
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head.encode() + body)
        async with asyncio.timeout(MADE_ASKS_WITHIN_S):
            data = await reader.read()
        writer.close()
    except (OSError, TimeoutError):
        return 0, b""
    said, _, text = data.partition(b"\r\n\r\n")
    words = said.split()
    return (int(words[1]), text) if len(words) > 1 else (0, b"")
