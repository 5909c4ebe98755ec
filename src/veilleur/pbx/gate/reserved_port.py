"""A connection from a port that no ordinary user of this machine may take (under 1024).

In: where to connect. Out: the open streams, or None where this process may not. The gate knows the guard by
it before a word is said, so that nobody else on the machine can hold its few connections. Pitfall: it is no
proof of who is there; the secret is.
"""

from __future__ import annotations

import asyncio
import errno
import itertools
import os
import socket

PORTS = (*range(1002, 1010), *range(1011, 1021))  # given by IANA to nobody, or kept back
_AGAIN = frozenset({errno.EADDRINUSE, errno.EADDRNOTAVAIL})
_first = itertools.count(os.getpid())


async def connect(host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
    """Connect from the first of the ports that is free; None when this process may take none of them.

    Raises:
        OSError: when nobody answers there, or all ports are in use.
    """
    loop = asyncio.get_running_loop()
    family, kind, _protocol, _name, place = (await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM))[0]
    start = next(_first)
    for turn in range(len(PORTS)):
        own = socket.socket(family, kind)
        try:
            own.setblocking(False)
            own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            own.bind(("", PORTS[(start + turn) % len(PORTS)]))
            await loop.sock_connect(own, place)
            return await asyncio.open_connection(sock=own)
        except PermissionError:
            own.close()
            return None
        except OSError as error:
            own.close()
            if error.errno not in _AGAIN:
                raise
        except BaseException:  # given up while it connects
            own.close()
            raise
    raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))
