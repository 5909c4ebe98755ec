"""The baseline of the latency figures: an AGI server that always says yes, and knows nothing else.

`python -m lab.always_yes` prints its port and serves until it is ended.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError, asyncio.IncompleteReadError):
        await reader.readuntil(b"\n\n")
        writer.write(b'SET VARIABLE VEILLEUR "allow"\n')
        await reader.readline()
    writer.close()


async def main() -> None:
    """Serve on a free loopback port."""
    server = await asyncio.start_server(_serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main())
