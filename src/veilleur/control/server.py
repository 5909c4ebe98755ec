"""The guard's end of the control socket, on which the commands of the same machine and user talk to it.

A Unix socket, mode 0600. In: one JSON object a line, hostile bytes all the same. Out: answers. Pitfall:
whoever connects must be the guard's own user or root, lines and waits are bounded, and a command is
answered only once its event is on disk. A socket for one user more is open to all by its mode: the kernel
says who connects, and anybody else is let go.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import struct
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from veilleur.control.framing import encoded, short_name
from veilleur.words.errors import ConfigError, VeilleurError, system_cause
from veilleur.words.messages import Message
from veilleur.words.plain_json import parsed

LINE_MAX_BYTES = 8_192
CONNECTIONS_MAX = 16
IDLE_S = 10.0
_PEER = struct.Struct("3i")  # pid, uid, gid

Do = Callable[[dict[str, Any], int], Awaitable[dict[str, Any]]]


class ControlServer:
    """The guard's side. do: carries out one request of a user id and gives its answer. also_heard: one user
    beside the guard's own and root, None for nobody."""

    def __init__(self, path: Path, do: Do, also_heard: int | None = None) -> None:
        self.path = path
        self._do = do
        self._heard = {0, os.geteuid()} | ({also_heard} if also_heard is not None else set())
        self._hidden_bits = 0o177 if also_heard is None else 0o111
        self._server: asyncio.Server | None = None
        self._open = 0

    async def start(self) -> None:
        """Begin to listen; a socket left by a guard that was killed is taken over.

        Raises:
            ConfigError: when the socket cannot be made, or a guard listens on it.
        """
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with short_name(self.path) as name:
                _remove_stale(self.path, name)
                before = os.umask(self._hidden_bits)
                try:
                    listener.bind(name)
                finally:
                    os.umask(before)
            listener.listen(CONNECTIONS_MAX)
            listener.setblocking(False)
            self._server = await asyncio.start_unix_server(self._serve, sock=listener, limit=LINE_MAX_BYTES)
        except OSError as error:
            listener.close()
            raise ConfigError(
                "{path}: the control socket cannot be made ({why}); set another [guard] control_socket.",
                path=self.path,
                why=system_cause(error),
            ) from error
        except BaseException:
            listener.close()
            raise

    async def stop(self) -> None:
        """Listen no more, and take the socket away."""
        if self._server is not None:
            self._server.close()
            self._server = None
            with contextlib.suppress(OSError):
                self.path.unlink()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._open >= CONNECTIONS_MAX:
            writer.close()
            return
        self._open += 1
        try:
            user = _user_of(writer)
            if user not in self._heard:
                return
            while True:
                async with asyncio.timeout(IDLE_S):
                    line = await reader.readuntil(b"\n")
                    writer.write(await self._answer(line, user))
                    await writer.drain()
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # gone, silent, or babbling: it is let go
        finally:
            self._open -= 1
            writer.close()

    async def _answer(self, line: bytes, user: int) -> bytes:
        try:
            request = parsed(line)
            if not isinstance(request, dict):
                raise ValueError
        except ValueError:
            return _failure(Message("The request is not one JSON object on one line."))
        try:
            return encoded({"ok": True, **await self._do(request, user)})
        except VeilleurError as error:
            return _failure(error.message)
        except Exception as error:
            return _failure(Message("A fault of Veilleur's own ({kind}).", kind=type(error).__name__))


def _failure(message: Message) -> bytes:
    return encoded({"ok": False, "error": message})


def _user_of(writer: asyncio.StreamWriter) -> int:
    connection = writer.get_extra_info("socket")
    peer = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size)
    return int(_PEER.unpack(peer)[1])


def _remove_stale(path: Path, name: str) -> None:
    if not path.is_socket():
        if path.exists():
            raise ConfigError(
                "{path}: there is a file here that is no socket; set another control_socket.", path=path
            )
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1.0)
        try:
            probe.connect(name)
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)
            return
        except (OSError, TimeoutError):
            pass
    raise ConfigError(
        "{path}: another guard listens here; stop it first, or set another [guard] control_socket.", path=path
    )
